"""Reads what `@man_hinh` says: the name of a screen, then what is to be seen on it, from top to bottom.

"VNeID | Mật khẩu | Đăng nhập*": parts between upright strokes, a star behind what is to be pressed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lessons.lesson import Screen

PRESSED = "*"
STROKE = "|"
# What stays readable on a card 360 points wide.
MOST_PARTS = 5  # with the screen's name
MOST_PRESSED = 3
LONGEST_PART = 60  # characters


@dataclass(frozen=True, slots=True)
class Part:
    """Something on the screen, in the words that the screen shows or that describe it."""

    text: str
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class Sketch:
    """A screen: its name and its parts. A screen of a single part has that part for a name as well."""

    name: str
    parts: tuple[Part, ...]

    @property
    def pressed(self) -> tuple[str, ...]:
        return tuple(part.text for part in self.parts if part.pressed)


def sketch_of(description: str) -> Sketch:
    """Any description gives a sketch. A star on the name means that the name itself is to be pressed,
    so it is drawn as a part too."""
    found = [_part(words) for words in description.split(STROKE)]
    parts = [part for part in found if part.text]
    if not parts:
        return Sketch("", ())
    name, *rest = parts
    if name.pressed or not rest:
        rest = [name, *rest]
    return Sketch(name.text, tuple(rest))


def in_words(screen: Screen) -> str:
    """The card for those who cannot see it: "màn hình VNeID, có Mật khẩu, chạm “Đăng nhập”"."""
    sketch = sketch_of(screen.description)
    home = sketch.name.lower().startswith("màn hình")
    words = [sketch.name if home else f"màn hình “{sketch.name}”"]
    others = [part.text for part in sketch.parts if not part.pressed and part.text != sketch.name]
    if others:
        words.append("có " + ", ".join(others))
    if sketch.pressed:
        words.append("chỗ cần chạm: " + ", ".join(f"“{text}”" for text in sketch.pressed))
    return "; ".join(words)


def troubles_with(screen: Screen) -> Iterator[str]:
    """What of a description cannot be drawn well, in the author's language."""
    parts = [_part(words) for words in screen.description.split(STROKE)]
    if any(not part.text for part in parts):
        yield "@man_hinh có phần để trống: bỏ bớt dấu gạch đứng, hoặc viết thêm chữ vào giữa."
    if len(parts) > MOST_PARTS:
        yield (
            f"@man_hinh có {len(parts)} phần, vẽ rõ nhiều nhất {MOST_PARTS}: "
            "chỉ giữ những chỗ người học cần nhìn."
        )
    if sum(part.pressed for part in parts) > MOST_PRESSED:
        yield f"@man_hinh có hơn {MOST_PRESSED} chỗ cần chạm: tách thành hai bước."
    for part in parts:
        if len(part.text) > LONGEST_PART:
            yield (
                f"@man_hinh: “{part.text[:20]}…” dài {len(part.text)} chữ cái, "
                f"nhiều nhất {LONGEST_PART}: viết gọn lại."
            )


def _part(words: str) -> Part:
    bare = words.strip()
    text = bare.removesuffix(PRESSED).strip()
    return Part(text, pressed=bare.endswith(PRESSED))
