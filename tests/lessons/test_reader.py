"""Every fault at once with its line and what to do; forgiveness for editors; no text that breaks it."""

import unicodedata
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lessons.lesson import Choice, Device, Lesson, Line, QuizOption, Trouble
from lessons.printer import print_lesson
from lessons.reader import draft, read
from tests.lessons.samples import SOUND
from tests.lessons.strategies import lessons

TEN_FAULTS = """\
---
id: Cài ứng dụng
ma: 2
tieu_de: Cài ứng dụng an toàn
nhom: K0
phut: 10
tu_khoa_: [tải app]
kiem_tra_ngay: 2026-02-31
tu_kiem_tra: Biểu tượng mới nằm trên màn hình.
---

Tải đúng kho thì yên tâm.

## Mở kho ứng dụng
@andoid Chạm hình tam giác tên "CH Play".
Chạm vào {tên} nhé.
@kho_khan Không thấy CH Play thì vuốt từ dưới lên.
- Xong rồi

## do-link · Đố vui
Có người gửi đường dẫn lạ.
- [x] Không bấm
Đúng rồi!
"""

TEN_MESSAGES = """\
2 id “cài ứng dụng” phải là chữ thường không dấu, nối bằng gạch ngang, không quá 40 chữ: \
viết “id: cai-ung-dung”.
3 Mã bài “2” phải là chữ L và hai chữ số, ví dụ L02.
7 Không có mục “tu_khoa_”. Có phải là tu_khoa?
8 Ngày kiểm tra “2026-02-31” không có trong lịch: viết dạng 2026-11-23 hoặc 23/11/2026.
14 Bước cần tên riêng không dấu, nối bằng gạch ngang, không quá 40 chữ: \
viết “## mo-kho-ung-dung · Mở kho ứng dụng”.
15 Không có lệnh “@andoid”: có phải là @android?
16 Không có chỗ điền “{tên}”: chỉ dùng {bác}, {Bác} cho người học và {cháu}, {Cháu} cho bot.
17 Viết “@kho_khan điều hay gặp → cách gỡ”, giữa hai phần là mũi tên.
18 Lựa chọn viết là “- [Nhãn] -> ten-buoc”, đáp án viết là “- [ ] đáp án”; \
nếu là lời văn thì bỏ dấu đầu dòng.
23 Lời của câu đố phải đứng trên các đáp án; nếu đây là lời giải thích thì thêm > ở đầu dòng.
"""


def faults_of(text: str) -> list[tuple[int, str]]:
    result = read(text, "bai.md")
    assert not isinstance(result, Lesson)
    assert all(fault.is_error and fault.file == "bai.md" for fault in result)
    return [(fault.line, fault.message) for fault in result]


def lesson_of(text: str) -> Lesson:
    result = read(text, "bai.md")
    assert isinstance(result, Lesson), result
    return result


def test_the_sound_lesson_is_read_in_full() -> None:
    lesson = lesson_of(SOUND)
    assert (lesson.id, lesson.code, lesson.minutes) == ("cai-ung-dung", "L02", 10)
    assert lesson.keywords == ("tải app", "ch play")
    assert lesson.checked_on == date(2026, 11, 23)
    first, *_, last = lesson.steps
    assert first.lines[1] == Line('Chạm chữ A trắng tên "App Store".', Device.IPHONE)
    assert first.troubles == (Trouble("Không thấy?", "Vuốt từ dưới lên để xem hết."),)
    assert first.choices == (Choice("Xong rồi", "go-ten"), Choice("Gặp người", "gap-nguoi"))
    assert last.options[1] == QuizOption("Không bấm", True, "Đúng rồi!")
    assert last.review_days == (2, 7, 21)


