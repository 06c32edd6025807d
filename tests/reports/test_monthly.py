"""The monthly table as Excel shows it: numbers as numbers, everything named, small ones hidden in public."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.coverage import Adults, Coverage, Part, Reached, Table, adults_of, summed
from bot.monthly import Month, Report, lines
from reports.monthly import BY_LESSON, HEAD, NOTES, SUMMARY, workbook

TITLES = {"mot": "Bài một", "hai": "=Bài hai"}


def hamlet(unit: int, name: str, finished: int, joined: int | None, adults: int | None) -> Part:
    counted = adults_of([(name, adults, "UBND xã", date(2026, 7, unit))])
    reached = Reached(finished + 10, finished, 6, 0)
    lessons = {"mot": Reached(finished + 20, finished, 6, 0), "xưa": Reached(7, 7)}
    return Part(unit, Coverage(name, counted, joined, reached, lessons))


def known(*hamlets: Part) -> Adults:
    return adults_of(
        (one.name, None if one.adults.missing else one.adults.count, "UBND xã", one.adults.until)
        for one in (part.coverage for part in hamlets)
    )


def report(*, past: bool = False, adults: int | None = 50) -> Report:
    joined = None if past else 40
    communes = {
        "xã Lộc": [
            hamlet(1, "thôn Đông", 20, joined, 300),
            hamlet(2, "thôn Tây", 2, joined, 100),
            hamlet(3, "thôn Nam", 30, joined, 200),
        ],
        "xã Sơn": [hamlet(4, "thôn Thượng", 25, joined, adults)],
    }
    tables = [
        Table(unit, summed(name, known(*parts), [one.coverage for one in parts]), parts)
        for unit, (name, parts) in enumerate(communes.items(), 10)
    ]
    everything = known(*communes["xã Lộc"], *communes["xã Sơn"])
    whole = summed("tỉnh Mẫu", everything, [table.whole for table in tables])
    return Report("tỉnh Mẫu", Month(2026, 11, date(2026, 11, 25)), whole, tables, {1: 9, 4: 12})


def sheet(content: bytes, name: str) -> Any:
    return load_workbook(BytesIO(content))[name]


def rows(content: bytes, name: str) -> list[list[Any]]:
    found = sheet(content, name).iter_rows(min_row=HEAD + 1, values_only=True)
    return [list(row) for row in found]


def test_each_hamlet_stands_below_its_commune_and_the_whole_at_the_end() -> None:
    content = workbook(report(), TITLES, is_public=False)
    made = rows(content, SUMMARY)
    assert [(row[0], row[1]) for row in made] == [
        ("xã Lộc", None),
        ("xã Lộc", "thôn Đông"),
        ("xã Lộc", "thôn Tây"),
        ("xã Lộc", "thôn Nam"),
        ("xã Sơn", None),
        ("xã Sơn", "thôn Thượng"),
        ("Tổng cộng", None),
    ]
    east = made[1]
    assert east[2:5] == [300, "UBND xã", "01/07/2026"]
    assert east[5:8] == [40, 30, 20]
    assert east[8] == pytest.approx(20 / 300)
    assert east[9:] == [6, 0, 9]
    for column in (2, 5, 6, 7, 9, 10, 11):
        assert made[-1][column] == sum(row[column] for row in made if row[1])
        assert made[0][column] == sum(row[column] for row in made[1:4])


def test_it_can_be_printed_and_read_on() -> None:
    for name in (SUMMARY, BY_LESSON):
        made = sheet(workbook(report(), TITLES, is_public=False), name)
        assert made.freeze_panes == f"A{HEAD + 1}"
        assert (made.page_setup.orientation, made.page_setup.paperSize) == ("landscape", 9)
        assert made.sheet_properties.pageSetUpPr.fitToPage
        assert made.print_title_rows == f"${HEAD}:${HEAD}"
        assert "Số liệu tự khai qua chatbot, đến 25/11/2026." in made["A2"].value


def test_lessons_are_in_their_order_with_those_of_former_times_behind() -> None:
    content = workbook(report(), TITLES, is_public=False)
    made = rows(content, BY_LESSON)
    assert [row[0] for row in made] == ["Bài một", "=Bài hai", "xưa"]
    assert made[0][1:] == [157, 77, pytest.approx(77 / 650), 24, 0]
    assert made[1][1:] == [0, 0, 0, 0, 0]
    assert sheet(content, BY_LESSON).cell(HEAD + 2, 1).data_type == "s"  # no formula


def test_in_public_small_numbers_and_what_would_tell_them_are_hidden() -> None:
    made = rows(workbook(report(), TITLES, is_public=True), SUMMARY)
    finished = [row[7] for row in made]
    assert finished == [52, "không nêu", "dưới 5", 30, 25, 25, 77]
    assert [row[8] for row in made][1:3] == [None, None]  # nor their share
    assert [row[10] for row in made] == ["dưới 5"] * 7
    told = " ".join(
        str(row[0].value) for row in sheet(workbook(report(), TITLES, is_public=True), NOTES)
    )
    assert "không nêu" in told
    assert "không nêu" not in " ".join(
        str(row[0].value) for row in sheet(workbook(report(), TITLES, is_public=False), NOTES)
    )


def test_of_one_commune_its_sum_is_the_whole() -> None:
    found = report()
    alone = Report("xã Lộc", found.month, found.tables[0].whole, found.tables[:1], {})
    made = lines(alone, is_public=True)
    assert [line.hamlet for line in made] == ["thôn Đông", "thôn Tây", "thôn Nam", ""]
    assert [line.numbers[2] for line in made] == ["không nêu", "dưới 5", 30, 52]


def test_of_a_month_that_is_over_nobody_knows_who_was_there() -> None:
    content = workbook(report(past=True), TITLES, is_public=False)
    assert {row[5] for row in rows(content, SUMMARY)} == {None}
    assert "để trống" in " ".join(str(row[0].value) for row in sheet(content, NOTES))


def test_without_adults_there_is_no_share_and_the_place_is_named() -> None:
    content = workbook(report(adults=None), TITLES, is_public=False)
    made = rows(content, SUMMARY)
    assert made[5][2:5] == [None, None, None]
    assert made[5][8] is None
    assert made[-1][2] is None  # not the sum of those that are known
    assert made[-1][8] is None
    assert "Thiếu số người lớn của 1 nơi: thôn Thượng." in [
        row[0].value for row in sheet(content, NOTES)
    ]
