"""A refresh token works once: whatever happens, it is asked with once, and its answer is kept."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

from bot.delivery import Sent
from bot.message import Message
from channels.zalo_oa.adapter import ZaloOA
from channels.zalo_oa.oauth import REFRESH_LIFE
from channels.zalo_oa.tokens import NotNow, NoToken
from handlers import tokens
from tests.channels.fake_wire import Drop, Said
from tests.channels.fake_zalo_oa import CODE, FIRST_REFRESH, KEYS, ZaloWire
from tests.channels.letters import envelope
from tests.worker.conftest import ON_SQLITE
from tests.worker.token_office import ACCOUNT, DAY, NOW, Time, TokenOffice
from tests.worker.wire import until

OAUTH = "/v4/oa/access_token"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloWire]:
    wire = ZaloWire()
    await wire.open()
    yield wire
    await wire.close()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def another(
    database_url: str, zalo: ZaloWire, time: Time
) -> AsyncIterator[Callable[[], TokenOffice]]:
    """Opens offices on the same database: other processes, as far as locks can tell."""
    offices: list[TokenOffice] = []

    def open_() -> TokenOffice:
        offices.append(TokenOffice(database_url, zalo, time))
        return offices[-1]

    yield open_
    for office in offices:
        await office.close()


@pytest.fixture
def office(another: Callable[[], TokenOffice]) -> TokenOffice:
    return another()


# --- Exactly one call ------------------------------------------------------------------------


async def test_twenty_who_ask_at_once_are_one_question(office: TokenOffice, zalo: ZaloWire) -> None:
    office.put()
    found = await asyncio.gather(*(office.keeper.access() for _ in range(20)))
    assert found == ["canary-access-1"] * 20
    assert len(zalo.asked) == 1


async def test_twenty_whose_token_was_refused_are_one_question(
    office: TokenOffice, zalo: ZaloWire
) -> None:
    office.put(access_for=20 * timedelta(hours=1))
    refused = await office.keeper.access()
    found = await asyncio.gather(*(office.keeper.renewed(refused) for _ in range(20)))
    assert found == ["canary-access-1"] * 20
    assert len(zalo.asked) == 1
    assert await office.keeper.renewed(refused) == "canary-access-1"  # one who comes late
    assert len(zalo.asked) == 1


async def test_three_processes_are_one_question(
    another: Callable[[], TokenOffice], zalo: ZaloWire
) -> None:
    offices = [another() for _ in range(3)]
    offices[0].put()
    asking = [one.keeper.access() for one in offices for _ in range(7)]
    assert set(await asyncio.gather(*asking)) == {"canary-access-1"}
    assert len(zalo.asked) == 1


async def test_processes_that_keep_fresh_at_the_same_minute_are_one_question(
    another: Callable[[], TokenOffice], zalo: ZaloWire
) -> None:
    offices = [another() for _ in range(3)]
    offices[0].put(access_for=timedelta(hours=4))
    await asyncio.gather(*(one.keeper.keep_fresh() for one in offices))
    assert len(zalo.asked) == 1
    assert {await one.keeper.access() for one in offices} == {"canary-access-1"}


async def test_a_process_that_knows_an_older_pair_takes_the_newer_one(
    another: Callable[[], TokenOffice], zalo: ZaloWire
) -> None:
    first, second = another(), another()
    first.put(access_for=20 * timedelta(hours=1))
    old = [await one.keeper.access() for one in (first, second)]
    new = [await one.keeper.renewed(token) for one, token in zip((first, second), old, strict=True)]
    assert new == ["canary-access-1"] * 2
    assert len(zalo.asked) == 1


@ON_SQLITE
async def test_twenty_sends_with_an_expired_token_all_arrive(
    office: TokenOffice, zalo: ZaloWire
) -> None:
    """Through the adapter, against a platform that takes only the newest token."""
    office.put(access_for=20 * timedelta(hours=1))
    zalo.valid = {"canary-access-of-another-day"}
    channel = ZaloOA(ACCOUNT, KEYS, office.keeper, lambda: NOW, api_url=zalo.url)
    await channel.open()
    sends = [channel.send(envelope(Message(f"Chào {n}"), account=ACCOUNT)) for n in range(20)]
    assert all(isinstance(result, Sent) for result in await asyncio.gather(*sends))
    assert len(zalo.asked) == 1
    await channel.close()


async def test_who_waits_for_another_process_hears_what_it_brought(
    office: TokenOffice, zalo: ZaloWire
) -> None:
    office.put()
    elsewhere = office.db.lock(f"token {ACCOUNT}")
    assert elsewhere.acquire()
    waiting = asyncio.create_task(office.keeper.access())
    await asyncio.sleep(0.1)
    assert not waiting.done()
    office.put(access_for=DAY, access="canary-theirs", refresh="canary-theirs-too")
    assert await waiting == "canary-theirs"
    assert zalo.asked == []
    elsewhere.release()


async def test_nobody_waits_for_another_process_for_ever(
    office: TokenOffice, time: Time, zalo: ZaloWire
) -> None:
    office.put()
    elsewhere = office.db.lock(f"token {ACCOUNT}")
    assert elsewhere.acquire()
    waiting = asyncio.create_task(office.keeper.access())
    await asyncio.sleep(0.1)
    time.ticks += 1_000
    with pytest.raises(NotNow, match="tiến trình khác"):
        await waiting
    elsewhere.release()
    time.rest()
    assert await office.keeper.access() == "canary-access-1"


# --- Stored before use -----------------------------------------------------------------------


@ON_SQLITE
async def test_what_is_about_to_be_asked_is_written_first(
    office: TokenOffice, zalo: ZaloWire
) -> None:
    office.put()
    seen: list[tuple[object, str]] = []

    async def look() -> None:
        row = await asyncio.to_thread(lambda: office.row)
        seen.append((row.asked_at, row.refresh))

    zalo.before_answer = look
    await office.keeper.access()
    assert seen == [(NOW, FIRST_REFRESH)]
    row = office.row
    assert (row.access, row.refresh, row.asked_at) == ("canary-access-1", "canary-refresh-1", None)
    assert (row.access_until, row.refresh_until) == (NOW + 25 * 60 * MINUTE, NOW + REFRESH_LIFE)


@pytest.mark.slow
async def test_nobody_uses_a_pair_that_is_not_stored(
    office: TokenOffice, zalo: ZaloWire, database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The database is locked between the question and the answer, and for longer than it waits."""
    office.put()
    engine = create_engine(database_url.replace("postgresql:", "postgresql+psycopg:"))
    locked, unlocked = asyncio.Event(), asyncio.Event()

    async def lock() -> None:
        locked.set()
        await unlocked.wait()

    zalo.before_answer = lock
    asking = asyncio.create_task(office.keeper.access())
    await locked.wait()
    with engine.connect() as other:
        if office.db.is_sqlite:
            other.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            other.execute(text("LOCK TABLE token IN ACCESS EXCLUSIVE MODE"))
        unlocked.set()
        await until(lambda: "wait to be stored" in caplog.text, 60)
        assert not asking.done()
        other.rollback()
    engine.dispose()
    assert await asking == "canary-access-1"
    assert office.row.refresh == "canary-refresh-1"
    assert len(zalo.asked) == 1


