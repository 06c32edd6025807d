"""What is kept, for how long, and what is forgotten."""

from datetime import timedelta

from sqlalchemy import text

from bot.update import Address, ChatOpened, Sender, TextSent, Update
from handlers import delivery, figures, history, inbound
from handlers.housekeeping import KEEP_GUESTS, KEEP_KEYS, KEEP_PAYLOADS, LOST_AFTER, tidy
from tests.handlers.test_delivery import queue
from tests.handlers.village import ACCOUNT, Village

MOMENT = timedelta(seconds=1)


def test_guests_are_forgotten_after_a_day_of_silence(village: Village) -> None:
    village.enrol("lan")
    village.open("khach")
    village.say("khach", "không")
    village.open("moi")
    village.now += KEEP_GUESTS - timedelta(minutes=30)
    village.say("moi", "chào")
    village.now += timedelta(minutes=40)
    assert tidy(village.db, village.now).guests == 1
    assert village.rows("identity", "user") == ["lan", "moi"]
    assert "khach" not in str(village.everything())


def test_keys_and_bodies_are_kept_for_a_month(village: Village) -> None:
    inbound.quarantine(village.db, ACCOUNT, b"x", "y", village.now)
    village.enrol("lan")
    assert tidy(village.db, village.now + KEEP_KEYS - timedelta(hours=1)).keys == 0
    assert tidy(village.db, village.now + KEEP_KEYS + MOMENT).keys == 5
    assert village.rows("inbound", "key") == []


def test_what_was_said_is_forgotten_after_a_week(village: Village) -> None:
    village.enrol("lan")
    said = len(village.rows("message", "id"))
    assert tidy(village.db, village.now + KEEP_PAYLOADS - timedelta(hours=1)).payloads == 0
    assert tidy(village.db, village.now + KEEP_PAYLOADS + MOMENT).payloads == said
    assert set(village.rows("message", "payload", "status")) == {(None, "sent")}
    assert tidy(village.db, village.now + KEEP_PAYLOADS + MOMENT).payloads == 0


def test_the_web_chat_keeps_its_last_thirty(village: Village) -> None:
    for n, word in enumerate(["chào", "đồng ý", *["chào"] * 40]):
        hello = Update(f"w{n}", Address("web", "w"), Sender("w"), TextSent(word), village.now)
        village.deliver(village.take(hello, here=frozenset({"web"})).envelopes)
    total = len(village.rows("message", "id"))
    assert total > 30
    assert tidy(village.db, village.now + KEEP_PAYLOADS + MOMENT).payloads == total - 30
    page = history.shown(village.db, "web", "w", 0, 100)
    assert [number for number, _, _ in page] == village.rows("message", "id")[-30:]
    newest = history.shown(village.db, "web", "w", 0, 5)
    assert [number for number, _, _ in newest] == village.rows("message", "id")[-5:]
    assert history.shown(village.db, "web", "w", newest[-1][0], 5) == []


def test_last_words_to_the_erased_follow_soon(village: Village) -> None:
    village.enrol("lan")
    village.say("lan", "xóa dữ liệu", "1")
    tidy(village.db, village.now + timedelta(minutes=11))
    assert "chat-lan" not in str(village.everything())


def test_a_result_that_never_came_is_in_doubt(village: Village) -> None:
    village.take(village.update("lan", ChatOpened()))
    assert tidy(village.db, village.now + LOST_AFTER - MOMENT).lost == 0
    assert tidy(village.db, village.now + LOST_AFTER + MOMENT).lost > 0
    assert set(village.rows("message", "status")) == {"queued"}


def test_expired_messages_are_skipped_and_old_waits_end(village: Village) -> None:
    queue(village, ("a", "1"), expires_at=village.now)
    with village.db.transaction() as uow:
        put = text("INSERT INTO hold (account, chat, until, reason) VALUES ('a', '', :now, '')")
        uow.run(put.bindparams(now=village.now) if uow.postgres else text(
            "INSERT INTO hold (account, chat, until, reason) VALUES ('a', '', '2026-11-24 08:00:00.000000', '')"
        ))  # fmt: skip
    assert tidy(village.db, village.now).expired == 1
    assert village.states() == [("skipped", "expired")]
    assert village.rows("hold", "chat") == []


def test_figures_say_how_long_the_queue_is(village: Village) -> None:
    assert figures.queue(village.db, village.now).oldest is None
    queue(village, ("a", "1"), ("b", "2"))
    delivery.claim(village.db, ACCOUNT, village.now, 1)
    village.now += timedelta(minutes=3)
    found = figures.queue(village.db, village.now)
    assert sum(found.depth.values()) == 2
    assert {status for status, _ in found.depth} == {"queued", "sending"}
    assert found.oldest == found.oldest_ready == timedelta(minutes=3)


def test_a_counter_that_lies_is_found(village: Village) -> None:
    village.enrol("lan")
    village.finish("lan")
    village.change("UPDATE progress SET finished = 7")
    (mismatch,) = figures.recount(village.db)
    assert (mismatch.lesson, mismatch.kept.finished, mismatch.counted.finished) == ("mot", 7, 1)
