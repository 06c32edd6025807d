"""Logs: one line an event, JSON where a machine reads and text where a person does.

No token, no secret, and nothing that a person wrote comes out. A person is a pseudonym, the same in
every line and after every restart, that cannot be traced back without the installation's salt.
"""

import hashlib
import hmac
import logging
import re
import secrets
import sys
import threading
from collections.abc import Iterable, MutableMapping
from types import TracebackType
from typing import Any

import structlog

from bot.update import Address
from service import tracebacks

# A Telegram token is "<bot id>:<35 characters>" (core.telegram.org/bots/api); also inside URLs, right
# behind the letters "bot" and perhaps with its colon escaped.
_TELEGRAM_TOKEN = re.compile(r"[0-9]{3,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
# Telephone numbers have 9 digits and more, ID cards 12, chats on Telegram 9 and more.
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z.])\+?[0-9]{9,}(?![0-9A-Za-z])")
_BLACKED_OUT = "[token]"
_NUMBER = "[number]"
# They tell of every call at INFO, some with the address, and Telegram's addresses hold the token;
# SQLAlchemy at DEBUG tells whole rows.
_TALKATIVE = (
    *(
        "httpx",
        "httpcore",
        "aiohttp",
        "telegram",
        "apscheduler",
        "alembic",
        "uvicorn",
        "sqlalchemy",
    ),
)
# Made by us out of digits and letters: not to be taken for somebody's number.
_OURS = frozenset({"timestamp", "trace", "who"})
_PSEUDONYM = 12  # hex digits

Event = MutableMapping[str, Any]


class _Known:
    """What the logs of this process have been told. The salt is a passing one until `know_salt`."""

    def __init__(self) -> None:
        self.salt = secrets.token_bytes(32)
        self.secrets: tuple[str, ...] = ()


_known = _Known()


def set_up(level: str, form: str, secret_words: Iterable[str]) -> None:
    """Send all logs of the process to standard error; `secret_words` never appear in them."""
    hide(secret_words)
    as_json = form == "json" or (form == "auto" and not sys.stderr.isatty())
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _Formatter(
            foreign_pre_chain=shared,
            processors=[
                _without_errors_words,
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _redacted,
                renderer,
            ],
        )
    )
    # A call whose words do not fit would else be printed raw, past the redaction.
    logging.raiseExceptions = False
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Errors that are put into a line's words are told by their kind, as those that come with it are."""

    def format(self, record: logging.LogRecord) -> str:
        record = logging.makeLogRecord(record.__dict__)
        record.msg = _told(record.msg)
        given: object = record.args
        match given:
            case tuple():
                record.args = tuple(map(_told, given))
            case dict():
                record.args = {name: _told(value) for name, value in given.items()}
            case _:
                pass
        return super().format(record)


def _told(value: object) -> object:
    return tracebacks.named(value) if isinstance(value, BaseException) else value


def catch_all() -> None:
    """What Python would print by itself, raw, when something ends unexpectedly goes through the logs."""
    log = logging.getLogger(__name__)

    def ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            log.critical("the program ends", exc_info=(kind, error, trace))

    def thread_ended(given: threading.ExceptHookArgs) -> None:
        log.critical("a thread ended", exc_info=given.exc_value)

    def ignored(given: "sys.UnraisableHookArgs") -> None:
        log.error("an error was ignored", exc_info=given.exc_value)

    logging.captureWarnings(True)
    sys.excepthook = ended
    threading.excepthook = thread_ended
    sys.unraisablehook = ignored


def hide(words: Iterable[str]) -> None:
    """From now on these never appear either."""
    _known.secrets = tuple({*_known.secrets, *(word for word in words if word)})


def know_salt(salt: bytes) -> None:
    """From now on pseudonyms are those of the installation."""
    _known.salt = salt


def pseudonym(address: Address) -> str:
    """Whom a line is about. On the platforms that there are, a private chat is its person."""
    words = f"{address.account}:{address.chat}".encode("utf-8", "surrogatepass")
    return hmac.new(_known.salt, words, hashlib.sha256).hexdigest()[:_PSEUDONYM]


def redact(text: str) -> str:
    """The text without known secrets, and without what looks like a bot's token or a person's number."""
    return _LONG_NUMBER.sub(_NUMBER, _without_tokens(text))


def _without_tokens(text: str) -> str:
    for secret in _known.secrets:
        text = text.replace(secret, _BLACKED_OUT)
    return _TELEGRAM_TOKEN.sub(_BLACKED_OUT, text)


def _without_errors_words(_logger: object, _name: str, event: Event) -> Event:
    """Also where the event repeats them, as asyncio's and Starlette's do."""
    error = _error(event.pop("exc_info", None))
    event["event"] = tracebacks.thinned(str(event.get("event")))
    if error is not None:
        event["event"] = tracebacks.without_words(event["event"], error)
        event["exception"] = tracebacks.told(error)
    return event


def _error(exc_info: object) -> BaseException | None:
    match exc_info:
        case BaseException():
            return exc_info
        case (_, BaseException() as error, _):
            return error
        case True:
            return sys.exc_info()[1]
        case _:
            return None


def _redacted(_logger: object, _name: str, event: Event) -> Event:
    for key, value in event.items():
        match value:
            case Address():
                event[key] = pseudonym(value)
            case str() if key in _OURS:
                event[key] = _without_tokens(value)
            case str():
                event[key] = redact(value)
            case int() | float() | None:
                pass
            case BaseException():
                event[key] = redact(tracebacks.named(value))
            case _:
                event[key] = redact(str(value))
    return event