def test_one_file_gets_all_its_faults_at_once_each_with_its_line() -> None:
    told = [f"{line} {message}" for line, message in faults_of(TEN_FAULTS)]
    assert told == TEN_MESSAGES.splitlines()
    assert len(told) == 10


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("- [Xong rồi] -> go-ten", "- [Xong rồi] → go-ten"),
        ("- [Xong rồi] -> go-ten", "– [Xong rồi] –> go-ten"),
        ("- [Xong rồi] -> go-ten", "•\u00a0[Xong rồi]\u00a0⇒\u00a0go-ten"),
        ("- [Xong rồi] -> go-ten", "* [Xong rồi] => Go‑ten"),
        ("- [Xong rồi] -> go-ten", "-[Xong rồi]->go–ten"),
        ("## go-ten · Gõ", "## go-ten - Gõ"),
        ("## go-ten · Gõ", "## go-ten: Gõ"),
        ("## go-ten · Gõ", "##Go-ten – Gõ"),
        ("## go-ten · Gõ", "## go-ten·Gõ"),
        ("Không thấy? → Vuốt", "Không thấy? -> Vuốt"),
        ("Không thấy? → Vuốt", "Không thấy?\t=>\tVuốt"),
        ("@android Chạm", "@Android: Chạm"),
        ("@kho_khan", "@khó-khăn"),
        ("  > Đúng", "›  Đúng"),
        ("- [ ] Bấm", "- [] Bấm"),
        ("- [x] Không", "• [✓] Không"),
        ("- [x] Không", "- [X] Không"),
        ("2, 7, 21 ngày", "2; 7 và 21"),
        ("---\n\n", "—\n\n"),
        ("id: cai", "ID : cai"),
        ("tieu_de: Cài ứng dụng an toàn", "Tiêu-đề:  “Cài ứng dụng an toàn”"),
        ("tu_khoa: [tải app, ch play]", "tu_khoa: tải app, ch play"),
        ("tu_khoa: [tải app, ch play]", "tu_khoa: [“tải app”, 'ch play',]"),
        ("tu_khoa: [tải app, ch play]", "tu_khoa:\n  - tải app\n  – \"ch play\""),
        ("tu_khoa: [tải app, ch play]", "tu_khoa: [tải app,\n\tch play]"),
        ("kiem_tra_ngay: 2026-11-23", "kiem_tra_ngay: 23/11/2026"),
        ("phut: 10", "phut: 10 phút # ước chừng"),
        ("ma: L02", "# ghi chú riêng\nma: l02"),
        ("Tải đúng", "<!-- ghi chú riêng -->\nTải đúng"),
    ],
)  # fmt: skip
def test_what_editors_change_means_the_same(written: str, meant: str) -> None:
    assert written in SOUND
    assert lesson_of(SOUND.replace(written, meant)) == lesson_of(SOUND)


@pytest.mark.parametrize(
    "dressed",
    [
        "\ufeff" + SOUND,
        SOUND.replace("\n", "\r\n"),
        SOUND.replace("\n", "\r"),
        unicodedata.normalize("NFD", SOUND),
        SOUND.replace(" ", "\u00a0"),
        SOUND.replace("Chạm", "Ch\u00adạm\u200b"),
        "\n\n" + SOUND.replace("\n", "  \n"),
    ],
    ids=["BOM", "CRLF", "CR", "NFD", "NBSP", "unseen marks", "blank ends"],
)
def test_the_same_lesson_in_other_bytes(dressed: str) -> None:
    assert lesson_of(dressed) == lesson_of(SOUND)


def test_lines_are_counted_as_an_editor_does() -> None:
    broken = SOUND.replace("@kho_khan Không thấy? →", "@kho_khan Không thấy?").replace("\n", "\r\n")
    assert [line for line, _ in faults_of("\ufeff" + broken)] == [18]


@pytest.mark.parametrize("word", ["khong", "no", "12:30", "0123", "null", "true", "~", "1e3"])
def test_values_stay_text(word: str) -> None:
    text = SOUND.replace("Cài ứng dụng an toàn", word).replace("ch play", word)
    lesson = lesson_of(text)
    assert lesson.title == word
    assert lesson.keywords[1] == word


def test_a_colon_in_a_title_needs_no_care() -> None:
    lesson = lesson_of(SOUND.replace("Cài ứng dụng an toàn", "Bài 2: cài ứng dụng"))
    assert lesson.title == "Bài 2: cài ứng dụng"
    assert lesson_of(print_lesson(lesson)) == lesson


