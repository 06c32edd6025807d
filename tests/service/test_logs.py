"""No token ever comes out in a log, wherever it was put in; every line is one event."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator

import pytest

from service import logs

TOKEN = "8123456789:AAEcanary-canary_canary-canary_12345"
STRANGE = "7000000001:AAFcanary-canary_canary-canary_67890"  # one that nobody told the logs
SECRET = "bi-mat-canary"
CANARIES = (TOKEN, STRANGE, SECRET)

Out = Callable[[], str]


@pytest.fixture(params=["json", "text"])
def out(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Out]:
    root = logging.getLogger()
    former = root.handlers, root.level
    talkative = {name: logging.getLogger(name).level for name in logs._TALKATIVE}
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.set_up("DEBUG", request.param, (TOKEN, SECRET, ""))
    yield stream.getvalue
    root.handlers, root.level = former
    for name, level in talkative.items():
        logging.getLogger(name).setLevel(level)


def url(token: str) -> str:
    return f"https://api.telegram.org/bot{token}/sendMessage"


class Said:
    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"<{self.text}>"


def boom(token: str) -> None:
    raise ValueError(f"cannot reach {url(token)}")


def raised(logger: logging.Logger, token: str) -> None:
    try:
        try:
            boom(token)
        except ValueError as cause:
            raise RuntimeError(f"{token} again") from cause
    except RuntimeError:
        logger.exception("failed with %s", token)


WAYS: dict[str, Callable[[logging.Logger, str], None]] = {
    "message": lambda log, token: log.warning(f"calling {url(token)}"),  # noqa: G004
    "bare message": lambda log, token: log.warning(token),
    "args": lambda log, token: log.warning("calling %s as %r", url(token), token),
    "named args": lambda log, token: log.warning("%(url)s", {"url": url(token)}),
    "an object": lambda log, token: log.warning("%s", Said(token)),
    "bytes": lambda log, token: log.warning("%s", token.encode()),
    "exception": raised,
    "extra": lambda log, token: log.warning("x", extra={"url": url(token)}),
    "extra bytes": lambda log, token: log.warning("x", extra={"body": token.encode()}),
    "extra object": lambda log, token: log.warning("x", extra={"said": Said(token)}),
    "extra nested": lambda log, token: log.warning(
        "x", extra={"a": {"b": [url(token), Said(token)]}}
    ),
    "extra error": lambda log, token: log.warning("x", extra={"error": ValueError(token)}),
    "message is an error": lambda log, token: log.warning(ValueError(token)),
    "escaped": lambda log, token: log.warning(url(token).replace(":AA", "%3AAA")),
    "stack": lambda log, token: log.warning("%s", token, stack_info=True),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("canary", CANARIES)
@pytest.mark.parametrize(
    "name", ["service", "httpx", "aiohttp.client", "telegram.Bot", "asyncio", "uvicorn.error"]
)
def test_no_token_comes_out(out: Out, name: str, canary: str, way: str) -> None:
    WAYS[way](logging.getLogger(name), canary)
    assert out()
    assert canary.rpartition(":")[2] not in out()


def test_libraries_that_tell_every_address_are_heard_only_when_something_is_wrong(out: Out) -> None:
    for name in ("httpx", "httpcore", "aiohttp.access", "telegram.ext", "uvicorn.access"):
        logging.getLogger(name).info("GET %s", url(STRANGE))
    assert out() == ""


def test_what_is_no_token_stays(out: Out) -> None:
    said = "2026-11-24T08:00:00 127.0.0.1:8080 sqlite:///var/hocvuso.db L02: dòng 12 đã đọc"
    logging.getLogger("service").warning(said)
    assert said in out()


@pytest.mark.parametrize("out", ["json"], indirect=True)
def test_a_json_line_is_one_event_with_time_level_and_logger(out: Out) -> None:
    log = logging.getLogger("service.tests")
    log.warning("hai\ndòng “Việt”", extra={"account": "telegram", "n": 3, "at": Said("x")})
    raised(log, TOKEN)
    log.debug("xong", stack_info=True)
    first, second, third = (json.loads(line) for line in out().splitlines())
    assert first["event"] == "hai\ndòng “Việt”"
    assert (first["account"], first["n"], first["level"]) == ("telegram", 3, "warning")
    assert first["logger"] == "service.tests"
    assert first["timestamp"].endswith("Z")
    assert "ValueError" in second["exception"]
    assert third["level"] == "debug"


@pytest.mark.parametrize("out", ["json"], indirect=True)
def test_nothing_that_is_logged_makes_logging_fail(out: Out) -> None:
    # pytest keeps what it hears for its report, which cannot hold half a letter under xdist.
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if "pytest" not in type(one).__module__]
    log = logging.getLogger("service.tests")
    log.warning("half a letter %s", "\ud800")
    log.warning("x", extra={"event": "y", "level": object(), "half": "\udc00"})
    log.warning("x", extra={"timestamp": None, "nan": float("nan")})
    assert len(out().splitlines()) == 3
    assert "Logging error" not in out()