@ON_SQLITE
async def test_who_gives_up_waiting_loses_no_pair(office: TokenOffice, zalo: ZaloWire) -> None:
    office.put()
    asked, go = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        asked.set()
        await go.wait()

    zalo.before_answer = hold
    asking = asyncio.create_task(office.keeper.access())
    await asked.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    go.set()
    await office.keeper.close()
    assert office.row.access == "canary-access-1"


async def test_what_a_person_brought_meanwhile_stays(office: TokenOffice, zalo: ZaloWire) -> None:
    office.put()

    async def authorise() -> None:
        await asyncio.to_thread(office.put, DAY, access="canary-new", refresh="canary-new-too")

    zalo.before_answer = authorise
    assert await office.keeper.access() == "canary-new"
    assert office.row.refresh == "canary-new-too"


# --- Before it is needed ---------------------------------------------------------------------


@ON_SQLITE
@pytest.mark.parametrize(
    ("left", "calls"),
    [
        (timedelta(hours=5, minutes=1), 0),
        (timedelta(hours=4, minutes=59), 1),
        (timedelta(seconds=-1), 1),
    ],
)
async def test_a_pair_is_renewed_five_hours_before_its_end(
    office: TokenOffice, zalo: ZaloWire, left: timedelta, calls: int
) -> None:
    office.put(access_for=left)
    await office.keeper.keep_fresh()
    assert len(zalo.asked) == calls


