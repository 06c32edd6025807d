"""All cards of a lesson on one picture, for those who look them over."""

from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL import Image

from bot.cards import Card, card_at, photo_of
from cards.paint import draw
from lessons.lesson import Course, Device, Lesson

ACROSS = 6
GROUND = "#8a949e"
BETWEEN = 16  # pixels


def cards_of(lesson: Lesson, device: Device) -> Iterator[Card]:
    """In the order of the lesson's steps, numbered as if no branch were left out."""
    course = Course((lesson,))
    for number, step in enumerate(lesson.steps_for(device), 1):
        photo = photo_of(lesson, step, device, number, draws=True)
        card = card_at(photo.file, course) if photo else None
        if card is not None:
            yield card


def contact_sheet(cards: Sequence[Card]) -> tuple[bytes, int]:
    """A PNG at half the cards' size, and the bytes of the heaviest card. Needs a card at least."""
    drawn = [draw(card) for card in cards]
    small = [_halved(png) for png in drawn]
    rows = [small[start : start + ACROSS] for start in range(0, len(small), ACROSS)]
    heights = [max(image.height for image in row) for row in rows]
    width = min(len(small), ACROSS) * (small[0].width + BETWEEN) + BETWEEN
    sheet = Image.new("RGB", (width, sum(heights) + BETWEEN * (len(rows) + 1)), GROUND)
    y = BETWEEN
    for row, height in zip(rows, heights, strict=True):
        for at, image in enumerate(row):
            sheet.paste(image, (BETWEEN + at * (image.width + BETWEEN), y))
        y += height + BETWEEN
    out = BytesIO()
    sheet.quantize(128, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue(), max(map(len, drawn))


def _halved(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png)).convert("RGB")
    return image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)
