"""One person in two apps: the code, whose it is, how often one may guess, and what becomes of the rows."""

import re
import threading
from dataclasses import replace
from datetime import timedelta

from bot.delivery import Envelope
from bot.message import Message
from bot.serial import standing_from_json
from bot.update import ChatOpened, TextSent
from handlers import figures, inbound, people
from handlers.codes import LIFE, MOST_WRONG, WRONG_FOR
from handlers.housekeeping import tidy
from storage.database import Database
from tests.handlers.village import ACCOUNT, HELPERS, HERE, SCHOOL, Village, words

ZALO = "zalo-bot"


def code_of(said: str) -> str:
    found = re.search(r"LIEN KET (\d{3} \d{3})", said)
    assert found is not None, said
    return found[1]


def ask(village: Village, user: str = "lan") -> str:
    village.account = ACCOUNT
    return code_of(words(village.say(user, "liên kết")))


def tell(village: Village, code: str, user: str = "z-lan") -> tuple[Envelope, ...]:
    village.account = ZALO
    said = village.say(user, f"LIEN KET {code}")
    village.account = ACCOUNT
    return tuple(said)


def to(account: str, envelopes: tuple[Envelope, ...]) -> str:
    return words([e for e in envelopes if e.address.account == account])


def test_the_place_is_the_same_in_both_apps(village: Village) -> None:
    village.enrol("lan")
    village.open("lan", "L01")
    village.say("lan", "xong")
    heard = tell(village, ask(village))
    assert "học ở ứng dụng nào cũng được" in to(ZALO, heard)
    assert "Bước b" in to(ZALO, heard)
    assert "vừa nối thêm" in to(ACCOUNT, heard)
    assert len(village.rows("person", "id")) == 1
    assert len(village.rows("learner", "id")) == 1
    assert village.rows("identity", "account", "user", "person_id") == [
        (ACCOUNT, "lan", 1),
        (ZALO, "z-lan", 1),
    ]
    village.account = ZALO
    assert "Đố vui" in words(village.say("z-lan", "xong"))
    village.account = ACCOUNT
    # The newest bubble there is an older one: the open question is shown before it is answered.
    assert "Ở ứng dụng kia" in words(village.say("lan", "2"))
    assert "Chúc mừng" in words(village.say("lan", "2"))
    assert figures.recount(village.db) == ()


def test_what_was_learned_in_both_is_one_record(village: Village) -> None:
    village.enrol("lan")
    village.finish("lan", "L01")
    village.account = ZALO
    village.enrol("z-lan")
    village.finish("z-lan", "L01")
    village.finish("z-lan", "L02")
    assert figures.recount(village.db) == ()
    tell(village, ask(village))
    assert figures.recount(village.db) == ()
    (learner,) = village.rows("learner", "standing")
    standing = standing_from_json(learner)
    assert set(standing.finished) == {"mot", "hai"}
    assert standing.runs == 3
    assert village.rows("run", "learner_id", "number", "lesson") == [
        (1, 1, "mot"), (1, 2, "mot"), (1, 3, "hai"),
    ]  # fmt: skip
    assert set(village.rows("step_event", "learner_id")) == {1}
    assert set(village.rows("step_event", "run")) == {1, 2, 3}
    assert village.rows("progress", "lesson", "finished", "learners") == [
        ("hai", 1, 1), ("mot", 2, 1),
    ]  # fmt: skip
    # The next attempt takes a number of its own.
    village.account = ZALO
    village.open("z-lan", "L02")
    village.say("z-lan", "học lại")
    assert figures.recount(village.db) == ()


def test_a_code_is_used_once(village: Village) -> None:
    village.enrol("lan")
    code = ask(village)
    tell(village, code)
    assert "chưa đúng hoặc đã hết hạn" in to(ZALO, tell(village, code, "z-hoa"))


def test_a_code_lives_a_quarter_of_an_hour_and_a_new_one_ends_the_old(village: Village) -> None:
    village.enrol("lan")
    old = ask(village)
    new = ask(village)
    assert "chưa đúng" in to(ZALO, tell(village, old))
    village.now += LIFE
    assert "chưa đúng" in to(ZALO, tell(village, new))
    tidy(village.db, village.now)
    assert village.rows("code", "id") == []
    assert len(village.rows("person", "id")) == 2


def test_nobody_may_guess_for_long(village: Village) -> None:
    village.enrol("lan")
    for n in range(MOST_WRONG):
        assert "chưa đúng" in to(ZALO, tell(village, f"{n:06d}"))
    good = ask(village)
    assert "nhiều lần" in to(ZALO, tell(village, good))
    village.now += WRONG_FOR
    assert "học ở ứng dụng nào cũng được" in to(ZALO, tell(village, ask(village)))


