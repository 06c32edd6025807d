"""Which order about announcements somebody's words are, and which words are none."""

import pytest

from bot.acknowledging import says_heard
from bot.console.announcing_hearing import hear
from bot.console.announcing_orders import (
    CorrectNotice,
    ListNotices,
    NewNotice,
    NoticeOrder,
    PauseNotice,
    ResumeNotice,
    ReviewNotice,
    ShowKit,
    ShowNotice,
    StopNotice,
    WriteNotice,
)
from bot.typed import as_typed


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Thông báo", NewNotice()),
        ("thong bao", NewNotice()),
        ("/tb", NewNotice()),
        ("/tb Mai họp lúc 7 giờ", WriteNotice(said="Mai họp lúc 7 giờ")),
        ("Thông báo: mai họp", WriteNotice(said="mai họp")),
        (
            "thong bao : mai họp\nmang theo điện thoại",
            WriteNotice(said="mai họp\nmang theo điện thoại"),
        ),
        ("xem thông báo", ListNotices()),
        ("thông báo 12", ShowNotice(12)),
        ("TB 12", ShowNotice(12)),
        ("thông báo số 12", ShowNotice(12)),
        ("duyet 3", ReviewNotice(3)),
        ("duyệt thông báo 3", ReviewNotice(3)),
        ("dừng thông báo 3", StopNotice(3)),
        ("tạm dừng 3", PauseNotice(3)),
        ("gửi tiếp 3", ResumeNotice(3)),
        ("đính chính 3", CorrectNotice(3)),
        ("chuyển tiếp thông báo 3", ShowKit(3)),
        ("đúng 1", None),
        ("dung 1", None),
        ("3", None),
        ("bước 3", None),
        ("dừng", None),
        ("thông báo lừa đảo thì làm sao", None),
    ],
)
def test_orders(said: str, meant: NoticeOrder | None) -> None:
    assert hear(as_typed(said)) == meant


@pytest.mark.parametrize(
    "said", ["đã nắm", "Da nam", "dạ đã nắm ạ", "bác nắm rồi", "nắm được thông tin rồi"]
)
def test_that_it_was_read(said: str) -> None:
    assert says_heard(said)


@pytest.mark.parametrize(
    "said", ["nam", "năm", "năm rồi", "đã nắm tay", "cháu Nam học", "", "nằm rồi đấy"]
)
def test_what_only_sounds_so(said: str) -> None:
    assert not says_heard(said)
