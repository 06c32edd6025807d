"""P1, P2: one transaction, one effect per update, and what fails harms only itself."""

import gc
import json
import sqlite3
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.message import Message, Purpose
from bot.update import Address, BotBlocked, BotUnblocked, ChatOpened, Sender, TextSent, Update
from handlers import due, figures, inbound
from handlers.turns import Place, Seat
from storage.database import Database
from storage.errors import Unavailable
from tests.handlers.village import ACCOUNT, HELPERS, NIGHT, SCHOOL, Village, words


def test_the_first_words_are_answered_and_claimed_for_the_sender_here(village: Village) -> None:
    received = village.take(village.update("lan", ChatOpened()))
    assert [r.fresh for r in received.receipts] == [True]
    assert [e.address for e in received.envelopes] == [Address(ACCOUNT, "chat-lan")] * len(
        received.envelopes
    )
    assert set(village.rows("message", "status")) == {"sending"}
    assert [e.id for e in received.envelopes] == village.rows("message", "id")
    assert village.rows("message", "key")[0] == "reply:telegram:1:0"


def test_elsewhere_they_wait_in_the_queue(village: Village) -> None:
    received = village.take(village.update("lan", ChatOpened()), here=frozenset())
    assert received.envelopes == ()
    assert set(village.rows("message", "status")) == {"queued"}


def test_nothing_overtakes_what_waits_in_the_same_chat(village: Village) -> None:
    village.take(village.update("lan", ChatOpened()), here=frozenset())
    assert village.take(village.update("lan", TextSent("đồng ý"))).envelopes == ()
    village.now += timedelta(seconds=1)
    for _ in village.rows("message", "id"):
        claimed = village.claim()
        assert len(claimed) == 1
        village.deliver(claimed)
    assert village.say("lan", "bác")


def test_a_repeat_is_nothing_also_within_the_batch(village: Village) -> None:
    hello = village.update("lan", ChatOpened())
    first = village.take(hello, hello)
    assert [r.fresh for r in first.receipts] == [True, False]
    before = village.everything()
    again = village.take(hello)
    assert again.receipts == (inbound.Receipt(hello.key, fresh=False),)
    assert again.envelopes == ()
    assert village.everything() == before


def test_the_same_key_on_another_account_is_another_update(village: Village) -> None:
    hello = village.update("lan", ChatOpened())
    other = replace(hello, address=Address("web", "w"))
    received = village.take(hello, other)
    assert [r.fresh for r in received.receipts] == [True, True]
    assert len(village.rows("person", "id")) == 2


def test_a_lesson_leaves_its_run_its_events_and_its_counters(village: Village) -> None:
    village.enrol("lan")
    village.finish("lan")
    runs = village.rows("run", "number", "lesson", "status", "finished_at")
    assert runs == [(1, "mot", "finished", village.now)]
    verbs = village.rows("step_event", "verb", "step", "correct", "evidence")
    assert verbs == [
        ("started", "a", None, None),
        ("shown", "a", None, None),
        ("done", "a", None, "told"),
        ("shown", "b", None, None),
        ("done", "b", None, "told"),
        ("shown", "do-vui", None, None),
        ("answered", "do-vui", True, "finished_in_chat"),
        ("done", "do-vui", None, "told"),
        ("finished", "", None, "finished_in_chat"),
    ]
    assert village.rows("progress", "lesson", "started", "finished", "learners") == [
        ("mot", 1, 1, 1)
    ]
    assert figures.recount(village.db) == ()


def test_a_second_run_counts_as_a_run_but_not_as_a_learner(village: Village) -> None:
    village.enrol("lan")
    village.finish("lan")
    village.open("lan", "L01")
    village.say("lan", "học lại từ đầu", "1", "xong", "xong", "2")
    assert figures.recount(village.db) == ()


def test_updates_of_one_person_in_one_batch_are_folded_in_order(village: Village) -> None:
    def day(user: str) -> list[Update]:
        said = ["đồng ý", "bác", "android", "xong", "xong", "1"]
        first = [
            village.update(user, ChatOpened()),
            *(village.update(user, TextSent(w)) for w in said[:3]),
        ]
        rest = [
            village.update(user, ChatOpened("L01")),
            *(village.update(user, TextSent(w)) for w in said[3:]),
        ]
        return [*first, *rest]

    one_by_one, together = day("lan"), day("hoa")
    for update in one_by_one:
        village.take(update)
    village.take(*together)
    payloads = village.rows("message", "person_id", "payload")
    by_person = {p: [body for q, body in payloads if q == p] for p in {p for p, _ in payloads}}
    first, second = by_person.values()
    assert len(first) > 8
    assert _without_seq(first) == _without_seq(second)
    runs = village.rows("run", "lesson", "step", "status")
    assert runs[0] == runs[1]
    assert len(village.rows("person", "id")) == 2
    assert figures.recount(village.db) == ()


