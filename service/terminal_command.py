"""`hocvuso chat`: the whole service for one person at the keyboard, with nothing listening."""

import asyncio
import sys
from collections.abc import Sequence

from bot.update import Update
from channels.terminal import Terminal, converse
from handlers import inbound
from service import logs
from service.clock import system_clock
from service.schoolhouse import Schoolhouse
from service.settings import Settings
from storage.database import Database
from storage.errors import Unavailable
from worker.desk import Desk
from worker.sender import Sender

OPENED_WITHIN = 5.0  # seconds; the place at the keyboard is free at once, or another window has it
LOOK_EVERY = 0.005  # seconds; printing takes less


async def run_terminal(settings: Settings) -> int:
    """Learn until "thoát" or the end of the input; the place is kept in the database. An exit code."""
    logs.set_up("WARNING", "text", ())
    database = Database(settings.database_url)
    desk = Desk(database)
    try:
        await desk.run(Database.migrate)
        house = Schoolhouse(
            settings.lessons_dir,
            system_clock,
            contact=settings.contact,
            has_helpers=settings.help_address is not None,
        )
        await house.reload(desk)
        return await _learn(settings, desk, house)
    except Unavailable as trouble:
        print(f"Chưa dùng được cơ sở dữ liệu: {trouble}", file=sys.stderr)
        return 3
    finally:
        await desk.close()
        database.close()


async def _learn(settings: Settings, desk: Desk, house: Schoolhouse) -> int:
    terminal = Terminal(system_clock, sys.stdout)
    sender = Sender(terminal, desk, system_clock)

    async def answer(updates: Sequence[Update]) -> None:
        received = await desk.run(
            inbound.receive,
            house.school,
            updates,
            system_clock(),
            help_chat=settings.help_address,
            sends_here=frozenset({terminal.account}),
        )
        sender.accept(received.envelopes)
        while sender.waiting or sender.in_flight:  # noqa: ASYNC110  no event tells of both
            await asyncio.sleep(LOOK_EVERY)

    await sender.start()
    try:
        async with asyncio.timeout(OPENED_WITHIN):
            while not sender.active:  # noqa: ASYNC110  asked once, at the start
                await asyncio.sleep(LOOK_EVERY)
    except TimeoutError:
        print("Đang có một cửa sổ khác học trên cùng dữ liệu này.", file=sys.stderr)
        await sender.stop(1.0)
        return 3
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]  # a script may pipe anything
    try:
        await converse(terminal, sys.stdin, answer)
    finally:
        await sender.stop(5.0)
    return 0
