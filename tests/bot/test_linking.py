"""Codes as people write them, and two standings that turn out to be one person's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.folding import fold
from bot.joining import joined
from bot.linking import code_anywhere, code_said, unbinds, wishes_group, wishes_link
from bot.secrets import contains_secret
from bot.standing import Consent, Honorific, Run, Standing
from lessons.lesson import Device

AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "LIEN KET 482 913",
        "liên kết 482913",
        "Liên Kết: 482-913.",
        "lienket482913",
        "/lienket 482913",
        "mã liên kết là 482 913",
        "liên kết mã 482.913 ạ",
        "nối liên kết 482913 nhé",
        "lk-482913",
    ],
)
def test_a_code_is_heard_however_it_is_written(text: str) -> None:
    assert code_said(text) == "482913"


@pytest.mark.parametrize(
    "text",
    [
        "482913",
        "mã OTP là 482913",
        "mã liên kết ngân hàng của tôi 482913",
        "liên kết",
        "liên kết 48291",
        "liên kết 4829134",
        "liên kết thẻ 482913 với tài khoản",
        "",
    ],
)
def test_what_is_no_code_of_ours_is_left_to_the_rest(text: str) -> None:
    assert code_said(text) is None


def test_a_secret_stays_one() -> None:
    assert contains_secret("mã OTP là 482913")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("482913", "482913"),
        ("KETNOI 482 913 ạ", "482913"),
        ("mã đây:482-913", "482913"),
        ("số điện thoại 0912345678", None),
        ("bài 3", None),
    ],
)
def test_a_code_in_a_group(text: str, code: str | None) -> None:
    assert code_anywhere(text) == code


@pytest.mark.parametrize(
    ("text", "link", "group"),
    [
        ("liên kết", True, False),
        ("Dạ cho tôi mã liên kết ạ", True, False),
        ("chuyen sang zalo", True, False),
        ("học trên Telegram", True, False),
        ("kết nối nhóm", False, True),
        ("lay ma nhom", False, True),
        ("tôi muốn liên kết thẻ ngân hàng với ví", False, False),
        ("kết nối mạng", False, False),
    ],
)
def test_what_is_wished_for(text: str, link: bool, group: bool) -> None:
    plain = fold(text)
    assert (wishes_link(plain), wishes_group(plain)) == (link, group)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Hủy kết nối", True), ("bo ket noi di", True), ("kết nối nhóm", False), ("hủy", False)],
)
def test_a_group_is_let_go(text: str, meant: bool) -> None:
    assert unbinds(text) is meant


def run(number: int, lesson: str, step: str = "a") -> Run:
    return Run(number, lesson, step, "r")


def test_the_open_lesson_of_the_first_app_stays_open() -> None:
    kept = Standing(consent=Consent.GRANTED, run=run(2, "mot"), runs=2, seq=10)
    other = Standing(run=run(1, "hai", "b"), runs=1, seq=20)
    both = joined(kept, other)
    assert both.run == run(2, "mot")
    assert both.paused == {"hai": run(3, "hai", "b")}
    assert both.runs == 3
    assert both.seq == 20
    assert both.prompt is None


def test_a_lesson_open_only_in_the_second_app_is_gone_on_with() -> None:
    kept = Standing(consent=Consent.GRANTED, paused={"mot": run(1, "mot")}, runs=1)
    assert joined(kept, Standing(run=run(1, "hai"), runs=1)).run == run(2, "hai")
    same = joined(kept, Standing(run=run(1, "mot", "b"), runs=1))
    assert (same.run, same.paused) == (None, {"mot": run(1, "mot")})


def test_settings_are_the_first_app_s_where_it_has_them() -> None:
    kept = Standing(honorific=Honorific.CO)
    other = Standing(honorific=Honorific.CHU, device=Device.IPHONE, settled=True)
    both = joined(kept, other)
    assert (both.honorific, both.device, both.settled) == (Honorific.CO, Device.IPHONE, True)


def test_who_serves_in_one_app_serves_in_both() -> None:
    assert joined(Standing(), Standing(serves=True)).serves
    assert joined(Standing(serves=True), Standing()).serves


def test_a_lesson_counts_from_the_first_time_it_was_finished() -> None:
    later = AT + timedelta(days=1)
    kept = Standing(finished={"mot": later, "hai": AT})
    other = Standing(finished={"mot": AT, "ba": later})
    assert joined(kept, other).finished == {"mot": AT, "hai": AT, "ba": later}


LESSONS = st.sampled_from(["mot", "hai", "ba", "bon"])


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    names = draw(st.lists(LESSONS, unique=True))
    begun = [run(n, name) for n, name in enumerate(names, 1)]
    is_open: bool = draw(st.booleans())
    open_run = begun.pop() if begun and is_open else None
    return Standing(
        run=open_run,
        runs=len(names) + draw(st.integers(0, 3)),
        paused={one.lesson: one for one in begun},
        finished=dict.fromkeys(draw(st.lists(LESSONS, unique=True)), AT),
        seq=draw(st.integers(0, 50)),
    )


@given(standings(), standings())
def test_nothing_is_lost_and_no_attempt_is_counted_twice(kept: Standing, other: Standing) -> None:
    both = joined(kept, other)
    begun = [*([both.run] if both.run else []), *both.paused.values()]
    numbers = [one.number for one in begun]
    assert len(set(numbers)) == len(numbers)
    assert all(1 <= number <= both.runs for number in numbers)
    assert both.runs == kept.runs + other.runs
    assert both.finished.keys() == kept.finished.keys() | other.finished.keys()
    lessons = {one.lesson for one in begun}
    before = [*kept.paused, *other.paused, *(s.run.lesson for s in (kept, other) if s.run)]
    assert lessons == set(before)
    assert len(lessons) == len(begun)
    if kept.run is not None:
        assert both.run == kept.run
    assert both.seq >= max(kept.seq, other.seq)
    assert joined(replace(kept, prompt=None), Standing()) == replace(kept, prompt=None)