def _without_seq(payloads: list[str]) -> list[object]:
    """Buttons' tokens carry a number of their own for each learner."""
    found = [json.loads(body) for body in payloads]
    for message in found:
        for option in message.get("options", ()):
            option["token"] = ""
    return found


def test_a_standing_that_cannot_be_read_harms_only_its_learner(
    village: Village, caplog: pytest.LogCaptureFixture
) -> None:
    village.enrol("lan", "hoa")
    village.change("UPDATE learner SET standing = :bad WHERE id = 1", bad='{"secret": 1}')
    received = village.take(
        village.update("lan", TextSent("mật khẩu của tôi")),
        village.update("hoa", ChatOpened("L01")),
    )
    assert [(r.fresh, r.quarantined) for r in received.receipts] == [(True, True), (True, False)]
    assert {e.address.chat for e in received.envelopes} == {"chat-hoa"}
    assert ("quarantined", "TextSent: KeyError", None) in village.rows(
        "inbound", "state", "reason", "body"
    )
    assert "mật khẩu" not in caplog.text
    assert "secret" not in caplog.text
    assert "lan" not in caplog.text


def test_what_the_database_refuses_harms_only_itself(village: Village) -> None:
    """A message's key that is taken already: the batch fails, each of the others succeeds alone."""
    village.enrol("lan", "hoa", "mai")
    poison = village.update("hoa", ChatOpened("L01"))
    village.change(
        "INSERT INTO message (key, account, chat, kind, purpose, lane, status, attempts, doubts, fleeting, created_at)"
        " VALUES (:key, 'x', 'x', 'private', 'reply', 1, 'sent', 0, 0, :no, :now)",
        key=f"reply:telegram:{poison.key}:0", no=False, now=village.now,
    )  # fmt: skip
    batch = [
        village.update("lan", ChatOpened("L01")),
        poison,
        village.update("mai", ChatOpened("L01")),
    ]
    received = village.take(*batch)
    assert [(r.fresh, r.quarantined) for r in received.receipts] == [
        (True, False),
        (True, True),
        (True, False),
    ]
    assert received.envelopes == ()
    assert village.rows("run", "learner_id") == [1, 3]
    again = village.take(*batch)
    assert [r.fresh for r in again.receipts] == [False] * 3
    assert figures.recount(village.db) == ()


def test_what_cannot_be_read_is_kept_masked_and_once(village: Village) -> None:
    body = '{"text": "mã OTP 123456, gọi 0912345678"}'.encode() + b"\xff\x00"
    for _ in range(2):
        inbound.quarantine(village.db, ACCOUNT, body, "no update_id", village.now)
    ((state, reason, kept),) = village.rows("inbound", "state", "reason", "body")
    assert (state, reason) == ("quarantined", "no update_id")
    assert "123456" not in kept
    assert "0912345678" not in kept


def test_texts_that_no_database_takes_are_taken(village: Village) -> None:
    hello = Update(
        "k\0ey\ud800",
        Address(ACCOUNT, "c\0"),
        Sender("u\0", "Tên\ud83d"),
        ChatOpened("\0\ud800"),
        village.now,
    )
    assert village.take(hello).receipts[0].quarantined is False
    said = replace(hello, key="2", content=TextSent("đồng\0 ý\udfff"))
    assert village.take(said).receipts[0].quarantined is False
    assert village.rows("person", "consent", "display_name") == [("granted", "Tên")]
    assert village.rows("inbound", "key") == ["2", "key"]


# --- When the database is away --------------------------------------------------------------------


@pytest.mark.slow
def test_a_locked_database_takes_nothing_and_later_everything(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/a.db")
    db.migrate()
    village = Village(db)
    hello = village.update("lan", ChatOpened())
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable):
        village.take(hello)
    other.execute("ROLLBACK")
    other.close()
    assert village.rows("inbound", "key") == []
    assert village.take(hello).receipts[0].fresh
    db.close()


def test_a_full_disk_takes_nothing_by_halves(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path}/a.db")
    db.migrate()
    village = Village(db)
    village.enrol("lan")
    with db.transaction() as uow:
        pages = uow.rows(text("PRAGMA page_count"))[0][0]
        uow.rows(text(f"PRAGMA max_page_count = {pages}"))
    before = village.everything()
    crowd = [village.update(f"u{n}", ChatOpened()) for n in range(300)]
    with pytest.raises(Unavailable):
        village.take(*crowd)
    assert village.everything() == before
    with db.transaction() as uow:
        uow.rows(text("PRAGMA max_page_count = 1000000"))
    assert all(r.fresh for r in village.take(*crowd).receipts)
    db.close()


