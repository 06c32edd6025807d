"""A platform for the sender's tests: takes messages, says what its script says, and keeps a log."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.delivery import Envelope, Result, Sent
from bot.limits import Limits
from bot.message import Message
from bot.update import Update
from channels.protocol import Capabilities, TextUnit

Script = Callable[[Envelope], Awaitable[Result]]


async def takes_it(envelope: Envelope) -> Result:
    return Sent(f"m{envelope.id}")


@dataclass
class Wire:
    """One account on a platform that obeys `script`. `began` and `taken` are texts, in order."""

    script: Script = takes_it
    limits: Limits = field(default_factory=Limits)
    account: str = "telegram"
    kind: str = "telegram"
    began: list[Envelope] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    chats: dict[str, list[str]] = field(default_factory=dict)
    flying: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0
    most_in_a_chat: int = 0
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            buttons=True,
            edit=True,
            photo=frozenset(),
            voice=(),
            documents=False,
            groups=True,
            text_limit=4096,
            text_unit=TextUnit.UTF16,
            caption_limit=0,
            token_bytes=64,
        )
    )

    async def send(self, envelope: Envelope) -> Result:
        chat = envelope.address.chat
        self.began.append(envelope)
        self.flying[chat] += 1
        self.most_at_once = max(self.most_at_once, self.flying.total())
        self.most_in_a_chat = max(self.most_in_a_chat, self.flying[chat])
        try:
            result = await self.script(envelope)
        finally:
            self.flying[chat] -= 1
        if isinstance(result, Sent):
            self.arrives(envelope)
        return result

    def arrives(self, envelope: Envelope) -> None:
        """The person sees it, whatever we are told."""
        assert isinstance(envelope.content, Message)
        self.taken.append(envelope.content.text)
        self.chats.setdefault(envelope.address.chat, []).append(envelope.content.text)

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:
        return True

    def read(self, body: bytes) -> Sequence[Update]:
        return ()

    def acknowledge(self, body: bytes) -> bytes:
        return b""

    async def open(self) -> None: ...

    async def close(self) -> None: ...


async def until(condition: Callable[[], object], seconds: float = 15.0) -> None:
    """Wait for something that is about to become true."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for is often in the database
            await asyncio.sleep(0.005)
