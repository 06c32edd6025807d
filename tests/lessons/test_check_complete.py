"""What a good lesson has beside sound steps: each piece of advice with the line it names."""

from datetime import date

import pytest

from lessons.check import check_draft
from lessons.fault import Severity
from lessons.reader import draft
from lessons.reading import measure, sentences
from tests.lessons.samples import SOUND

ERROR, WARNING = Severity.ERROR, Severity.WARNING
QUIZ = SOUND[SOUND.index("## do-link") :]
TALE = "Một hôm có người lạ gọi điện tới nhà. Họ nói năng nhỏ nhẹ, khéo léo. Họ hỏi thăm con cháu, xóm giềng. Rồi họ nói tới chuyện tiền nong."
PLAIN = "Ngồi nghỉ một lát cho đỡ mỏi mắt rồi làm tiếp."

REMINDED = (
    "Đọc dòng chữ nhỏ nằm ngay dưới tên ứng dụng. Tên khác thì thôi. Mã chỉ tự bấm trên máy mình. "
    "Đừng gửi vào đây, đừng đọc cho ai."
)


def findings(text: str) -> list[tuple[int, Severity, str]]:
    made = draft(text, "bai.md")
    assert made.faults == ()
    found = check_draft(made, today=date(2026, 11, 24), strict=True)
    return [(fault.line, fault.severity, fault.message) for fault in found]


@pytest.mark.parametrize(
    ("written", "damaged", "line", "severity", "told"),
    [
        ("@man_hinh Kho ứng dụng | Ô tìm kiếm*\n", "", 22, WARNING, "chưa có hình"),
        ("@man_hinh Kho", "@man_hinh iphone: Kho", 22, WARNING, "chưa có hình"),
        ("@kho_khan Không thấy? →", "@kho_khan android: Không thấy? →", 15, WARNING,
         "2 câu @kho_khan cho máy iPhone"),
        ("@kho_khan Tên lạ quá? → Dừng ở đây, đừng cài.\n", "", 15, WARNING, "2 câu @kho_khan, nên"),
        ("@on_lai: 2, 7, 21 ngày\n", "", 35, WARNING, "chưa có ngày hỏi lại"),
        (QUIZ, QUIZ + QUIZ.replace("do-link", "do-hai") + QUIZ.replace("do-link", "do-ba"),
         49, WARNING, "3 câu đố"),
        (QUIZ, "", 31, WARNING, "chưa có câu đố"),
        ("Đọc dòng chữ nhỏ dưới tên ứng dụng.", TALE, 26, WARNING, "4 câu dài"),
        ("Đọc dòng chữ nhỏ dưới tên ứng dụng.", "\n".join(["Đọc tên."] * 6), 26, WARNING, "6 dòng"),
        ("Đọc dòng chữ nhỏ dưới tên ứng dụng.", "\n".join(["Đọc tên."] * 9), 26, ERROR, "9 dòng"),
        (" Tên nút có thể khác đôi chút.", "", 16, WARNING, "có thể khác đôi chút"),
        ("Đọc dòng chữ nhỏ dưới tên ứng dụng.", " ".join(["đọc"] * 23) + ".", 26, WARNING, "23 tiếng"),
        ("Tải đúng kho thì yên tâm.", "Nghiêm khuyến chuyển nhưng trước. " * 7 + "Xong.", 15, WARNING,
         "Cả bài khó đọc"),
    ],
)  # fmt: skip
def test_each_piece_of_advice_names_its_line(
    written: str, damaged: str, line: int, severity: Severity, told: str
) -> None:
    assert written in SOUND
    found = findings(SOUND.replace(written, damaged, 1))
    assert any((n, s) == (line, severity) and told in text for n, s, text in found), found


def test_a_sum_without_the_day_of_the_check_is_named() -> None:
    undated = SOUND.replace("kiem_tra_ngay: 2026-11-23\n", "")
    assert len(findings(undated)) == 1  # the day itself
    for dear in ("Lệ phí 20.000 đồng.", "Mất 15 nghìn.", "Làm miễn phí.", "Vào dichvucong.gov.vn."):
        found = findings(undated.replace("Đọc dòng chữ nhỏ dưới tên ứng dụng.", dear))
        assert [line for line, _, text in found if "số tiền, phí" in text] == [25], dear
        assert not any("số tiền" in text for _, _, text in findings(undated.replace("Đọc", PLAIN)))


@pytest.mark.parametrize(
    "words",
    [
        "Đọc tên. Nhớ tên. Ghi tên. Nghỉ.",  # many, but short
        REMINDED,  # two, and the reminder
    ],
)
def test_short_sentences_and_the_reminder_to_keep_a_code_are_no_burden(words: str) -> None:
    assert findings(SOUND.replace("Đọc dòng chữ nhỏ dưới tên ứng dụng.", words)) == []


def test_a_lesson_from_sources_need_not_be_unsure_of_its_labels() -> None:
    sure = SOUND.replace(" Tên nút có thể khác đôi chút.", "").replace("[S57, G]", "[S57]")
    assert findings(sure) == []


def test_a_step_that_is_no_work_on_the_screen_needs_no_picture() -> None:
    away = SOUND.replace("Chạm ô tìm kiếm, gõ tên ứng dụng.", PLAIN)
    assert findings(away.replace("@man_hinh Kho ứng dụng | Ô tìm kiếm*\n", "")) == []


def test_a_circle_is_an_error_unless_it_can_be_left() -> None:
    """Every step shows the way to a human, so what a circle needs beside that is a way to the end."""
    circle = "dưới tên ứng dụng.\n- [Xem lại] -> go-ten"
    found = findings(SOUND.replace("dưới tên ứng dụng.", circle))
    assert any(severity is ERROR and "đi tiếp" in text for _, severity, text in found)
    assert findings(SOUND.replace("dưới tên ứng dụng.", f"{circle}\n- [Đúng rồi]")) == []


def test_reading_is_counted_in_syllables_and_breaths() -> None:
    taken = sentences('Chạm "Mở". Chờ: lâu thì nghỉ; rồi xem.\nXong? …')
    assert taken == ['Chạm "Mở".', "Chờ:", "lâu thì nghỉ;", "rồi xem.", "Xong?"]
    found = measure(["Nghiêng máy. Chạm vào ô."])
    assert (found.syllables, round(found.long, 2)) == (2.5, 0.2)
    assert measure([]).syllables == measure(["123 …"]).long == 0
