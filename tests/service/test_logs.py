"""No token ever comes out in a log, wherever it was put in; every line is one event."""

import asyncio
import io
import json
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator

import pytest

from bot.update import Address
from service import logs
from storage.errors import Unavailable

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


# --- People -----------------------------------------------------------------------------------------

SALT, OTHER = b"muoi" * 8, b"duong" * 8
LAN = Address("telegram", "7000000123")


@pytest.fixture(autouse=True)
def salted() -> Iterator[None]:
    former = logs._known.salt
    logs.know_salt(SALT)
    yield
    logs.know_salt(former)


def test_a_person_is_the_same_pseudonym_in_every_line_and_no_number(out: Out) -> None:
    for n in range(2):
        logging.getLogger("worker").info("line %d", n, extra={"who": LAN})
    assert out().count(logs.pseudonym(LAN)) == 2
    assert LAN.chat not in out()


def test_pseudonyms_differ_between_people_accounts_and_installations() -> None:
    several = {
        logs.pseudonym(a) for a in (LAN, Address("town", LAN.chat), Address("telegram", "7"))
    }
    assert len(several) == 3
    logs.know_salt(OTHER)
    assert logs.pseudonym(LAN) not in several


def test_without_the_salt_trying_all_numbers_finds_nobody() -> None:
    """An unsalted hash of a chat's id would be found within seconds."""
    known = logs.pseudonym(LAN)
    logs.know_salt(OTHER)
    tried = {logs.pseudonym(Address("telegram", str(7_000_000_000 + n))) for n in range(1_000)}
    assert known not in tried


@pytest.mark.parametrize(
    "number", ["0912345678", "+84912345678", "038099001234", "-1001234567890", "7000000123"]
)
def test_what_looks_like_a_persons_number_is_blacked_out(out: Out, number: str) -> None:
    logging.getLogger("httpx").warning("to %s failed", number, extra={"detail": f"chat={number}"})
    assert number.lstrip("+-") not in out()
    assert out().count("[number]") == 2


# --- Errors -----------------------------------------------------------------------------------------

QUOTED = "chim hoàng yến 482913"


def quotes() -> None:
    raise ValueError(f"cannot read {QUOTED}")


@pytest.mark.parametrize("out", ["json"], indirect=True)
def test_an_error_is_told_by_its_kind_and_lines_not_by_its_words(out: Out) -> None:
    log = logging.getLogger("worker")
    try:
        try:
            quotes()
        except ValueError as cause:
            raise RuntimeError(QUOTED) from cause
    except RuntimeError as error:
        log.exception("it failed: %s, that is %r", error, error)
        log.error("again: %s", error)
        log.error("x", extra={"error": error})
        log.error(error)
    assert QUOTED not in out()
    first = json.loads(out().splitlines()[0])
    assert first["event"] == "it failed: RuntimeError, that is 'RuntimeError'"
    assert "in quotes" in first["exception"]
    assert first["exception"].index("ValueError") < first["exception"].index("RuntimeError")


def test_our_own_errors_and_the_systems_keep_their_words(out: Out) -> None:
    log = logging.getLogger("worker")
    log.warning("no database: %s", Unavailable("database is locked"))
    try:
        raise Unavailable("disk is full")
    except Unavailable:
        log.exception("x")
    try:
        open("/chim-hoang-yen")  # noqa: SIM115, PTH123
    except OSError:
        log.exception("x")
    for words in ("database is locked", "disk is full", "No such file or directory"):
        assert words in out()
    assert "FileNotFoundError: [Errno" not in out()


async def test_a_task_that_nobody_waited_for_shows_no_words(out: Out) -> None:
    async def fails() -> None:
        quotes()

    task = asyncio.create_task(fails())
    await asyncio.wait((task,))
    context = {"message": "Task exception was never retrieved", "exception": task.exception()}
    asyncio.get_running_loop().default_exception_handler(context | {"task": task})
    assert "Task exception was never retrieved" in out()
    assert QUOTED not in out()


@pytest.mark.parametrize("out", ["json"], indirect=True)
def test_a_traceback_that_a_library_printed_into_its_line_shows_no_words(out: Out) -> None:
    """As Starlette does when the start of an application fails."""
    try:
        try:
            quotes()
        except ValueError as cause:
            raise RuntimeError(f"first {QUOTED}\nsecond {QUOTED}") from cause
    except RuntimeError:
        logging.getLogger("uvicorn.error").error(traceback.format_exc())
    told = json.loads(out())["event"]
    assert QUOTED not in told
    assert "in quotes" in told
    assert told.index("ValueError") < told.index("RuntimeError")


@pytest.fixture
def hooks(out: Out) -> Iterator[Out]:
    former = sys.excepthook, threading.excepthook, sys.unraisablehook
    logs.catch_all()
    yield out
    sys.excepthook, threading.excepthook, sys.unraisablehook = former
    logging.captureWarnings(False)


def caught() -> ValueError:
    try:
        quotes()
    except ValueError as error:
        return error
    raise AssertionError


def test_the_programs_and_a_threads_last_words_go_through_the_logs(hooks: Out) -> None:
    error = caught()
    sys.excepthook(ValueError, error, error.__traceback__)
    thread = threading.Thread(target=quotes)
    thread.start()
    thread.join()
    assert "the program ends" in hooks()
    assert "a thread ended" in hooks()
    assert hooks().count("in quotes") == 2
    assert QUOTED not in hooks()
