"""Logs: one line an event, JSON where a machine reads and text where a person does, with every token blacked out.

A person's words, names and numbers are never logged; what is logged about people is counted.
"""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

# A Telegram token is "<bot id>:<35 characters>" (core.telegram.org/bots/api); also inside URLs, right
# behind the letters "bot" and perhaps with its colon escaped.
_TELEGRAM_TOKEN = re.compile(r"[0-9]{3,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
_BLACKED_OUT = "[token]"
# They tell of every call at INFO, some with the address, and Telegram's addresses hold the token.
_TALKATIVE = ("httpx", "httpcore", "aiohttp", "telegram", "apscheduler", "alembic", "uvicorn")

Event = MutableMapping[str, Any]


def set_up(level: str, form: str, secrets: Iterable[str]) -> None:
    """Send all logs of the process to standard error; `secrets` never appear in them."""
    known = tuple(secret for secret in secrets if secret)
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
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                lambda _logger, _name, event: _redacted(event, known),
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


def redact(text: str, secrets: tuple[str, ...] = ()) -> str:
    """The text without the given secrets and without anything that looks like a bot's token."""
    for secret in secrets:
        text = text.replace(secret, _BLACKED_OUT)
    return _TELEGRAM_TOKEN.sub(_BLACKED_OUT, text)


def _redacted(event: Event, secrets: tuple[str, ...]) -> Event:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = redact(value, secrets)
        elif not isinstance(value, (int, float, bool, type(None))):
            event[key] = redact(str(value), secrets)
    return event
