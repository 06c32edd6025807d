"""What we say to Zalo Bot: an outgoing bubble as the calls that it takes. Pure.

Plain text always: no parse_mode, so nothing that a learner or an author writes can break a message.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from bot.message import Document, Message
from bot.text import split, utf16_length
from bot.update import Address, ChatKind
from channels.protocol import Capabilities, PhotoBy, TextUnit
from channels.text import numbered, told_picture

# docs.zaloplatforms.com/docs/BOT/apis: sendMessage text 1–2,000, sendPhoto caption 1–2,000. In which unit
# is not said; UTF-16 units are what its text_styles count in, and the fewest of every reading.
# There are no buttons, and nothing can be edited or sent as a file.
CAPABILITIES = Capabilities(
    buttons=False,
    edit=False,
    photo=frozenset({PhotoBy.URL}),
    voice=(".aac",),
    documents=False,
    groups=True,
    text_limit=2_000,
    text_unit=TextUnit.UTF16,
    caption_limit=2_000,
    token_bytes=0,
    typing=True,
)

# UTF-16 units; leaves room for "(1/3) ".
PART = 1_900
# Of ours: each part counts against the month's quota of all, and nobody reads more on a phone.
MOST_PAGES = 8

TOO_LONG = (
    "Bản sao này dài quá, gửi qua Zalo không hết ạ. Muốn nhận bản đầy đủ, mời hỏi tổ công nghệ số "
    "cộng đồng của thôn hoặc cán bộ xã giúp nhé."
)

# As in `channels.text.clean`, which looks at one letter after the other: this is on every bubble's way.
_UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Call:
    """One call, with its fields as JSON values."""

    method: str
    fields: dict[str, str]

    @property
    def json(self) -> bytes:
        return orjson.dumps(self.fields)

    @property
    def shows_picture(self) -> bool:
        return self.method == "sendPhoto"

    @property
    def is_fetched(self) -> bool:
        """Does Zalo fetch something from us before it answers?"""
        return self.method in ("sendPhoto", "sendVoice")


def calls_of(chat: str, message: Message, picture: str | None) -> tuple[Call, ...]:
    """In order; none for a bubble that says nothing. `picture`: the public address of its photo, which is
    shown first, or None to have it told in words."""
    shown = message if picture else told_picture(message)
    text = plain(numbered(shown))
    calls: list[Call] = []
    if shown.photo is not None and picture:
        is_caption = bool(text) and _fits(text, CAPABILITIES.caption_limit)
        calls.append(photo_call(chat, picture, text if is_caption else ""))
        text = "" if is_caption else text
    texts = [*parts(text), *(pages(message.document) if message.document else ())]
    return (*calls, *(text_call(chat, one) for one in texts))


def text_call(chat: str, text: str) -> Call:
    return Call("sendMessage", {"chat_id": chat, "text": text})


def photo_call(chat: str, url: str, caption: str = "") -> Call:
    """Zalo fetches the picture from there itself, and its apps do again later."""
    fields = {"chat_id": chat, "photo": url}
    return Call("sendPhoto", fields | {"caption": caption} if caption else fields)


def voice_call(address: Address, url: str) -> Call | None:
    """None where it would not arrive: in a group Zalo says ok and delivers nothing, and it takes `.aac`
    only."""
    if address.kind is ChatKind.GROUP or not url.endswith(".aac"):
        return None
    return Call("sendVoice", {"chat_id": address.chat, "voice_url": url})


def typing_call(chat: str) -> Call:
    return Call("sendChatAction", {"chat_id": chat, "action": "typing"})


def parts(text: str) -> Sequence[str]:
    """The text in pieces that are taken, each with its number where there are several; none of nothing."""
    if not text.strip():
        return ()
    if _fits(text, CAPABILITIES.text_limit):
        return (text,)
    pieces = split(text, PART)
    if len(pieces) == 1:
        return pieces
    return [f"({n}/{len(pieces)}) {piece}" for n, piece in enumerate(pieces, 1)]


def pages(document: Document) -> Sequence[str]:
    """A document in the chat's own text, since no file can be sent; or where to get it."""
    body = plain(document.body)
    if not _fits(body, MOST_PAGES * PART):
        return (TOO_LONG,)
    found = parts(body)
    return found if len(found) <= MOST_PAGES else (TOO_LONG,)


def plain(text: str) -> str:
    """Composed before it is counted: "ế" is one unit, and must not be three because of who typed it.
    Without control characters, which have no place in a chat, and halves of letters."""
    return unicodedata.normalize("NFC", _UNFIT.sub("", text))


def _fits(text: str, limit: int) -> bool:
    """No character has more than two units: most bubbles need not be counted."""
    return 2 * len(text) <= limit or utf16_length(text) <= limit
