import asyncio
import io
import os
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import Sent
from bot.message import Document, Mark, Message, Option, Photo
from bot.update import ChatOpened, TextSent, Update
from channels.terminal import Terminal, bubble, converse
from tests.channels.letters import NOW, envelope


def terminal(out: io.StringIO | None = None) -> Terminal:
    return Terminal(lambda: NOW, out if out is not None else io.StringIO())


def test_a_bubble_is_printed_with_its_answers_numbered() -> None:
    message = Message("Bác thấy chưa ạ?", (Option("Thấy rồi", "a"), Option("Chưa thấy", "b")))
    assert bubble(message) == (
        "│ Bác thấy chưa ạ?\n│\n│ 1. Thấy rồi\n│ 2. Chưa thấy\n│ (Gõ số để chọn.)\n"
    )


def test_pictures_and_documents_are_told() -> None:
    message = Message(
        "Đây ạ.",
        photo=Photo("a.png", "nút xanh"),
        document=Document("a.json", "application/json", '{"tên": 1}'),
    )
    assert bubble(message) == (
        '│ Đây ạ.\n│\n│ [Hình: nút xanh]\n│\n│ [Tệp: a.json]\n│ {"tên": 1}\n'
    )


@given(
    st.lists(
        st.sampled_from(["chạm", "vào😀", "ô", "👨‍👩‍👧", "một-hai", "漢字", "2.", "\n"]),
        max_size=80,
    )
)
def test_no_line_is_wider_than_eighty_columns(words: list[str]) -> None:
    text = " ".join(words)
    lines = bubble(Message(text, (Option(text.replace("\n", " ")[:150], "a"),))).splitlines()
    for line in lines:
        assert sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line) <= 80


def test_typed_lines_are_updates_with_keys_of_their_own() -> None:
    first, second = terminal(), terminal()
    lines = ["xin chào", "1", "/start ma-moi"]
    updates = [
        update for line in lines for t in (first, second) for update in t.read(line.encode())
    ]
    assert len({update.key for update in updates}) == 6
    assert [update.content for update in updates[::2]] == [
        TextSent("xin chào"),
        TextSent("1"),
        ChatOpened("ma-moi"),
    ]
    assert first.read(b"  \n") == ()


async def test_a_mark_prints_nothing() -> None:
    out = io.StringIO()
    assert await terminal(out).send(envelope(Mark("7", "Xong"))) == Sent("7")
    assert out.getvalue() == ""


@pytest.mark.parametrize("end", ["thoát\n", "THOAT\n", "tho\u0061\u0301t\n", ""])
async def test_each_line_is_answered_before_the_next_is_read(end: str) -> None:
    out = io.StringIO()
    told = terminal(out)

    async def answer(updates: Sequence[Update]) -> None:
        await asyncio.sleep(0.01)
        for update in updates:
            assert isinstance(update.content, TextSent)
            await told.send(envelope(Message(f"nghe: {update.content.text}")))

    lines = io.StringIO(f"xin chao\n\n1\n{end}" + ("quá muộn\n" if end else ""))
    await converse(told, lines, answer)
    assert out.getvalue() == "│ nghe: xin chao\n\n│ nghe: 1\n\n"


async def test_a_person_at_the_keyboard_is_greeted() -> None:
    class Keyboard(io.StringIO):
        def isatty(self) -> bool:
            return True

    out = io.StringIO()

    async def answer(_: Sequence[Update]) -> None: ...

    await converse(terminal(out), Keyboard("chào\n"), answer)
    assert out.getvalue() == "Gõ một câu, ví dụ: xin chào. Gõ «thoát» để dừng.\n> > "


async def test_it_can_be_left_while_nobody_types() -> None:
    reading, writing = os.pipe()

    async def answer(_: Sequence[Update]) -> None: ...

    with os.fdopen(reading) as lines, os.fdopen(writing, "w") as keyboard:
        task = asyncio.create_task(converse(terminal(), lines, answer))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        keyboard.write("\n")
        keyboard.flush()
        for thread in threading.enumerate():
            if thread.name == "keyboard":
                await asyncio.to_thread(thread.join, 5)


SCRIPT = """
import asyncio, sys
from datetime import UTC, datetime
from bot.message import Message
from channels.terminal import Terminal, converse
from tests.channels.letters import envelope
terminal = Terminal(lambda: datetime.now(UTC), sys.stdout)
async def answer(updates):
    await terminal.send(envelope(Message(updates[0].content.text[::-1])))
asyncio.run(converse(terminal, sys.stdin, answer))
"""


@pytest.mark.slow
def test_it_works_in_a_pipe() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input="abc\n12",
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={**os.environ, "PYTHONPATH": "."},
    )
    assert done.stdout == "│ cba\n\n│ 21\n\n"
