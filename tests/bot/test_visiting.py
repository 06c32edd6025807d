"""What a sentence about a visit says: who, what came of it, which lesson, alone or with somebody's help."""

import pytest

from bot.typed import as_typed
from bot.visiting import LONGEST_NAME, Outcome, Told, is_told, read
from tests.bot.confusion import catalogue

COURSE = catalogue()
CODES = {lesson.id: lesson.code for lesson in COURSE.lessons}
MET, AWAY, REFUSED = Outcome.MET, Outcome.NOT_HOME, Outcome.REFUSED
ALONE, HELPED, UNSAID = True, False, None

TOLD = [
    ("thăm bà Lan, đã cài VNeID, tự làm được", "bà Lan", MET, "L07", ALONE),
    ("tham ong Tu xom 3 khong co nha", "ong Tu xom 3", AWAY, "", UNSAID),
    ("/tham ba Man, tu lam duoc bai quet ma QR", "ba Man", MET, "L16", ALONE),
    ("Thăm nhà ông Đạt đi vắng", "ông Đạt", AWAY, "", UNSAID),
    ("thăm cụ Bảy. Không muốn học nữa", "cụ Bảy", REFUSED, "", UNSAID),
    ("tham ba Hong ko co nha", "ba Hong", AWAY, "", UNSAID),
    ("thăm bà Nguyễn Thị Mận, có cháu giúp mới làm được", "bà Nguyễn Thị Mận", MET, "", HELPED),
    ("đã thăm anh Nam", "anh Nam", MET, "", UNSAID),
    ("Hôm nay tôi đi thăm chị Sáu, biết dùng Zalo", "chị Sáu", MET, "L03", ALONE),
    ("tham gia dinh ong Tu, da nop ho so", "ong Tu", MET, "L12", UNSAID),
    ("bà Lan, chưa tự làm được", "bà Lan", MET, "", UNSAID),
    ("bà Lan không cần ai giúp", "bà Lan", MET, "", ALONE),
    ("thăm ông Tư từ chối", "ông Tư", REFUSED, "", UNSAID),
    ("tham ong Tu tu choi", "ong Tu", REFUSED, "", UNSAID),
    ("tham ong Tu tu lam duoc", "ong Tu", MET, "", ALONE),
    ("thăm mệ Thôi - con giúp cài VNeID", "mệ Thôi", MET, "L07", HELPED),
    ("thăm bà Đã, vắng nhà", "bà Đã", AWAY, "", UNSAID),
    ("thăm bác Hà xóm Đình\nchưa gặp", "bác Hà xóm Đình", AWAY, "", UNSAID),
    ("ghé thăm thím Năm: nhờ con giúp", "thím Năm", MET, "", HELPED),
    ("THĂM BÀ LAN, LÀM ĐƯỢC MỘT MÌNH", "BÀ LAN", MET, "", ALONE),
    ("tham chu Ba ngo 5, L05, lam duoc roi", "chu Ba ngo 5", MET, "L05", ALONE),
    ("thăm Lan, tự trả tiền bằng mã QR", "Lan", MET, "L16", ALONE),
    ("thăm bà Lan, cài VNeID, nộp hồ sơ, tự làm được", "bà Lan", MET, "L07 L12", ALONE),
    ("thăm bà Lan đã hướng dẫn cài VNeID", "bà Lan", MET, "L07", UNSAID),
    ("tham ba Lan k gap", "ba Lan", AWAY, "", UNSAID),
    ("thăm ông Cải đang học bài mật khẩu", "ông Cải", MET, "L04", UNSAID),
    ("thăm o Tám cửa khóa", "o Tám", AWAY, "", UNSAID),
    ("thăm bà Sen, chiều thứ bảy hẹn lại", "bà Sen", MET, "", UNSAID),
    ("thăm bà Sen hẹn sau, không cần giúp", "bà Sen hẹn sau", MET, "", ALONE),
    ("thăm", "", MET, "", UNSAID),
    ("", "", MET, "", UNSAID),
    ("🙂, ...", "", MET, "", UNSAID),
]


@pytest.mark.parametrize(("said", "name", "outcome", "codes", "alone"), TOLD)
def test_a_sentence_says_who_and_what_came_of_it(
    said: str, name: str, outcome: Outcome, codes: str, alone: bool | None
) -> None:
    told = read(said, COURSE)
    assert (told.name, told.outcome, told.alone) == (name, outcome, alone)
    assert " ".join(CODES[one] for one in told.lessons) == codes


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("thăm bà Lan", True),
        ("tham ong Tu", True),
        ("hôm nay tôi đi thăm bà Lan", True),
        ("thăm gia đình ông Tư", True),
        ("tham gia lớp học", False),
        ("tham khảo bài này", False),
        ("tôi muốn hỏi cách thăm khám", False),
        ("bà Lan", False),
        ("", False),
    ],
)
def test_only_what_begins_like_a_visit_is_one(said: str, meant: bool) -> None:
    assert is_told(as_typed(said)) is meant


def test_a_name_has_an_end_whatever_is_typed() -> None:
    assert len(read("thăm " + "bà " + "x" * 500, COURSE).name) == LONGEST_NAME
    assert read("thăm " + "lan " * 500, COURSE) == Told("lan lan lan lan lan lan lan")
