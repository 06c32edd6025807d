"""An announcement is confirmed once, begins in its time and while its author may, and is told about truly."""

import threading
from datetime import timedelta

from bot.announcing import Audience, Fate, Reach, Reason, State
from bot.calendar import ZONE
from bot.delivery import Ambiguous, Unreachable
from bot.message import Lane, Message, Purpose
from bot.policy import Role
from bot.update import Address, BotBlocked, ChatKind, TextSent
from handlers import broadcasting, delivery, people
from handlers.broadcasting import Confirmed, Refusal, Refused
from handlers.bubbles import bubbles_of, post
from storage import broadcasts, recipients
from storage.database import Database
from tests.handlers.announcing.hamlet import BAC, COMMUNE, DONG, TAY, Hamlet, chats, texts
from tests.handlers.village import ACCOUNT, NIGHT, NOON

WEEK = timedelta(days=7)


def test_residents_get_it_once_and_the_report_is_what_the_rows_say(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "ba")
    hamlet.settle("tu", wants=False)
    hamlet.settle("xa", team=TAY)
    number = hamlet.draft(hoa)
    assert isinstance(hamlet.confirm(number, hoa), Confirmed)
    gone = hamlet.rest()
    assert sorted(chats(gone)) == ["chat-ba", "chat-lan"]
    assert texts(gone)[0].startswith("THÔNG BÁO của Tổ 1\n\nChiều nay họp thôn.\n\n")
    assert hamlet.state(number) == "done"
    report = hamlet.report(number)
    assert report.fates == {(Fate.SENT, None): 2, (Fate.EXCLUDED, Reason.UNWANTED): 1}
    assert report.to_phone == []


def test_who_is_left_out_is_counted_by_reason_before_anything_is_sent(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "away", "quiet")
    hamlet.settle("no", wants=False)
    hamlet.change("UPDATE identity SET unreachable = 'blocked' WHERE chat = 'chat-away'")
    hamlet.change(
        "UPDATE learner SET left_alone_at = :t WHERE person_id = :p",
        t=hamlet.now,
        p=hamlet.person("quiet"),
    )
    hamlet.open("guest")  # never agreed
    hamlet.change("UPDATE person SET team_id = 1 WHERE id = :p", p=hamlet.person("guest"))

    def reach(*, emergency: bool = False) -> Reach:
        number = hamlet.draft(hoa, emergency=emergency)
        with hamlet.db.reading() as uow:
            one = broadcasts.get(uow, number)
            assert one is not None
            return recipients.count(uow, one, hamlet.now)

    left_out = {
        Reason.UNREACHABLE: 1,
        Reason.LEFT_ALONE: 1,
        Reason.UNWANTED: 1,
        Reason.NO_CONSENT: 1,
    }
    assert reach() == Reach(0, 1, left_out)
    assert reach(emergency=True) == Reach(0, 3, {Reason.UNREACHABLE: 1, Reason.NO_CONSENT: 1})


def test_the_unfinished_and_the_stuck_are_those(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "ba", "tu")
    hamlet.finish("lan")
    hamlet.open("ba", "L01")  # in the middle
    hamlet.change("UPDATE person SET reminders_wanted = :yes", yes=True)
    hamlet.now += timedelta(days=4)
    unfinished = hamlet.confirmed(hamlet.draft(hoa, Audience.UNFINISHED, lesson="mot"), hoa)
    stuck = hamlet.confirmed(hamlet.draft(hoa, Audience.STUCK), hoa)
    found = hamlet.rows("recipient", "broadcast_id", "chat")
    assert sorted(c for b, c in found if b == unfinished) == ["chat-ba", "chat-tu"]
    assert [c for b, c in found if b == stuck] == ["chat-ba"]


