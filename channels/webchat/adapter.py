"""The web chat as a channel: a bubble is delivered by being there when the page asks for it."""

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from bot.delivery import Envelope, Result, Sent
from bot.limits import Limits
from bot.update import Update
from channels.protocol import Capabilities, PhotoBy, TextUnit
from channels.sounds import Sounds

KIND = "web"

# Our own page: the limits are what stays readable on a small screen, not what could be shown.
CAPABILITIES = Capabilities(
    buttons=True,
    edit=True,
    photo=frozenset({PhotoBy.URL}),
    # Phones of both kinds play AAC; browsers without it, Opus.
    voice=(".aac", ".ogg", ".mp3", ".m4a"),
    documents=True,
    groups=False,
    text_limit=4_096,
    text_unit=TextUnit.CODE_POINTS,
    caption_limit=1_024,
    token_bytes=64,
)


def chat_of(key: str) -> str:
    """The chat's public id; the key itself, which opens the chat, is never stored or logged."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


class WebChat:
    """A chat without an account: whoever holds the link holds the place. `sounds` None: nothing is heard."""

    kind = KIND
    limits = Limits()  # nobody else's platform: nothing to keep

    def __init__(self, account: str = KIND, *, sounds: Sounds | None = None) -> None:
        self.account = account
        self.capabilities = CAPABILITIES if sounds else replace(CAPABILITIES, voice=())
        self.sounds = sounds
        self._bells: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    def authentic(self, headers: Mapping[str, str], body: bytes) -> bool:  # noqa: ARG002
        """The page does not come through /webhook: nothing there is authentic."""
        return False

    def read(self, body: bytes) -> Sequence[Update]:  # noqa: ARG002
        return ()

    def acknowledge(self, body: bytes) -> bytes:  # noqa: ARG002
        return b""

    async def open(self) -> None:
        """Nothing to take up."""

    async def close(self) -> None:
        for bells in list(self._bells.values()):
            for bell in bells:
                bell.set()

    async def send(self, envelope: Envelope) -> Result:
        """The row in the outbox is the message; ring for the pages that wait for it."""
        for bell in self._bells.get(envelope.address.chat, ()):
            bell.set()
        return Sent(str(envelope.id))

    @contextmanager
    def bell(self, chat: str) -> Iterator[asyncio.Event]:
        """Set by whatever is sent to this chat from now on; hang it up before looking what is there."""
        bell = asyncio.Event()
        self._bells[chat].add(bell)
        try:
            yield bell
        finally:
            self._bells[chat].discard(bell)
            if not self._bells[chat]:
                del self._bells[chat]
