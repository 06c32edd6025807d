"""Refusals in Telegram's own words: python-telegram-bot, aiogram and our service tell errors apart by them.

Texts from tdlib/telegram-bot-api and from public error lists; a test pins them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """Answered as `{"ok": false, …}` with this HTTP status."""

    code: int
    description: str
    parameters: Mapping[str, int] = field(default_factory=dict)


class Refused(Exception):
    """Thrown where a call turns out to be refused; carries the answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.description)
        self.refusal = refusal


UNAUTHORIZED = Refusal(401, "Unauthorized")
NOT_FOUND = Refusal(404, "Not Found")
METHOD_NOT_FOUND = Refusal(404, "Not Found: method not found")
TOO_LARGE = Refusal(413, "Request Entity Too Large")
MISDIRECTED = Refusal(421, "Misdirected Request")
RESTARTING = Refusal(500, "Internal Server Error: restart")

BLOCKED = Refusal(403, "Forbidden: bot was blocked by the user")
DEACTIVATED = Refusal(403, "Forbidden: user is deactivated")
NEVER_STARTED = Refusal(403, "Forbidden: bot can't initiate conversation with a user")
KICKED = Refusal(403, "Forbidden: bot was kicked from the group chat")
KICKED_SUPERGROUP = Refusal(403, "Forbidden: bot was kicked from the supergroup chat")
NOT_MEMBER = Refusal(403, "Forbidden: bot is not a member of the group chat")
NOT_MEMBER_SUPERGROUP = Refusal(403, "Forbidden: bot is not a member of the supergroup chat")
GROUP_DELETED = Refusal(403, "Forbidden: the group chat was deleted")

NOT_MODIFIED = Refusal(
    400,
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message",
)
TO_EDIT_NOT_FOUND = Refusal(400, "Bad Request: message to edit not found")
CANNOT_EDIT = Refusal(400, "Bad Request: message can't be edited")
QUERY_TOO_OLD = Refusal(
    400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
)
NO_TEXT_TO_EDIT = Refusal(400, "Bad Request: there is no text in the message to edit")
NO_CAPTION_TO_EDIT = Refusal(400, "Bad Request: there is no caption in the message to edit")
PARSE_MODE_UNKNOWN = Refusal(400, "Bad Request: unsupported parse_mode")
CHAT_NOT_FOUND = Refusal(400, "Bad Request: chat not found")
CHAT_ID_EMPTY = Refusal(400, "Bad Request: chat_id is empty")
TEXT_EMPTY = Refusal(400, "Bad Request: message text is empty")
TEXT_BLANK = Refusal(400, "Bad Request: text must be non-empty")
TEXT_TOO_LONG = Refusal(400, "Bad Request: message is too long")
CAPTION_TOO_LONG = Refusal(400, "Bad Request: message caption is too long")
MARKUP_TOO_LONG = Refusal(400, "Bad Request: reply markup is too long")
BUTTON_DATA_INVALID = Refusal(400, "Bad Request: BUTTON_DATA_INVALID")
MARKUP_NOT_JSON = Refusal(400, "Bad Request: object expected as reply markup")
WRONG_FILE = Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
FILE_EMPTY = Refusal(400, "Bad Request: file must be non-empty")
PHOTO_DIMENSIONS = Refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
PHOTO_UNREADABLE = Refusal(400, "Bad Request: IMAGE_PROCESS_FAILED")
ANSWER_TOO_LONG = Refusal(400, "Bad Request: MESSAGE_TOO_LONG")
USER_NOT_FOUND = Refusal(400, "Bad Request: user not found")
COMMAND_INVALID = Refusal(400, "Bad Request: BOT_COMMAND_INVALID")
COMMAND_DESCRIPTION_INVALID = Refusal(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
TOO_MANY_COMMANDS = Refusal(400, "Bad Request: BOT_COMMANDS_TOO_MUCH")
WEBHOOK_NOT_HTTPS = Refusal(
    400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
)
SECRET_INVALID = Refusal(400, "Bad Request: secret token contains unallowed characters")
SECRET_TOO_LONG = Refusal(400, "Bad Request: secret token is too long")
UPDATES_WITH_WEBHOOK = Refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
)
UPDATES_ELSEWHERE = Refusal(
    409,
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
)


def empty(name: str) -> Refusal:
    return Refusal(400, f'Bad Request: parameter "{name}" is required')


def there_is_no(kind: str) -> Refusal:
    return Refusal(400, f"Bad Request: there is no {kind} in the request")


def cannot_parse(what: str) -> Refusal:
    return Refusal(400, f"Bad Request: can't parse {what}")


def muted(what: str) -> Refusal:
    """The group does not let the bot send that: "text messages", "photos", …"""
    return Refusal(400, f"Bad Request: not enough rights to send {what} to the chat")


def moved(new_chat: int) -> Refusal:
    """The group lives on under another id."""
    return Refusal(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        {"migrate_to_chat_id": new_chat},
    )


def too_many(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