def test_one_s_own_code_in_the_same_app_joins_nothing(village: Village) -> None:
    village.enrol("lan")
    code = ask(village)
    assert "học chung rồi" in words(village.say("lan", f"lien ket {code}"))
    assert len(village.rows("identity", "id")) == 1


def test_who_is_not_to_be_remembered_gets_no_code(village: Village) -> None:
    village.open("lan")
    assert "nhắn LIÊN KẾT để lấy mã" in words(village.say("lan", "lien ket"))
    village.say("lan", "không")
    heard = words(village.say("lan", "lien ket"))
    assert "được nhớ chỗ" in heard
    assert village.rows("code", "id") == []


def test_a_code_is_not_taken_for_a_secret_and_a_bare_one_is(village: Village) -> None:
    village.enrol("lan", "hoa")
    code = ask(village)
    assert "học ở ứng dụng nào" in to(ACCOUNT, tuple(village.say("hoa", f"liên kết: {code}")))
    assert "mã" in words(village.say("hoa", code.replace(" ", ""))).lower()
    assert village.rows("tally", "name") == ["secret refused"]


def test_erasing_in_one_app_forgets_the_other(village: Village) -> None:
    village.enrol("lan")
    tell(village, ask(village))
    assert people.export(village.db, ZALO, "z-lan")["identity"][0]["account"] == ACCOUNT
    village.account = ZALO
    village.say("z-lan", "xoá dữ liệu", "có")
    assert village.rows("person", "id") == village.rows("identity", "id") == []


def test_both_apps_in_one_batch_are_one_learner(village: Village) -> None:
    """Two phones of one person, answered in one transaction: the second turn begins where the first ended."""
    village.enrol("lan")
    village.open("lan", "L01")
    tell(village, ask(village))
    here, there = (village.update("lan", TextSent("xong")) for _ in range(2))
    village.account = ZALO
    first = village.update("z-lan", TextSent("xong"))
    village.take(first, here, there)
    (standing,) = map(standing_from_json, village.rows("learner", "standing"))
    assert standing.run is not None
    # Done on Zalo; shown on Telegram what that led to; done there as well.
    assert standing.run.step == "do-vui"
    assert standing.run.trail == ("a", "b")


def test_a_reminder_goes_to_the_app_that_was_used_last(village: Village) -> None:
    village.enrol("lan")
    village.open("lan", "L01")
    tell(village, ask(village))
    village.now += timedelta(hours=2)
    village.say("lan", "xong")
    with village.db.transaction() as uow:
        from storage import people as rows

        (pupil,) = rows.of_learners(uow, [1])
    assert (pupil.account, pupil.chat) == (ACCOUNT, "chat-lan")
    village.now += timedelta(hours=2)
    village.account = ZALO
    village.say("z-lan", "lùi lại")
    with village.db.transaction() as uow:
        (pupil,) = rows.of_learners(uow, [1])
    assert (pupil.account, pupil.chat) == (ZALO, "chat-z-lan")


def test_a_link_may_carry_the_code(village: Village) -> None:
    village.enrol("lan")
    code = ask(village).replace(" ", "")
    village.account = ZALO
    village.now += timedelta(minutes=1)
    update = replace(village.update("z-lan", ChatOpened(f"lk-{code}")))
    assert "học ở ứng dụng nào" in words(village.take(update).envelopes)


def test_the_code_said_twice_at_once_joins_once(database_url: str) -> None:
    village = Village(Database(database_url))
    village.db.migrate()
    village.enrol("lan")
    code = ask(village)
    village.account = ZALO
    updates = [village.update(user, TextSent(f"lien ket {code}")) for user in ("z-1", "z-2")]
    databases = [Database(database_url), Database(database_url)]
    heard: list[str] = []

    def say(db: Database, n: int) -> None:
        taken = inbound.receive(
            db, SCHOOL, [updates[n]], village.now, help_chat=HELPERS, sends_here=HERE
        )
        heard.append(words(taken.envelopes))

    threads = [threading.Thread(target=say, args=(db, n)) for n, db in enumerate(databases)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted("chưa đúng" in one for one in heard) == [False, True]
    assert len(village.rows("person", "id")) == 2
    for db in (*databases, village.db):
        db.close()


def test_messages_of_ours_say_the_code_in_threes(village: Village) -> None:
    village.enrol("lan")
    (said,) = village.say("lan", "lienket")
    assert isinstance(said.content, Message)
    assert re.search(r"Mã của bác là \d{3} \d{3},", said.content.text)
