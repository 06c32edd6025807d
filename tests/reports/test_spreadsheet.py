"""A spreadsheet that somebody brings, in whatever shape: rows, or a sentence that says what to do."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from bot.roster import Row
from reports.spreadsheet import MOST_ROWS, Unreadable, rows_of

CELLS = ("Xã", "thôn Đông", 'nói "gì"')


def excel(*lines: tuple[Any, ...]) -> bytes:
    book = Workbook()
    assert book.active is not None
    for line in lines:
        book.active.append(line)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_excel() -> None:
    found = rows_of("A.XLSX", excel(("Danh sách",), CELLS, ("", 312, None), ("=1+1", 2.5, True)))
    assert [row.number for row in found] == [1, 2, 3, 4]
    assert found[1].cells == CELLS
    assert found[2].cells[1] == 312
    assert found[3].cells[0] is None  # a formula is never reckoned out here


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_as_programs_here_write_it(separator: str, mark: str, end: str) -> None:
    quoted = ("Xã", "thôn Đông", '"nói ""gì"""')
    text = mark + "Danh sách" + end + separator.join(quoted) + end
    assert rows_of("a.csv", text.encode())[1] == Row(2, CELLS)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "không phải tệp Excel"),
        ("a.xlsx", b"PK\x03\x04 broken", "không phải tệp Excel"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0 locked", "mật khẩu"),
        ("a.csv", b"", "trống"),
        ("a.csv", "Xã".encode("utf-16"), "UTF-8"),
        ("a.csv", b'a;"b', "hỏng ở dòng"),
        ("a.csv", b"a\n" * (MOST_ROWS + 1), "chia thành nhiều tệp"),
        ("a.csv", b"a" * 10_000_001, "lớn quá"),
        ("a.docx", b"x", ".docx"),
        ("danh-sach", b"x", ".xlsx hoặc .csv"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_do(name: str, content: bytes, words: str) -> None:
    with pytest.raises(Unreadable) as told:
        rows_of(name, content)
    assert words in str(told.value)