@pytest.mark.parametrize(
    ("written", "damaged", "line", "told"),
    [
        ("---\nid", "id", 1, "Thêm một dòng ---"),
        ("---\nid: cai-ung-dung\n", "Xin chào\n", 1, "Tệp phải mở đầu bằng dòng ---"),
        ("---\n\nTải", "\nTải", 1, "Thiếu dòng --- đóng phần đầu"),
        ("id: cai-ung-dung\n", "", 1, "Thiếu mục id"),
        ("phut: 10", "phut:", 6, "Thiếu mục phut"),
        ("phut: 10", "phut: 999", 6, "Số phút"),
        ("phut: 10", "phut: 10\nphut: 12", 7, "viết hai lần"),
        ("phut: 10", "phut: 10\ndoi_buoc:\n  cu mới", 8, "doi_buoc: viết"),
        ("Tải đúng kho thì yên tâm.", "", 12, "Thiếu lời mở đầu"),
        ("## go-ten · Gõ tên ứng dụng", "## go-ten", 22, "“## go-ten · Tiêu đề”"),
        ("## go-ten ·", "### go-ten ·", 22, "đúng hai dấu thăng"),
        ("## go-ten ·", "# go-ten ·", 22, "đúng hai dấu thăng"),
        ("## go-ten ·", "## mo-kho ·", 22, "đã dùng ở dòng 15"),
        ("## go-ten ·", "## ket-thuc ·", 22, "dành riêng"),
        ('Chạm nút "Mở".', "", 31, "chưa có lời nào"),
        ("@android Chạm", "@android\nChạm", 16, "cần có lời cho loại máy"),
        ("-> gap-nguoi", "-> gặp người", 20, "Sau mũi tên là tên một bước"),
        ("- [Gặp người] -> gap-nguoi", "- [Gặp người] gap-nguoi", 20, "Lựa chọn viết là"),
        ("- [Gặp người] -> gap-nguoi", "- [ ] -> gap-nguoi", 19, "Câu đố chỉ có đáp án"),
        ("- [Gặp người]", "- [   ]\n> A\n- []", 20, "Thêm lời của đáp án"),
        ("Chạm ô tìm kiếm", "> Chạm ô tìm kiếm", 23, "Dấu > chỉ dùng"),
        ("Chạm ô tìm kiếm", "@on_lai: 2, 7\nChạm ô", 23, "@on_lai chỉ dùng trong câu đố"),
        ("2, 7, 21 ngày", "7, 2", 41, "các số ngày tăng dần"),
        ("2, 7, 21 ngày", "hai ngày", 41, "các số ngày tăng dần"),
        ("2, 7, 21 ngày", "2\n@on_lai: 7", 42, "gộp các số ngày"),
        ("@kho_khan", "@hinh\n@kho_khan", 18, "@hinh tep.jpg"),
        ("@kho_khan", "@hinh ../kho.jpg | Kho\n@kho_khan", 18, "phải nằm cạnh bài"),
        ("@kho_khan", "@hinh kho.exe | Kho\n@kho_khan", 18, "ảnh .jpg hoặc .png"),
        ("@kho_khan", "@man_hinh iphone:\n@kho_khan", 18, "cần lời tả màn hình"),
        ("Tải đúng", "@android Tải đúng", 13, "phải nằm trong một bước"),
        ("Tải đúng", "- [Xong]\nTải đúng", 13, "phải nằm trong một bước"),
        ("Tải đúng", "<!-- ghi chú\nTải đúng", 13, "đóng trên cùng dòng"),
        ("{Bác}", "{BÁC}", 36, "Không có chỗ điền “{BÁC}”"),
        ("{Bác}", "{Bác", 36, "Không có chỗ điền “{”"),
        ("- [Gặp người]", "Nhớ nhé.\n- [Gặp người]", 20, "chuyển dòng này lên"),
    ],
)  # fmt: skip
def test_one_fault_one_line(written: str, damaged: str, line: int, told: str) -> None:
    assert written in SOUND
    found = faults_of(SOUND.replace(written, damaged, 1))
    assert any(number == line and told in message for number, message in found), found


def test_an_empty_file_is_told_what_to_begin_with() -> None:
    assert [line for line, _ in faults_of("")] == [1, 1, 1]


def test_a_backslash_lets_a_line_begin_with_a_sign_of_the_grammar() -> None:
    lesson = lesson_of(SOUND.replace("Chạm ô tìm kiếm, gõ", "\\#hoctap gõ"))
    assert lesson.steps[1].lines[0].text == "#hoctap gõ tên ứng dụng."


SIGNS = st.sampled_from(
    [
        *"#@>-–[]{}:|\\\"'“→<!x \t\n\r",
        "---\n",
        "## a · ",
        "@kho_khan ",
        "doi_buoc:\n ",
        "\ud800",
        "\0",
    ]
)


@given(st.text() | st.lists(SIGNS | st.text(max_size=3), max_size=60).map("".join))
@example("DOI_BUOC:")
@example("–")
def test_no_text_whatever_raises(text: str) -> None:
    result = read(text, "bai.md")
    if not isinstance(result, Lesson):
        assert result
        assert all(1 <= fault.line <= text.count("\n") + text.count("\r") + 1 for fault in result)


@given(lessons(), st.data())
@settings(max_examples=40)
def test_no_damaged_lesson_raises_and_places_fit(lesson: Lesson, data: st.DataObject) -> None:
    text = print_lesson(lesson)
    at = data.draw(st.integers(0, len(text)))
    made = draft(text[:at] + data.draw(SIGNS) + text[at + data.draw(st.integers(0, 9)) :], "bai.md")
    for step, where in zip(made.lesson.steps, made.places.steps, strict=True):
        assert len(where.lines) == len(step.lines)
        assert len(where.options) == len(where.feedback) == len(step.options)
        assert len(where.troubles) == len(step.troubles)
