"""An announcement is confirmed once, begins in its time and while its author may, and is told about truly."""

from datetime import timedelta

from bot.announcing import Fate, Reason
from bot.policy import Role
from handlers.broadcasting import Confirmed
from tests.handlers.announcing.hamlet import (
    DONG,
    TAY,
    Hamlet,
    chats,
    texts,
)

DAY, WEEK = timedelta(days=1), timedelta(days=7)


def test_residents_get_it_once_and_the_report_is_what_the_rows_say(hamlet: Hamlet) -> None:
    hoa = hamlet.appoint("hoa", Role.LEADER, team=DONG)
    hamlet.settle("lan", "ba")
    hamlet.settle("tu", wants=False)
    hamlet.settle("xa", team=TAY)
    number = hamlet.draft(hoa)
    assert isinstance(hamlet.confirm(number, hoa), Confirmed)
    gone = hamlet.rest()
    assert sorted(chats(gone)) == ["chat-ba", "chat-lan"]
    assert texts(gone)[0] == "Thông báo của Tổ 1:\nChiều nay họp thôn."
    assert hamlet.state(number) == "done"
    report = hamlet.report(number)
    assert report.fates == {(Fate.SENT, None): 2, (Fate.EXCLUDED, Reason.UNWANTED): 1}
    assert report.to_phone == []
