"""The same conversation on standard input and output, for trying lessons out and for scripts."""

import asyncio
import contextlib
import textwrap
import threading
import unicodedata
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TextIO

from bot.delivery import Envelope, Result, Sent
from bot.limits import Limits
from bot.message import Mark, Message
from bot.update import Address, Sender, Update
from channels.protocol import Capabilities, TextUnit
from channels.text import clean, numbered, opened_or_sent, told_picture, told_voice

KIND = "terminal"
WIDTH = 78  # columns of text, so that nothing wraps at 80

CAPABILITIES = Capabilities(
    buttons=False,
    edit=False,
    photo=frozenset(),
    voice=(),
    documents=True,
    groups=False,
    text_limit=100_000,
    text_unit=TextUnit.CODE_POINTS,
    caption_limit=0,
    token_bytes=0,
)

GREETING = "Gõ một câu, ví dụ: xin chào. Gõ «thoát» để dừng."
_ENDS = frozenset({"thoát", "thoat"})
_PROMPT = "> "
_EDGE = "│ "


class Terminal:
    """Prints bubbles. `chat` names the person who sits here: the same name, the same place in a lesson."""

    kind = KIND
    capabilities = CAPABILITIES
    limits = Limits(in_flight=1)  # one bubble after the other, as they are read

    def __init__(
        self, clock: Callable[[], datetime], out: TextIO, account: str = KIND, chat: str = "me"
    ) -> None:
        self.account = account
        self._clock = clock
        self._out = out
        self._chat = chat
        self._session = uuid.uuid4().hex  # makes keys unique among all runs of the program
        self._lines = 0

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG002
        """Nothing comes here through HTTP."""
        return False

    def read(self, body: bytes) -> Sequence[Update]:
        """One typed line; none for a line without words."""
        text = clean(body.decode(errors="replace")).strip()
        if not text:
            return ()
        self._lines += 1
        key = f"{self._session}-{self._lines}"
        address = Address(self.account, self._chat)
        return (Update(key, address, Sender(self._chat), opened_or_sent(text), self._clock()),)

    def acknowledge(self, body: bytes) -> bytes:  # noqa: ARG002
        return b""

    async def open(self) -> None:
        """Nothing to take up."""

    async def close(self) -> None:
        """Nothing to give back."""

    async def send(self, envelope: Envelope) -> Result:
        match envelope.content:
            case Message() as message:
                self.show(bubble(message) + "\n")
                return Sent(str(envelope.id))
            case Mark(message):  # what was printed stays
                return Sent(message)

    def show(self, text: str) -> None:
        print(text, end="", file=self._out, flush=True)


def bubble(message: Message) -> str:
    """The message as printed: at most 80 columns wide, picture and document told in words."""
    text = numbered(told_voice(told_picture(message)))
    if message.document is not None:
        text += f"\n\n[Tệp: {message.document.name}]\n{message.document.body}"
    return "\n".join(f"{_EDGE}{line}".rstrip() for line in _wrapped(text)) + "\n"


async def converse(
    terminal: Terminal, lines: TextIO, answer: Callable[[Sequence[Update]], Awaitable[object]]
) -> None:
    """Read lines until "thoát" or the end. `answer` returns once all that a line led to is printed;
    only then is the next line read. Greets and prompts only a person, not a script."""
    prompt = _PROMPT if lines.isatty() else ""
    if prompt:
        terminal.show(GREETING + "\n")
    while True:
        terminal.show(prompt)
        line = await _next_line(lines)
        if not line or clean(line).strip().lower() in _ENDS:
            return
        updates = terminal.read(line.encode(errors="replace"))
        if updates:
            await answer(updates)


async def _next_line(lines: TextIO) -> str:
    """The next line, "" at the end. In a thread that nobody waits for, so that Ctrl-C ends the program
    although that thread still sits at the keyboard."""
    loop = asyncio.get_running_loop()
    line: asyncio.Future[str] = loop.create_future()

    def give(text: str) -> None:
        if not line.done():
            line.set_result(text)

    def fetch() -> None:
        try:
            text = lines.readline()
        except (OSError, ValueError):  # the keyboard is gone, or it is no text
            text = ""
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(give, text)

    threading.Thread(target=fetch, name="keyboard", daemon=True).start()
    return await line


def _wrapped(text: str) -> list[str]:
    return [
        line
        for paragraph in text.splitlines()
        for line in (_wrapped_line(paragraph) if _columns(paragraph) > WIDTH else [paragraph])
    ]


def _wrapped_line(paragraph: str) -> list[str]:
    """An option's continuation stands below its words, not below its number."""
    hang = len(paragraph) - len(paragraph.lstrip("0123456789. "))
    # Emoji are two columns wide: as many columns less as there are of them keeps every line within.
    emoji = _columns(paragraph) - len(paragraph)
    return textwrap.wrap(
        paragraph,
        max(WIDTH - emoji, WIDTH // 2),
        subsequent_indent=" " * min(hang, 4),
        break_on_hyphens=False,
    )


def _columns(text: str) -> int:
    """Counts marks and joiners too, which most terminals draw without width: rather too narrow than too wide."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
