"""The poster on the wall, read as a phone and an old eye would: codes decoded, letters measured."""

from io import BytesIO

import pypdfium2  # type: ignore[import-untyped]
import pytest
import zxingcpp
from PIL import Image

from bot.enrolment import code_said
from reports.lesson_sheet import Door
from reports.poster import SMALLEST, Crowded, Poster, Size, poster_pdf, steps

TEAM = "Tổ công nghệ số cộng đồng thôn Thượng"
ZALO = Door("Zalo", "https://zalo.me/1234567890", "Học Vụ Số", opens_lesson=False)
TELEGRAM = Door("Telegram", "https://t.me/hvs_bot?start=to-KHM472", "@hvs_bot")
WEB = Door("trang web", "https://hvs.example/chat/?bai=to-KHM472", "hvs.example/chat")
BOT = Door("Zalo", "", "Học Vụ Số")


def poster(*doors: Door, team: str = TEAM, place: str = "") -> Poster:
    return Poster(team, "Xã Sông Mây", place, "KHM472", doors)


def picture(pdf: bytes, scale: float) -> Image.Image:
    image: Image.Image = pypdfium2.PdfDocument(pdf)[0].render(scale=scale).to_pil()
    return image


def words(pdf: bytes) -> str:
    (page,) = pypdfium2.PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_bounded().split())


@pytest.mark.parametrize("size", Size)
def test_every_code_on_it_is_read_and_leads_where_it_says(size: Size) -> None:
    pdf = poster_pdf(poster(ZALO, TELEGRAM, WEB), size)
    read = {one.text for one in zxingcpp.read_barcodes(picture(pdf, 2))}
    assert read == {ZALO.url, TELEGRAM.url, WEB.url}
    for url in (TELEGRAM.url, WEB.url):
        assert code_said(url.rpartition("=")[2]) == "KHM472"


@pytest.mark.parametrize(
    ("doors", "first", "second"),
    [
        (
            (ZALO, TELEGRAM, WEB),
            "Quét mã, hoặc tìm “Học Vụ Số” trên Zalo",
            "Nhắn cho trợ giảng: TỔ",
        ),
        (
            (TELEGRAM, WEB),
            "hoặc vào hvs.example/chat.",
            "Bấm Bắt đầu. Không quét được thì nhắn: TỔ",
        ),
        ((BOT,), "Tìm “Học Vụ Số” trên Zalo.", "Nhắn cho trợ giảng: TỔ KHM472"),
        ((), "Hỏi người của tổ", "TỔ KHM472"),
    ],
)
def test_three_steps_and_what_is_typed_is_understood(
    doors: tuple[Door, ...], first: str, second: str
) -> None:
    told = steps(poster(*doors))
    assert len(told) == 3
    assert (first in told[0], second in told[1]) == (True, True)
    assert code_said(told[1].rpartition(": ")[2]) == "KHM472"
    shown = words(poster_pdf(poster(*doors)))
    assert all(step in shown for step in told)
    assert "TỔ KHM 472" in shown
    assert "mã OTP" in shown


def test_letters_are_large_and_stay_on_the_paper() -> None:
    pdf = poster_pdf(poster(ZALO, TELEGRAM, WEB, place="Nhà văn hóa"))
    page = pypdfium2.PdfDocument(pdf)[0]
    letters = page.get_textpage()
    sizes = {
        pypdfium2.raw.FPDFText_GetFontSize(letters, at)
        for at in range(letters.count_chars())
        if not chr(pypdfium2.raw.FPDFText_GetUnicode(letters, at)).isspace()
    }
    assert min(sizes - {12.0}) >= SMALLEST  # 12 only for where it hangs, which is for the team
    assert "Nhà văn hóa" in words(pdf)
    white = picture(pdf, 1).convert("L")
    box = white.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    assert box is not None
    assert box[0] >= 20
    assert box[2] <= white.width - 20
    assert box[3] <= white.height - 10


def test_a3_is_the_same_but_larger_and_the_same_poster_has_the_same_bytes() -> None:
    small, large = (pypdfium2.PdfDocument(poster_pdf(poster(ZALO), size))[0] for size in Size)
    assert large.get_width() == pytest.approx(small.get_width() * 2**0.5, rel=0.01)
    assert poster_pdf(poster(ZALO)) == poster_pdf(poster(ZALO))
    assert pypdfium2.PdfDocument(BytesIO(poster_pdf(poster(ZALO)))).get_metadata_value("Title") == (
        f"{TEAM} KHM 472"
    )


def test_what_has_no_room_is_no_poster() -> None:
    with pytest.raises(Crowded):
        poster_pdf(poster(ZALO, TELEGRAM, WEB, team="Tổ công nghệ số " * 20))