def test_many_processes_with_the_same_people_lose_and_double_nothing(database_url: str) -> None:
    """Four intakes, each with every update of the same people: each has its effect once."""
    village = Village(Database(database_url))
    users = [f"u{n}" for n in range(8)]
    village.enrol(*users)
    updates = [village.update(user, ChatOpened("L01")) for user in users]
    updates += [village.update(user, TextSent("xong")) for user in users]
    fresh: list[str] = []

    def work(order: int) -> None:
        db = Database(database_url)
        mine = Village(db)
        mine.now = village.now
        batch = updates[: len(users)][:: 1 if order % 2 else -1]
        for part in (batch, updates[len(users) :]):
            received = mine.take(*part)
            assert not any(r.quarantined for r in received.receipts)
            fresh.extend(r.key for r in received.receipts if r.fresh)
        db.close()

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fresh) == sorted(update.key for update in updates)
    assert len(village.rows("run", "learner_id")) == len(users)
    assert figures.recount(village.db) == ()
    village.db.close()


def test_strangers_who_come_twice_at_once_are_one_person(database_url: str) -> None:
    village = Village(Database(database_url))
    updates = [village.update(f"u{n % 4}", TextSent("chào")) for n in range(32)]
    errors: list[BaseException] = []

    def work(part: list[Update]) -> None:
        db = Database(database_url)
        try:
            for update in part:
                assert Village(db).take(update).receipts[0].quarantined is False
        except BaseException as error:
            errors.append(error)
        db.close()

    threads = [threading.Thread(target=work, args=(updates[n::4],)) for n in range(4)]
    threads += [threading.Thread(target=work, args=(updates[n::4][::-1],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(village.rows("person", "id")) == 4
    assert len(village.rows("identity", "id")) == 4
    assert len(village.rows("inbound", "key")) == 32
    village.db.close()


# --- Guests, blocks, help -------------------------------------------------------------------------


def test_a_guest_leaves_no_trace_of_learning_and_no_name(village: Village) -> None:
    village.open("lan")
    village.say("lan", "không")
    village.finish("lan")
    assert village.rows("person", "consent", "display_name") == [("declined", "")]
    assert village.rows("run", "number") == village.rows("step_event", "id") == []
    assert village.rows("consent", "answer") == ["declined"]


def test_who_withdraws_consent_is_a_guest_again(village: Village) -> None:
    village.enrol("lan", "hoa")
    village.finish("lan")
    village.finish("hoa")
    standing = json.loads(village.rows("learner", "standing")[0])
    standing["prompt"] = {
        "seq": standing["seq"] + 1, "context": "yesno", "text": "?",
        "offers": [{"label": "KHÔNG", "do": "GiveConsent", "granted": False}],
    }  # fmt: skip
    standing["seq"] += 1
    village.change("UPDATE learner SET standing = :s WHERE id = 1", s=json.dumps(standing))
    village.say("lan", "1")
    assert village.rows("person", "consent") == ["declined", "granted"]
    assert village.rows("run", "learner_id") == [2]
    assert figures.recount(village.db) == ()


def test_who_blocks_us_is_left_alone_until_they_are_back(village: Village) -> None:
    village.enrol("lan")
    village.open("lan", "L01")
    village.say("lan", "nhắc tôi")
    village.change("UPDATE person SET reminders_wanted = :yes", yes=True)
    waiting = village.update("lan", TextSent("xong"))
    village.take(waiting, here=frozenset())
    village.block("lan")
    assert village.rows("identity", "unreachable", "unreachable_at") == [("blocked", village.now)]
    assert village.rows("due", "id") == []
    assert "queued" not in village.rows("message", "status")
    assert village.states()[-1] == ("skipped", "blocked")
    village.now += timedelta(days=3)
    assert due.queue(village.db, SCHOOL, village.now, 100) == 0
    back = village.unblock("lan")
    assert village.rows("identity", "unreachable") == [None]
    assert "Bước" in words(back)


def test_blocking_and_coming_back_in_one_batch_is_being_here(village: Village) -> None:
    village.enrol("lan")
    village.take(village.update("lan", BotBlocked()), village.update("lan", BotUnblocked()))
    assert village.rows("identity", "unreachable") == [None]


def test_a_stranger_who_only_blocks_us_is_nobody(village: Village) -> None:
    assert village.take(village.update("lan", BotBlocked())).receipts[0].fresh
    assert village.rows("person", "id") == []


def test_a_call_for_a_human_is_one_ticket_and_one_message(village: Village) -> None:
    village.enrol("lan")
    village.open("lan", "L01")
    for _ in range(2):
        village.say("lan", "gặp người")
    tickets = village.rows("ticket", "id", "lesson", "step", "danger", "state")
    assert tickets == [(1, "mot", "a", False, "open")]
    calls = [
        row for row in village.rows("message", "key", "chat", "purpose") if row[2] == Purpose.HELP
    ]
    assert calls == [("help:1", HELPERS.chat, "help")]
    village.say("lan", "tôi bị lừa chuyển tiền rồi")
    assert village.rows("ticket", "danger") == [False, True]
    assert village.rows("message", "lane").count(0) == 1


def test_a_secret_is_counted_and_nowhere_stored(village: Village) -> None:
    village.enrol("lan")
    village.say("lan", "mã otp của tôi là 482913")
    assert village.rows("tally", "name", "count") == [("secret refused", 1)]
    assert "482913" not in str(village.everything())


# --- A person's own data --------------------------------------------------------------------------


def test_who_asks_gets_everything_that_is_stored(village: Village) -> None:
    village.enrol("lan")
    village.finish("lan")
    sent = village.say("lan", "dữ liệu của tôi")
    (file,) = [
        e.content.document for e in sent if isinstance(e.content, Message) and e.content.document
    ]
    data = json.loads(file.body)
    assert data["identity"][0]["user"] == "lan"
    assert data["run"][0]["status"] == "finished"
    assert data["learner"][0]["standing"]["consent"] == "granted"
    assert {"person", "consent", "step_event"} <= data.keys()


def test_who_is_erased_is_nowhere_and_hears_so(village: Village) -> None:
    village.enrol("Lan-Thị", "hoa")
    for user in ("Lan-Thị", "hoa"):
        village.finish(user)
        village.open(user, "L02")
    village.say("Lan-Thị", "gặp người")
    village.say("Lan-Thị", "xóa dữ liệu")
    sent = village.say("Lan-Thị", "1")
    assert "xóa" in words(sent).lower()
    assert len(village.rows("person", "id")) == 1
    rows = village.everything()
    last_words = [row for row in rows["message"] if "chat-Lan-Thị" in str(row)]
    assert len(last_words) == len(sent)
    assert village.rows("message", "person_id", "fleeting")[-1] == (None, True)
    rows["message"] = [row for row in rows["message"] if row not in last_words]
    assert "Lan-Thị" not in str(rows)
    assert {row[0] for row in village.rows("run", "learner_id", "lesson")} == {2}
    assert figures.recount(village.db) == ()
    assert ("erased", 1) in village.rows("tally", "name", "count")


def test_an_erasure_in_the_middle_of_a_batch_erases_what_came_before_it(village: Village) -> None:
    village.enrol("lan", "hoa")
    village.say("lan", "xóa dữ liệu")
    received = village.take(
        village.update("hoa", ChatOpened("L01")),
        village.update("lan", TextSent("1")),
        village.update("lan", TextSent("chào")),
        village.update("hoa", TextSent("xong")),
    )
    assert [r.quarantined for r in received.receipts] == [False] * 4
    assert sorted(e.id for e in received.envelopes) == [
        row[0] for row in village.rows("message", "id", "status") if row[1] == "sending"
    ]
    assert village.rows("person", "consent") == ["granted", "unasked"]
    assert village.rows("run", "step") == ["b"]


def test_night_or_day_an_answer_is_an_answer(village: Village) -> None:
    village.now = NIGHT
    village.enrol("lan")
    assert village.open("lan", "L01")


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
def test_who_is_in_a_deadlock_however_often_is_asked_to_come_again(village: Village) -> None:
    """P1: an update without effects must not be acknowledged because two processes were unlucky."""
    village.enrol("lan")
    village.change(
        "CREATE FUNCTION unlucky() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END $$"
    )
    village.change("CREATE TRIGGER unlucky BEFORE INSERT ON message EXECUTE FUNCTION unlucky()")
    wrote = village.update("lan", TextSent("xin chào"))
    with pytest.raises(Unavailable):
        village.take(wrote)
    village.change("DROP TRIGGER unlucky ON message")
    (receipt,) = village.take(wrote).receipts
    assert receipt.fresh
    assert not receipt.quarantined


def test_nothing_of_a_batch_waits_for_the_collector(village: Village) -> None:
    """A circle of references for each learner kept 25 MiB of standings alive under load."""
    village.enrol("lan", "hoa")
    gc.collect()
    gc.disable()
    try:
        village.take(*(village.update(user, TextSent("menu")) for user in ("lan", "hoa", "mai")))
        left = [thing for thing in gc.get_objects() if isinstance(thing, Seat | Place)]
    finally:
        gc.enable()
    assert left == []