def test_a_unit_s_teams_are_their_groups_and_their_leaders_once_each(hamlet: Hamlet) -> None:
    officer = hamlet.appoint("can-bo", Role.COMMUNE_OFFICER, unit=COMMUNE)
    hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.appoint("hoa", Role.LEADER, team=TAY)
    hamlet.appoint("xa", Role.LEADER, team=BAC)
    hamlet.bind("-1")
    hamlet.bind("-3", team=BAC)
    number = hamlet.draft(officer, Audience.TEAMS, unit_id=COMMUNE)
    hamlet.confirmed(number, officer)
    assert sorted(chats(hamlet.rest())) == ["-1", "chat-hoa"]
    assert hamlet.report(number).fates == {
        (Fate.SENT, None): 2,
        (Fate.EXCLUDED, Reason.NO_GROUP): 1,
    }
    (without,) = hamlet.report(number).to_phone
    assert (without.team_name, without.kind) == ("Tổ 2", ChatKind.GROUP)


def test_groups_in_which_nobody_may_write_are_left_out_and_phoned(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.bind("-1", "-2", "-3")
    hamlet.in_group("-2", BotBlocked())
    hamlet.change("UPDATE chat SET unreachable = 'muted' WHERE chat = '-3'")
    number = hamlet.confirmed(hamlet.draft(hoa, Audience.GROUP), hoa)
    assert chats(hamlet.rest()) == ["-1"]
    reasons = {Reason.GROUP_LOST, Reason.GROUP_ASLEEP}
    assert {one.reason for one in hamlet.report(number).to_phone} == reasons


def test_a_person_on_two_apps_gets_it_where_they_wrote_last(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan")
    hamlet.change(
        "INSERT INTO identity (person_id, account, \"user\", chat, heard_at) VALUES (:p, 'zalo-bot', 'z', 'z', :t)",
        p=hamlet.person("lan"),
        t=hamlet.now + timedelta(hours=1),
    )
    hamlet.confirmed(hamlet.draft(hoa), hoa)
    assert hamlet.rows("recipient", "account", "chat") == [("zalo-bot", "z")]


def test_confirmed_by_many_at_once_it_is_one(hamlet: Hamlet, database_url: str) -> None:
    """F26: two devices, a double press, a repeated update."""
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "ba")
    number = hamlet.draft(hoa, weekly=True)
    said: list[Confirmed | Refused] = []

    def press() -> None:
        db = Database(database_url)
        with db.transaction() as uow:
            said.append(broadcasting.confirm(uow, hamlet.school, number, hoa, hamlet.now))
        db.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    confirmed = [one for one in said if isinstance(one, Confirmed)]
    assert (len(confirmed), sum(one.is_first for one in confirmed)) == (8, 1)
    assert {one.at for one in confirmed} == {hamlet.now}
    assert len(hamlet.fates(number)) == 2
    assert len(hamlet.rows("broadcast", "id")) == 2  # and next week's
    assert len(hamlet.rest()) == 2


def test_a_leader_who_is_none_any_more_announces_nothing(hamlet: Hamlet) -> None:
    """F27: between the preview and the sending, and between the confirmation and its time."""
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan")
    draft = hamlet.draft(hoa)
    later = hamlet.confirmed(hamlet.draft(hoa, send_at=hamlet.now + timedelta(hours=1)), hoa)
    assert hamlet.state(later) == "scheduled"
    hamlet.change("UPDATE member SET valid_to = :t", t=hamlet.now)
    hamlet.now += timedelta(hours=1)
    assert hamlet.confirm(draft, hoa) == Refused(Refusal.FORBIDDEN)
    assert hamlet.rest() == []
    assert hamlet.state(later) == "dropped"
    assert hamlet.fates(later) == [("skipped", Reason.FORBIDDEN)]
    assert ("dropped", f"broadcast:{later}", "forbidden") in hamlet.rows(
        "audit", "action", "object", "detail"
    )


def test_a_second_person_approves_and_the_author_does_not(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    nam = hamlet.appoint("nam", Role.LEADER, team=DONG)
    officer = hamlet.appoint("can-bo", Role.COMMUNE_OFFICER, unit=COMMUNE)
    hamlet.settle("lan")
    number = hamlet.draft(hoa)
    with hamlet.db.transaction() as uow:
        assert broadcasts.turn(uow, number, [State.DRAFT], State.APPROVAL)
    assert hamlet.confirm(number, hoa) == Refused(Refusal.SECOND_PERSON)
    assert hamlet.confirm(number, nam) == Refused(Refusal.FORBIDDEN)
    assert isinstance(hamlet.confirm(number, officer), Confirmed)
    assert hamlet.rows("broadcast", "approved_by") == [officer]


def test_a_leader_may_not_warn_and_nobody_is_nobody(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    assert hamlet.confirm(hamlet.draft(hoa, emergency=True), hoa) == Refused(Refusal.FORBIDDEN)
    assert hamlet.confirm(hamlet.draft(hoa), hoa) == Refused(Refusal.NOBODY)
    assert hamlet.confirm(999, hoa) == Refused(Refusal.GONE)
    dropped = hamlet.draft(hoa)
    with hamlet.db.transaction() as uow:
        assert broadcasting.drop(uow, dropped, hamlet.now)
        assert not broadcasting.drop(uow, dropped, hamlet.now)
    assert hamlet.confirm(dropped, hoa) == Refused(Refusal.OVER)


def test_confirmed_at_night_it_comes_in_the_morning_and_a_warning_at_once(hamlet: Hamlet) -> None:
    officer = hamlet.appoint("can-bo", Role.COMMUNE_OFFICER, unit=COMMUNE)
    hamlet.bind("-1")
    hamlet.now = NIGHT
    calm = hamlet.draft(officer, Audience.TEAMS, unit_id=COMMUNE)
    warning = hamlet.draft(officer, Audience.TEAMS, unit_id=COMMUNE, emergency=True)
    hamlet.confirmed(calm, officer)
    hamlet.confirmed(warning, officer)
    (told,) = hamlet.rest()
    assert texts([told]) == ["CẢNH BÁO KHẨN của Đơn vị 10\n\nChiều nay họp thôn."]
    assert told.lane is Lane.EMERGENCY
    assert hamlet.state(calm) == "scheduled"
    hamlet.now = NIGHT + timedelta(hours=6)  # seven in the morning
    assert len(hamlet.rest()) == 1


def test_a_day_off_and_the_night_stop_what_is_under_way(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.bind("-1")
    number = hamlet.confirmed(hamlet.draft(hoa, Audience.GROUP), hoa)
    hamlet.tick()
    hamlet.now = NIGHT
    assert hamlet.claim() == ()  # it waits in the outbox, and a reply in the group overtakes it
    hamlet.take(hamlet.update("lan", TextSent("chào"), "-1"), here=frozenset())
    (reply,) = hamlet.send()
    assert "Chiều nay" not in texts([reply])[0]
    hamlet.now = NIGHT + timedelta(hours=6)
    day_off = hamlet.now.astimezone(ZONE).date()
    claimed = delivery.claim(hamlet.db, ACCOUNT, hamlet.now, 9, days_off=[day_off])
    assert claimed == ()
    hamlet.now += timedelta(hours=24)
    assert hamlet.rest() == []
    assert hamlet.fates(number) == [("skipped", "expired")]
    assert hamlet.state(number) == "done"


def test_weekly_it_comes_every_week_and_never_twice(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.bind("-1")
    first = hamlet.confirmed(hamlet.draft(hoa, Audience.GROUP, weekly=True, event_at=NOON), hoa)
    assert len(hamlet.rest()) == 1
    begun = hamlet.rows("broadcast", "started_at")[0]
    for week in (1, 2):
        hamlet.now = begun + week * WEEK - timedelta(minutes=1)
        assert hamlet.rest() == []
        hamlet.bind(f"-{week + 1}")  # a group that joined meanwhile is told as well
        hamlet.now = begun + week * WEEK
        assert len(hamlet.rest()) == week + 1
    assert hamlet.rows("broadcast", "state") == ["done", "done", "done", "scheduled"]
    assert hamlet.rows("broadcast", "event_at")[2] == NOON + 2 * WEEK
    # Nobody was there in the third week: the fourth comes in its time.
    hamlet.now = begun + 4 * WEEK
    assert len(hamlet.rest()) == 3
    assert hamlet.rows("broadcast", "state")[3:] == ["dropped", "done", "scheduled"]
    assert first == 1


def test_stopped_in_the_middle_the_rest_is_not_sent(hamlet: Hamlet) -> None:
    """F43: what is being sent ends as it ends, everything else is withdrawn in one transaction."""
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.bind(*(f"-{n}" for n in range(80)))
    number = hamlet.confirmed(hamlet.draft(hoa, Audience.GROUP), hoa)
    hamlet.tick()
    under_way = hamlet.claim(20)
    hamlet.deliver(under_way[:15])
    hamlet.deliver(under_way[15:17], Ambiguous("answer lost"))
    with hamlet.db.transaction() as uow:
        assert broadcasting.stop(uow, number, hamlet.now)
        assert not broadcasting.stop(uow, number, hamlet.now)
    assert hamlet.claim() == ()
    hamlet.deliver(under_way[17:])
    assert hamlet.rest() == []
    assert hamlet.state(number) == "stopped"
    assert hamlet.report(number).fates == {
        (Fate.SENT, None): 18,
        (Fate.UNKNOWN, "answer lost"): 2,
        (Fate.SKIPPED, Reason.STOPPED): 60,
    }
    assert {one.state for one in hamlet.report(number).to_phone} == {"unknown", "skipped"}


def test_paused_it_goes_on_where_it_was(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.bind(*(f"-{n}" for n in range(70)))
    number = hamlet.confirmed(hamlet.draft(hoa, Audience.GROUP), hoa)
    hamlet.tick()
    gone = list(hamlet.claim(10))
    hamlet.deliver(gone)
    with hamlet.db.transaction() as uow:
        assert broadcasting.pause(uow, number)
    assert hamlet.rest() == []
    assert hamlet.state(number) == "paused"
    assert hamlet.report(number).count(Fate.WAITING) == 60
    with hamlet.db.transaction() as uow:
        assert broadcasting.resume(uow, number)
        assert not broadcasting.resume(uow, number)
    gone += hamlet.rest()
    assert sorted(chats(gone)) == sorted(f"-{n}" for n in range(70))
    assert hamlet.state(number) == "done"


def test_a_group_that_moves_or_is_lost_meanwhile(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.bind("-1", "-2", "-3")
    number = hamlet.confirmed(hamlet.draft(hoa, Audience.GROUP), hoa)
    hamlet.move_group("-1", "-1001")
    hamlet.in_group("-2", BotBlocked())
    hamlet.tick()
    hamlet.move_group("-3", "-1003")  # stands in the outbox already
    assert sorted(chats(hamlet.rest())) == ["-1001", "-1003"]
    assert hamlet.report(number).fates == {
        (Fate.SENT, None): 2,
        (Fate.SKIPPED, Reason.GROUP_LOST): 1,
    }


def test_a_lost_answer_is_unknown_and_never_repeated(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "ba")
    number = hamlet.confirmed(hamlet.draft(hoa), hoa)
    hamlet.tick()
    lan, ba = hamlet.claim()
    hamlet.deliver([lan], Ambiguous("answer lost"))
    hamlet.deliver([ba], Unreachable("blocked"))
    assert hamlet.rest() == []
    report = hamlet.report(number)
    assert report.fates == {(Fate.UNKNOWN, "answer lost"): 1, (Fate.FAILED, "blocked"): 1}
    assert sorted(one.name for one in report.to_phone) == ["Tên ba", "Tên lan"]
    assert [one.name for one in hamlet.report(number, TAY).to_phone] == ["", ""]
    assert [one.person_id for one in hamlet.report(number, None).to_phone] == [None, None]


def test_whoever_changes_their_mind_meanwhile_is_left_alone(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "ba")
    number = hamlet.confirmed(hamlet.draft(hoa), hoa)
    hamlet.change(
        "UPDATE person SET reminders_wanted = :no WHERE id = :p", no=False, p=hamlet.person("lan")
    )
    assert chats(hamlet.rest()) == ["chat-ba"]
    assert hamlet.report(number).fates == {
        (Fate.SKIPPED, Reason.UNWANTED): 1,
        (Fate.SENT, None): 1,
    }


def test_three_unasked_a_week_reminders_and_announcements_together(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    officer = hamlet.appoint("can-bo", Role.COMMUNE_OFFICER, unit=COMMUNE)
    hamlet.settle("lan")
    lan = Address(ACCOUNT, "chat-lan")
    remind(hamlet, lan, 1)
    for _ in range(2):
        hamlet.confirmed(hamlet.draft(hoa), hoa)
        assert len(hamlet.rest()) == 1
    warning = hamlet.draft(officer, Audience.RESIDENTS, emergency=True)
    hamlet.confirmed(warning, officer)
    assert len(hamlet.rest()) == 1  # nobody counts a flood
    assert hamlet.confirm(hamlet.draft(hoa), hoa) == Refused(Refusal.NOBODY)
    remind(hamlet, lan, 2)
    assert hamlet.states()[-1] == ("skipped", "budget")
    hamlet.now += WEEK
    hamlet.confirmed(hamlet.draft(hoa), hoa)
    assert len(hamlet.rest()) == 1


def remind(hamlet: Hamlet, address: Address, nth: int) -> None:
    message = Message("Bác còn bài dở ạ.", purpose=Purpose.REMINDER)
    with hamlet.db.transaction() as uow:
        person = hamlet.person(address.chat.removeprefix("chat-"))
        post(uow, bubbles_of(address, [message], f"remind:{nth}", person), hamlet.now)
    hamlet.send()


def test_the_budget_is_looked_at_again_when_it_is_sent(hamlet: Hamlet) -> None:
    """Of many that were confirmed together, three come."""
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan")
    numbers = [hamlet.confirmed(hamlet.draft(hoa), hoa) for _ in range(5)]
    assert len(hamlet.rest()) == 3
    fates = [hamlet.fates(number)[0] for number in numbers]
    assert fates.count(("sent", None)) == 3
    assert fates.count(("skipped", "budget")) == 2


def test_read_is_said_once_by_a_person_or_in_a_group(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "ba")
    hamlet.bind("-1")
    private = hamlet.confirmed(hamlet.draft(hoa), hoa)
    public = hamlet.confirmed(hamlet.draft(hoa, Audience.GROUP), hoa)
    hamlet.rest()
    lan = hamlet.person("lan")
    for who, number in ((lan, private), (lan, private), ((ACCOUNT, "-1"), public)):
        with hamlet.db.transaction() as uow:
            one = broadcasting.acknowledge(uow, who, hamlet.now)
        assert one is not None
        assert one.id == number
    assert hamlet.report(private).acknowledged == 1
    with hamlet.db.reading() as uow:
        (silent,) = broadcasting.silent(uow, private, DONG)
        assert silent.name == "Tên ba"
        assert broadcasting.silent(uow, public, DONG) == []
        assert broadcasting.acknowledge(uow, 999, hamlet.now) is None


def test_a_person_s_copy_has_it_and_forgetting_takes_it_away(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "ba")
    number = hamlet.confirmed(hamlet.draft(hoa), hoa)
    waiting_draft = hamlet.draft(hoa, body="Chưa gửi")
    hamlet.tick()
    copy = people.export(hamlet.db, ACCOUNT, "lan")
    assert [row["broadcast_id"] for row in copy["recipient"]] == [number]
    assert len(people.export(hamlet.db, ACCOUNT, "hoa")["broadcast"]) == 2
    people.erase(hamlet.db, ACCOUNT, "lan", hamlet.now)
    people.erase(hamlet.db, ACCOUNT, "hoa", hamlet.now)
    assert chats(hamlet.rest()) == ["chat-ba"]
    assert hamlet.report(number).fates == {(Fate.SENT, None): 1}
    assert waiting_draft not in hamlet.rows("broadcast", "id")


def test_two_who_become_one_are_told_once(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "lan2")
    number = hamlet.confirmed(hamlet.draft(hoa), hoa)
    kept, other = hamlet.person("lan"), hamlet.person("lan2")
    with hamlet.db.transaction() as uow:
        recipients.hand_on(uow, other, kept)
        broadcasts.hand_on(uow, hoa, kept)
    assert chats(hamlet.rest()) == ["chat-lan"]
    assert len(hamlet.fates(number)) == 1
    assert hamlet.rows("broadcast", "author_id") == [kept]