@ON_SQLITE
async def test_short_lived_tokens_are_not_renewed_all_the_time(
    office: TokenOffice, zalo: ZaloWire, time: Time
) -> None:
    """One source has an hour where others have 25."""
    zalo.expires_in = "3600"
    office.put()
    for _ in range(120):
        await office.keeper.keep_fresh()
        time.passes(MINUTE)
    assert 2 <= len(zalo.asked) <= 4


@ON_SQLITE
async def test_a_token_that_is_about_to_end_is_not_sent_with(
    office: TokenOffice, zalo: ZaloWire, time: Time
) -> None:
    office.put(access_for=10 * MINUTE)
    assert await office.keeper.access() == "canary-access-0"
    time.passes(9.5 * MINUTE)
    assert await office.keeper.access() == "canary-access-1"


@ON_SQLITE
async def test_the_refresh_tokens_end_is_told_a_week_before_once_a_day(
    office: TokenOffice, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    office.put(access_for=20 * DAY, changed_at=NOW, refresh_until=NOW + 8 * DAY)
    told_at: list[datetime] = []
    for _ in range(48):
        before = len(caplog.records)
        await office.keeper.keep_fresh()
        told_at += [time.now] * (len(caplog.records) - before)
        time.passes(60 * MINUTE)
    assert told_at == [NOW + timedelta(hours=25), datetime(2026, 11, 26, tzinfo=UTC)]
    assert "còn 6 ngày" in caplog.text
    assert "hocvuso channels authorise" in caplog.text


# --- When a person is needed -----------------------------------------------------------------


async def test_a_spent_refresh_token_stops_the_account_until_a_person_comes(
    another: Callable[[], TokenOffice], zalo: ZaloWire, time: Time
) -> None:
    office = another()
    office.put(refresh="canary-spent-elsewhere")
    with pytest.raises(NoToken, match="hocvuso channels authorise zalo-oa") as told:
        await office.keeper.access()
    assert "bị ngắt giữa chừng" not in str(told.value)
    row = office.row
    assert (row.access, row.refresh) == ("canary-access-0", "canary-spent-elsewhere")  # untouched
    assert row.trouble == str(told.value)
    for one in (office, another()):  # nor after a restart
        time.rest()
        with pytest.raises(NoToken, match="authorise"):
            await one.keeper.access()
    assert len(zalo.asked) == 1
    state = await office.keeper.state()
    assert state is not None
    assert state.trouble == row.trouble


@ON_SQLITE
async def test_while_its_access_token_lives_a_stopped_account_speaks(
    another: Callable[[], TokenOffice], zalo: ZaloWire, caplog: pytest.LogCaptureFixture
) -> None:
    office = another()
    office.put(access_for=4 * 60 * MINUTE, refresh="canary-spent-elsewhere")
    await office.keeper.keep_fresh()
    assert "authorise zalo-oa" in caplog.text
    assert await office.keeper.access() == "canary-access-0"
    assert await another().keeper.access() == "canary-access-0"
    with pytest.raises(NoToken):
        await office.keeper.renewed("canary-access-0")


@ON_SQLITE
async def test_nobody_has_authorised_yet(office: TokenOffice, zalo: ZaloWire) -> None:
    with pytest.raises(NoToken, match=r"chưa được cấp quyền.*authorise zalo-oa"):
        await office.keeper.access()
    assert await office.keeper.state() is None
    assert zalo.asked == []


@ON_SQLITE
async def test_a_wrong_secret_is_told_and_mended_by_the_setting_alone(
    office: TokenOffice, zalo: ZaloWire, time: Time
) -> None:
    office.put()
    zalo.answers[OAUTH].append(Said(200, b'{"error":-14004,"error_name":"bad secret"}'))
    with pytest.raises(NoToken, match="HOCVUSO_ZALO_OA_APP_SECRET"):
        await office.keeper.access()
    assert (office.row.trouble, office.row.asked_at) == ("", None)
    time.rest()
    assert await office.keeper.access() == "canary-access-1"


# --- When nobody knows -----------------------------------------------------------------------


async def test_an_answer_that_is_lost_is_a_doubt_and_then_a_sentence(
    office: TokenOffice, zalo: ZaloWire, time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    office.put()
    zalo.answers[OAUTH].append(Drop())  # the pair has changed, and we never hear of it
    with pytest.raises(NotNow, match="không nhận được trọn câu trả lời"):
        await office.keeper.access()
    assert (office.row.asked_at, office.row.trouble) == (NOW, "")
    state = await office.keeper.state()
    assert state is not None
    assert state.doubtful
    time.rest()
    with pytest.raises(NoToken, match=r"bị ngắt giữa chừng.*authorise zalo-oa"):
        await office.keeper.access()
    assert "the answer may be lost" in caplog.text
    assert len(zalo.asked) == 2


@ON_SQLITE
async def test_an_answer_that_was_never_made_costs_nothing(
    office: TokenOffice, zalo: ZaloWire, time: Time
) -> None:
    office.put()
    zalo.answers[OAUTH].append(Said(502, b"<html>"))
    with pytest.raises(NotNow):
        await office.keeper.access()
    assert office.row.asked_at == NOW
    time.rest()
    assert await office.keeper.access() == "canary-access-1"
    assert office.row.asked_at is None


async def test_a_question_that_did_not_leave_is_no_doubt(
    another: Callable[[], TokenOffice], zalo: ZaloWire
) -> None:
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        url, zalo.url = zalo.url, f"http://127.0.0.1:{closed.getsockname()[1]}"
        office = another()
        office.put()
        with pytest.raises(NotNow, match="Không nối được"):
            await office.keeper.access()
    assert office.row.asked_at is None
    zalo.url = url
    assert await another().keeper.access() == "canary-access-1"


@ON_SQLITE
async def test_a_former_doubt_outlives_a_question_that_did_not_leave(
    another: Callable[[], TokenOffice], zalo: ZaloWire
) -> None:
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        zalo.url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        office = another()
        office.put(asked_at=NOW - DAY)
        with pytest.raises(NotNow):
            await office.keeper.access()
    assert office.row.asked_at == NOW - DAY


async def test_what_a_dead_process_left_is_looked_into_at_once(
    office: TokenOffice, zalo: ZaloWire, caplog: pytest.LogCaptureFixture
) -> None:
    """Its access token lives for a day still; the refresh token may be dead, and an operator needs time."""
    office.put(access_for=DAY, asked_at=NOW - MINUTE, refresh="canary-spent")
    await office.keeper.keep_fresh()
    assert "the answer may be lost" in caplog.text
    assert "bị ngắt giữa chừng" in office.row.trouble
    assert await office.keeper.access() == "canary-access-0"


@ON_SQLITE
async def test_a_doubt_over_a_living_token_ends_well(office: TokenOffice, zalo: ZaloWire) -> None:
    office.put(access_for=DAY, asked_at=NOW - MINUTE)
    await office.keeper.keep_fresh()
    assert (office.row.asked_at, office.row.trouble) == (None, "")
    assert await office.keeper.access() == "canary-access-1"


@ON_SQLITE
async def test_after_a_failure_zalo_is_left_alone_for_a_while(
    office: TokenOffice, zalo: ZaloWire, time: Time
) -> None:
    office.put()
    zalo.answers[OAUTH] += [Said(502, b"<html>")] * 2
    for _ in range(2):
        found = await asyncio.gather(
            *(office.keeper.access() for _ in range(30)), return_exceptions=True
        )
        assert all(isinstance(one, NotNow) for one in found)
        time.rest()
    assert len(zalo.asked) == 2


@ON_SQLITE
async def test_a_database_that_is_away_is_no_broken_account(
    office: TokenOffice, zalo: ZaloWire
) -> None:
    office.db._path.rename(office.db._path.with_name("elsewhere"))
    office.db._path.mkdir()
    with pytest.raises(NotNow, match="cơ sở dữ liệu"):
        await office.keeper.access()
    assert zalo.asked == []


# --- The first pair --------------------------------------------------------------------------


async def test_the_settings_refresh_token_begins_and_is_used_once(
    another: Callable[[], TokenOffice], zalo: ZaloWire
) -> None:
    office = another()
    assert await office.keeper.seed(FIRST_REFRESH)
    assert await office.keeper.access() == "canary-access-1"
    restarted = another()
    assert not await restarted.keeper.seed(FIRST_REFRESH)  # long spent by now
    assert await restarted.keeper.access() == "canary-access-1"
    assert len(zalo.asked) == 1


@ON_SQLITE
async def test_a_changed_setting_is_used(office: TokenOffice, zalo: ZaloWire) -> None:
    await office.keeper.seed("canary-old")
    with pytest.raises(NoToken):
        await office.keeper.access()
    assert await office.keeper.seed(FIRST_REFRESH)
    office.time.rest()
    assert await office.keeper.access() == "canary-access-1"


async def test_a_setting_does_not_undo_an_authorisation(office: TokenOffice) -> None:
    office.put(access_for=DAY, refresh="canary-authorised")
    assert not await office.keeper.seed(FIRST_REFRESH)
    assert office.row.refresh == "canary-authorised"


@ON_SQLITE
async def test_a_setting_mends_a_dead_pair(office: TokenOffice) -> None:
    office.put(trouble="Xin cấp quyền lại.", refresh="canary-dead")
    assert await office.keeper.seed(FIRST_REFRESH)
    assert (office.row.refresh, office.row.trouble) == (FIRST_REFRESH, "")


async def test_of_several_processes_one_brings_the_setting(
    another: Callable[[], TokenOffice],
) -> None:
    offices = [another() for _ in range(4)]
    taken = await asyncio.gather(*(one.keeper.seed(FIRST_REFRESH) for one in offices))
    assert sorted(taken) == [False, False, False, True]


@ON_SQLITE
@pytest.mark.parametrize("pasted", ["", "hai từ", "a\nb", "mã"])
async def test_what_is_no_token_is_not_taken(office: TokenOffice, pasted: str) -> None:
    for bring in (office.keeper.seed, office.keeper.paste):
        with pytest.raises(NoToken, match="chép chưa đúng"):
            await bring(pasted)
    assert tokens.kept(office.db, ACCOUNT) is None


@ON_SQLITE
async def test_an_administrator_authorises_in_a_browser(
    office: TokenOffice, zalo: ZaloWire
) -> None:
    url, verifier = office.keeper.begin()
    assert f"app_id={KEYS.app_id}" in url
    assert verifier not in url
    state = await office.keeper.finish(
        f"https://xa.example/?oa_id={KEYS.oa_id}&code={CODE}", verifier
    )
    assert state.access_until == NOW + 25 * 60 * MINUTE
    assert zalo.asked[0].fields["code_verifier"] == verifier
    assert await office.keeper.access() == "canary-access-1"


async def test_another_process_hears_of_an_authorisation_while_it_is_stopped(
    another: Callable[[], TokenOffice], time: Time
) -> None:
    service, command = another(), another()
    service.put(refresh="canary-spent")
    with pytest.raises(NoToken):
        await service.keeper.access()
    await command.keeper.finish(CODE, "v")
    assert await service.keeper.access() == "canary-access-1"  # without any rest


async def test_a_pasted_token_is_proved(office: TokenOffice, zalo: ZaloWire) -> None:
    state = await office.keeper.paste(f" {FIRST_REFRESH}\n")
    assert state.access_until == NOW + 25 * 60 * MINUTE
    assert office.row.refresh == "canary-refresh-1"
    with pytest.raises(NoToken, match="-14020"):
        await office.keeper.paste(FIRST_REFRESH)


# --- Nothing is told -------------------------------------------------------------------------


@ON_SQLITE
async def test_no_token_is_logged_or_raised(
    another: Callable[[], TokenOffice],
    zalo: ZaloWire,
    time: Time,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """At the most talkative level; SQLAlchemy's rows are silenced, as `service.logs` does."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.WARNING, logger="sqlalchemy")
    office = another()
    raised: list[str] = []
    await office.keeper.seed(FIRST_REFRESH)
    zalo.answers[OAUTH] += [Said(502, b"canary"), Said(200, b'{"error":-14004}'), Drop()]
    for _ in range(5):
        try:
            await office.keeper.access()
        except (NoToken, NotNow) as trouble:
            raised.append(f"{trouble!r} {trouble.__context__!r} {trouble.__cause__!r}")
        time.rest()
    raised.append(repr(office.row) + repr(office.keeper))
    assert len(raised) == 6
    logged = caplog.text + repr([record.__dict__ for record in caplog.records])
    assert "the answer may be lost" in logged  # it does log, only not that
    assert "canary" not in logged + "".join(raised)


@ON_SQLITE
async def test_the_logs_are_told_what_to_hide_before_it_is_used(office: TokenOffice) -> None:
    await office.keeper.seed(FIRST_REFRESH)
    await office.keeper.access()
    assert {FIRST_REFRESH, "canary-access-1", "canary-refresh-1"} <= set(office.hidden)
