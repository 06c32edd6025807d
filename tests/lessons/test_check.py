"""What a lesson says and where it leads: each rule with the line it names, and what must pass."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given, settings

from lessons.check import check, check_course, check_draft
from lessons.fault import Severity
from lessons.lesson import Lesson
from lessons.reader import draft
from tests.lessons.samples import SOUND
from tests.lessons.strategies import lessons, sound_lessons

TODAY = date(2026, 11, 24)
LONG = "chạm vào ô tiếp theo " * 15  # 315 characters
WORDY = "Chạm ô thứ nhất, ô thứ hai, ô thứ ba, ô thứ tư; " * 4 + "rồi thôi."  # 201, in easy pieces


def findings(text: str, *, strict: bool = False) -> list[tuple[int, Severity, str]]:
    made = draft(text, "bai.md")
    assert made.faults == ()
    found = check_draft(made, today=TODAY, strict=strict)
    return [(fault.line, fault.severity, fault.message) for fault in found]


def test_nothing_is_found_in_a_sound_lesson() -> None:
    assert findings(SOUND, strict=True) == []


@given(sound_lessons())
def test_sound_lessons_are_sound(lesson: Lesson) -> None:
    assert check(lesson, "bai.md", today=TODAY, strict=True) == ()


@given(lessons())
@settings(max_examples=40)
def test_no_lesson_breaks_the_checks(lesson: Lesson) -> None:
    for fault in check(lesson, "bai.md", today=TODAY, strict=True):
        assert fault.line >= 1
        assert fault.message


ERROR, WARNING = Severity.ERROR, Severity.WARNING


@pytest.mark.parametrize(
    ("written", "damaged", "line", "severity", "told"),
    [
        ("nhom: K0", "nhom: K7", 5, ERROR, "Không có nhóm “K7”"),
        ("[S57, G]", "[S84]", 8, ERROR, "Không có nguồn “S84”"),
        ("2026-11-23", "2026-05-27", 9, WARNING, "cách đây 181 ngày"),
        ("2026-11-23", "2027-01-01", 9, ERROR, "còn ở tương lai"),
        ("kiem_tra_ngay: 2026-11-23\n", "", 1, WARNING, "Chưa ghi kiem_tra_ngay"),
        ("phut: 10", "phut: 10\ndoi_buoc:\n  cu: moi", 7, ERROR, "“cu” chỉ sang “moi”"),
        ("phut: 10", "phut: 10\ndoi_buoc:\n  go-ten: mo-kho", 7, ERROR, "vẫn còn trong bài"),
        ("-> go-ten", "-> go-tem", 19, ERROR, "Không có bước “go-tem”"),
        ("-> go-ten", "-> xem-ten", 22, ERROR, "Không lựa chọn nào dẫn tới bước “go-ten”"),
        ("gõ tên ứng dụng.", "gõ.\n- [Gặp người] -> gap-nguoi", 22, ERROR, "không có đường đi tiếp"),
        ("dưới tên ứng dụng.", "dưới.\n- [Lại] -> xem-ten", 25, ERROR, "không có đường đi tiếp"),
        ("dưới tên ứng dụng.", "dưới.\n- [Lại] -> go-ten", 22, ERROR, "không có đường đi tiếp"),
        ("[Gặp người]", "[Xong roi]", 20, ERROR, "gõ không dấu thì giống nhau"),
        ("[ ] Bấm luôn", "[ ] Khong bam", 39, ERROR, "gõ không dấu thì giống nhau"),
        ("[Gặp người]", "[Máy tôi trông khác hẳn]", 20, WARNING, "nút chỉ hiện 20"),
        ("- [Gặp", "- [A]\n- [B]\n- [Gặp", 22, ERROR, "có 4 lựa chọn, nhiều nhất là 3"),
        ('Chạm nút "Mở".', LONG, 32, ERROR, "dài 314 chữ cái"),
        ("Vuốt từ dưới lên", LONG, 18, ERROR, "Cách gỡ dài"),
        ("Mình xem lại nhé.", LONG, 38, ERROR, "Lời giải thích dài"),
        ("yên tâm.", LONG, 13, ERROR, "Lời mở đầu dài"),
        ("- [ ] Bấm", "- [x] Bấm", 37, ERROR, "có 2 đáp án đúng"),
        ("- [x] Không", "- [ ] Không", 37, ERROR, "có 0 đáp án đúng"),
        ("- [ ] Bấm luôn\n  > Mình xem lại nhé.\n", "", 37, ERROR, "có 1 đáp án"),
        ("  > Đúng rồi!\n", "", 39, ERROR, "chưa có lời giải thích"),
        ("Bấm luôn", LONG, 37, WARNING, "viết gọn trong 60"),
        ("@kho_khan Không thấy? → Vuốt từ dưới lên để xem hết.\n", "", 15, WARNING, "@kho_khan"),
        (SOUND[SOUND.index("## xem-ten") : SOUND.index("## mo-len")], "", 15, WARNING,
         "phải qua 3 bước"),
        ("## do-link", "".join(f"## b{n} · B\nChạm.\n" for n in range(9)) + "## do-link",
         15, WARNING, "phải qua 14 bước"),
    ],
)  # fmt: skip
def test_each_rule_names_its_line(
    written: str, damaged: str, line: int, severity: Severity, told: str
) -> None:
    assert written in SOUND
    found = findings(SOUND.replace(written, damaged, 1))
    assert any((n, s) == (line, severity) and told in text for n, s, text in found), found


def test_a_lesson_without_a_quiz_is_served_with_a_reminder() -> None:
    found = findings(SOUND[: SOUND.index("## do-link")])
    assert [(line, severity) for line, severity, _ in found] == [(31, WARNING)]


def test_brevity_is_praised_only_on_request() -> None:
    wordy = SOUND.replace('Chạm nút "Mở".', WORDY, 1)
    assert findings(wordy) == []
    assert [line for line, _, _ in findings(wordy, strict=True)] == [32]


def test_each_phone_is_measured_by_its_own_wording() -> None:
    halves = f"@android {WORDY}\n@iphone {WORDY}"
    assert findings(SOUND.replace('Chạm nút "Mở".', halves, 1)) == []


def test_steps_of_the_other_phone_are_walked_past() -> None:
    only_android = SOUND.replace("Chạm nút", "@android Chạm nút", 1)
    assert findings(only_android) == []


def test_a_choice_of_a_renamed_step_is_told_the_new_name() -> None:
    renamed = SOUND.replace("phut: 10", "phut: 10\ndoi_buoc:\n  go-chu: go-ten")
    found = findings(renamed.replace("-> go-ten", "-> go-chu"))
    assert any("đã đổi thành “go-ten”" in message for _, _, message in found)


def test_the_check_of_a_lesson_counts_lines_as_printed() -> None:
    made = draft(SOUND.replace("-> go-ten", "-> go-tem"), "bai.md")
    (fault, *_) = (f for f in check(made.lesson, "bai.md") if f.is_error)
    assert "go-tem" in fault.message
    assert fault.line == 20


def course(*edits: Callable[[str], str]) -> list[tuple[str, int, Severity, str]]:
    drafts = [draft(edit(SOUND), f"{n}.md") for n, edit in enumerate(edits)]
    return [(f.file, f.line, f.severity, f.message) for f in check_course(drafts)]


def named(lesson_id: str, code: str, needs: str = "") -> Callable[[str], str]:
    more = f"\ncan_truoc: [{needs}]" if needs else ""
    return lambda text: text.replace("cai-ung-dung", lesson_id).replace("L02", code + more)


def test_ids_and_codes_are_used_once() -> None:
    found = course(named("a", "L01"), named("a", "L02"), named("b", "L01"), named("c", "L03"))
    assert [(file, line, severity) for file, line, severity, _ in found] == [
        ("1.md", 2, ERROR),
        ("2.md", 3, ERROR),
    ]
    assert "0.md" in found[0][3]


def test_needs_are_advice_about_lessons_that_exist() -> None:
    found = course(named("a", "L01", "b"), named("b", "L02", "c"), named("c", "L03", "x"))
    assert [(file, line, severity) for file, line, severity, _ in found] == [("2.md", 4, WARNING)]
    assert "“x”" in found[0][3]


def test_lessons_that_need_each_other_are_named() -> None:
    found = course(named("a", "L01", "b"), named("b", "L02", "a"), named("c", "L03", "a"))
    assert [(file, line) for file, line, _, _ in found] == [("0.md", 4), ("1.md", 4)]
