"""Refusals of the Zalo Bot API (docs.zaloplatforms.com/docs/BOT/error-code); a test pins them.

Of the texts only "Unauthorized", "Not Found", "Request timeout" and "Quota exceeded" have been seen. The
others are the town's own: nobody should tell errors apart by them.
"""

from dataclasses import dataclass

import orjson

from town.faults import Answer, Words


@dataclass(frozen=True, slots=True)
class Refusal:
    """Answered as `{"ok": false, …}` with this HTTP status. `key` is the name of the code in the body; one
    page of the documentation calls it "errorCode", and one refusal was seen without any."""

    code: int
    description: str
    key: str = "error_code"

    @property
    def body(self) -> bytes:
        code = {self.key: self.code} if self.key else {}
        return orjson.dumps({"ok": False} | code | {"description": self.description})


class Refused(Exception):
    """Thrown where a call turns out to be refused; carries the answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.description)
        self.refusal = refusal


UNAUTHORIZED = Refusal(401, "Unauthorized")
NOT_FOUND = Refusal(404, "Not Found")
NO_WEBHOOK = Refusal(404, "Not Found", key="")
TIMEOUT = Refusal(408, "Request timeout")
TOO_MANY_TRIALS = Refusal(426, "Daily limit of testWebhook exceeded", key="errorCode")
QUOTA = Refusal(429, "Quota exceeded")
INTERNAL = Refusal(500, "Internal server error")

CHAT_MISSING = Refusal(400, "Bad request: chat_id is required")
CHAT_UNKNOWN = Refusal(400, "Bad request: chat_id is invalid")
# The codes of these two are nowhere to be found.
BLOCKED = Refusal(400, "Bad request: user does not receive messages of this bot")
NOT_IN_GROUP = Refusal(400, "Bad request: bot is not a member of this group")
TEXT_MISSING = Refusal(400, "Bad request: text is required")
TEXT_TOO_LONG = Refusal(400, "Bad request: text is longer than 2000 characters")
CAPTION_TOO_LONG = Refusal(400, "Bad request: caption is longer than 2000 characters")
PICTURE_MISSING = Refusal(400, "Bad request: photo is required")
PICTURE_UNREACHABLE = Refusal(400, "Bad request: photo cannot be downloaded")
PICTURE_INVALID = Refusal(400, "Bad request: photo is not a picture")
PICTURE_TOO_LARGE = Refusal(400, "Bad request: photo is too large")
STICKER_MISSING = Refusal(400, "Bad request: sticker is required")
VOICE_INVALID = Refusal(400, "Bad request: voice_url must be the address of an .aac file")
ACTION_INVALID = Refusal(400, "Bad request: action is invalid")
URL_INVALID = Refusal(400, "Bad request: url must be a public HTTPS address")
SECRET_INVALID = Refusal(400, "Bad request: secret_token must have 8 to 256 characters")
UNREADABLE = Refusal(400, "Bad request: parameters cannot be read")
TOO_LARGE = Refusal(400, "Bad request: request is too large")


def said(refusal: Refusal) -> Answer:
    """That refusal, whatever the call was."""
    return Answer(refusal.code, refusal.body)


# No word of how long to wait: a 429 of this platform means that a quota is used up.
WORDS = Words(lambda _seconds: said(QUOTA), said(INTERNAL))
