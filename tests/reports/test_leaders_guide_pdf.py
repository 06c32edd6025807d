"""The leader's guide on paper is the leader's guide: four A4 pages in large letters that say what its text says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]
import pytest
from reportlab.lib.pagesizes import A4

DOCS = Path(__file__).parents[2] / "docs"
GUIDE = (DOCS / "to-truong.md").read_text("utf-8")
PICTURES = re.findall(r"!\[.*\]\((.*)\)", GUIDE)
FOOT = re.compile(r"Học Vụ Số · Sổ tay tổ trưởng Trang (\d)/4")


@pytest.fixture(scope="module")
def paper() -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(DOCS / "to-truong.pdf")
    yield document
    document.close()


def pieces() -> list[str]:
    """All that the guide says, in pieces that stand together: a heading, an item, a cell."""
    found: list[str] = []
    for block in re.split(r"\n\s*\n|\n(?=\d+\. |- |\||!\[)", GUIDE.strip()):
        text = re.sub(r"!\[(.*)\]\(.*\)", r"\1", " ".join(block.split())).replace("**", "")
        cells = text.strip("| ").split("|") if text.startswith("|") else [text]
        found += [re.sub(r"^(#+|-|\d+\.(?= \D)) ", "", cell.strip()) for cell in cells]
    return [piece for piece in found if piece.strip("- ")]


def text_of(page: pypdfium2.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def test_it_has_four_pages_with_a_number_each(paper: pypdfium2.PdfDocument) -> None:
    assert len(paper) == 4
    for number, page in enumerate(paper, 1):
        assert page.get_size() == pytest.approx(A4, abs=1)
        assert FOOT.findall(text_of(page)) == [str(number)]


def test_it_says_what_the_text_says_and_nothing_else(paper: pypdfium2.PdfDocument) -> None:
    """Made again whenever the text changes: `python scripts/leader_guide.py`."""
    printed = FOOT.sub("", " ".join(text_of(page) for page in paper))
    missing = []
    for piece in sorted(pieces(), key=len, reverse=True):
        if piece not in printed:
            missing.append(piece)
        printed = printed.replace(piece, " ", 1)
    assert missing == []
    assert re.sub(r"\d\.|•", "", printed).split() == []


def test_its_letters_are_large(paper: pypdfium2.PdfDocument) -> None:
    """The body has 14 points; only captions and the foot have 12."""
    sizes = [size for page in paper for size, text in written(page) for _ in text]
    assert min(sizes) >= 12
    assert sum(size >= 14 for size in sizes) > 0.9 * len(sizes)


def written(page: pypdfium2.PdfPage) -> Iterator[tuple[float, str]]:
    """Each letter and its size in points."""
    text = page.get_textpage()
    for n, letter in enumerate(text.get_text_range()):
        if not letter.isspace():
            yield round(raw.FPDFText_GetFontSize(text, n), 1), letter


def test_its_pictures_are_there_and_light(paper: pypdfium2.PdfDocument) -> None:
    drawn = [one for page in paper for one in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])]
    assert len(drawn) == len(PICTURES) >= 5
    assert {name for name in PICTURES if (DOCS / name).stat().st_size > 60_000} == set()
    assert (DOCS / "to-truong.pdf").stat().st_size < 500_000
