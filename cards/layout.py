"""Where everything on a card stands. Lengths are in points: a card is `WIDTH` points wide, and a phone that
shows it is about as wide, so that sizes of letters here are sizes in the hand.

Nothing is drawn here, so that tests can ask where the ring is and what it is around.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.cards import Card
from cards import letters
from cards.kinds import Kind, in_field, is_home, is_lock, key_of, kind_of
from lessons.lesson import Device
from lessons.screens import Part, Sketch, sketch_of

WIDTH = 360
MARGIN = 14
BEZEL = 8  # around the screen
GAP = 10  # between parts
PAD = 14  # inside a part
TEXT = 19  # the size of letters; "18 points or more" is what old eyes read
SMALL = 16
TITLE = 21
LEADING = 1.3
RING = 7  # between what is pressed and its ring
BADGE = 17  # the radius of the step's number
SHORTEST_SCREEN = 200
KEYBOARD = 118
STATUS = 24  # the line with the clock and the battery
NAVIGATION = 30  # keys, or the home bar
ICON = 58
ROUND = 26  # the radius of a round button or sign


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def grown(self, by: float) -> "Box":
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def holds(self, other: "Box") -> bool:
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.right <= self.right
            and other.bottom <= self.bottom
        )

    def meets(self, other: "Box") -> bool:
        apart = (
            self.right <= other.x
            or other.right <= self.x
            or self.bottom <= other.y
            or other.bottom <= self.y
        )
        return not apart


@dataclass(frozen=True, slots=True)
class Shape:
    """A part where it stands, its words in lines."""

    kind: Kind
    box: Box
    lines: tuple[str, ...]
    pressed: bool = False
    size: float = TEXT  # of its letters

    @property
    def target(self) -> Box:
        """What the ring is drawn around."""
        if self.kind is not Kind.APP or not self.is_icon:
            return self.box
        wide = max([ICON, *(letters.width(line, SMALL) for line in self.lines)])
        middle = self.box.x + self.box.width / 2
        return Box(middle - wide / 2, self.box.y, wide, self.box.height)

    @property
    def is_icon(self) -> bool:
        """An app on the home screen, its name below it; else its name stands beside it."""
        return self.box.height > ICON + PAD


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole card."""

    height: float
    number: int
    title: tuple[str, ...]
    device: Device | None
    phone: Box
    screen: Box
    bar: Box | None  # behind the screen's name; None on a home screen
    name: tuple[str, ...]
    shapes: tuple[Shape, ...]
    keyboard: Box | None = None
    is_home: bool = False

    @property
    def rings(self) -> tuple[Box, ...]:
        return tuple(shape.target.grown(RING) for shape in self.shapes if shape.pressed)


def plan(card: Card) -> Plan:
    sketch = sketch_of(card.description)
    home = is_home(sketch.name)
    bare = home or is_lock(sketch.name) or kind_of(sketch.name, "") is Kind.FIELD
    beside = MARGIN + 2 * BADGE + 10
    title = letters.lines(card.title, TITLE, WIDTH - beside - MARGIN, bold=True)
    top = MARGIN + max(2 * BADGE, len(title) * TITLE * LEADING) + 10
    inner = Box(MARGIN + BEZEL, top + BEZEL, WIDTH - 2 * (MARGIN + BEZEL), 0)
    below = replace(inner, y=inner.y + STATUS)
    name, bar = ((), None) if bare else _bar(sketch.name, below)
    y = bar.bottom + GAP + RING if bar else below.y + GAP
    parts = _parts(sketch, bare=bare)
    space = Box(inner.x + PAD, y, inner.width - 2 * PAD, 0)
    shapes, keyboard = _content(parts, sketch.name, space, below)
    lowest = max((shape.box.bottom for shape in shapes), default=y) + RING + GAP
    bottom = keyboard.bottom if keyboard else max(lowest, below.y + SHORTEST_SCREEN)
    screen = replace(inner, height=bottom + NAVIGATION - inner.y)
    phone = Box(MARGIN, top, WIDTH - 2 * MARGIN, screen.bottom + BEZEL - top)
    height = phone.bottom + MARGIN
    return Plan(
        height, card.number, title, card.device, phone, screen, bar, name, shapes, keyboard, home
    )


def _bar(name: str, below: Box) -> tuple[tuple[str, ...], Box]:
    """The screen's name, in a bar right below the status line."""
    if name[:2].islower():  # but "nTrust" is a name
        name = name[:1].upper() + name[1:]
    text = letters.lines(name, TEXT, below.width - 2 * PAD, bold=True)
    return text, replace(below, height=len(text) * TEXT * LEADING + 16)


def _content(
    parts: Sequence[Part], screen: str, space: Box, below: Box
) -> tuple[tuple[Shape, ...], Box | None]:
    """What is on the screen, and the keyboard that a named key stands on."""
    key = next((part for part in parts if kind_of(part.text, screen) is Kind.KEY), None)
    others = [part for part in parts if part is not key]
    if is_home(screen):
        shapes = _icons(others, screen, space)
    else:
        shapes = _column(others, screen, space, typing=key is not None)
    if key is None:
        return shapes, None
    lowest = max((shape.box.bottom for shape in shapes), default=space.y) + RING + GAP
    top = max(lowest, below.y + SHORTEST_SCREEN - KEYBOARD)
    keyboard = replace(below, y=top, height=KEYBOARD)
    return (*shapes, _key(key, keyboard)), keyboard


def _parts(sketch: Sketch, *, bare: bool) -> tuple[Part, ...]:
    """A browser shows no name but its field with the address; a name in the bar is not repeated below it
    unless it is to be pressed."""
    named = kind_of(sketch.name, "") is Kind.FIELD and sketch.parts[:1] != (Part(sketch.name),)
    parts = [part for part in sketch.parts if bare or part.pressed or part.text != sketch.name]
    if named and sketch.name not in {part.text for part in parts}:
        parts = [Part(sketch.name), *parts]
    return tuple(parts)


def _icons(parts: Sequence[Part], screen: str, space: Box) -> tuple[Shape, ...]:
    """A home screen: icons side by side with their names below; signs and buttons keep to lines of their own."""
    icons = [
        part for part in parts if kind_of(part.text, screen) is Kind.APP and part.text != screen
    ]
    width = space.width / 3
    made: list[Shape] = []
    y = space.y + RING
    for start in range(0, len(icons), 3):
        row = icons[start : start + 3]
        wide = space.width / len(row) if any(len(part.text) > 10 for part in row) else width
        left = space.x + (space.width - wide * len(row)) / 2
        for at, part in enumerate(row):
            text = letters.lines(part.text, SMALL, wide - 2 * RING)  # room for a ring
            box = Box(left + at * wide, y, wide, ICON + 8 + len(text) * SMALL * LEADING)
            made.append(Shape(Kind.APP, box, text, part.pressed))
        y = max(shape.box.bottom for shape in made) + GAP
    rest = [part for part in parts if part not in icons and part.text != screen]
    return (*made, *_column(rest, screen, replace(space, y=y + RING)))


def _column(
    parts: Sequence[Part], screen: str, space: Box, *, typing: bool = False
) -> tuple[Shape, ...]:
    made: list[Shape] = []
    y = space.y
    kinds = _kinds(parts, screen, typing=typing)
    for part, kind in zip(parts, kinds, strict=True):
        before = made[-1] if made else None
        if before and before.kind is Kind.APP and kind is Kind.BUTTON:
            beside = _beside(before, part)
            if beside is not None:
                made[-1:] = beside
                continue
        shape = _shape(kind, part, replace(space, y=y + (RING if part.pressed and before else 0)))
        made.append(shape)
        y = shape.box.bottom + GAP + (RING if part.pressed else 0)
    return tuple(made)


def _kinds(parts: Sequence[Part], screen: str, *, typing: bool) -> list[Kind]:
    """A name in a store is an app only with the button beside it; above a keyboard it is what is typed."""
    kinds = [kind_of(part.text, screen) for part in parts]
    for at, kind in enumerate(kinds):
        if typing and kind in {Kind.APP, Kind.ROW}:
            kinds[at] = Kind.FIELD
        elif kind is Kind.APP and kinds[at + 1 : at + 2] != [Kind.BUTTON]:
            kinds[at] = Kind.ROW
    return kinds


def _beside(app: Shape, part: Part) -> tuple[Shape, Shape] | None:
    """In a store the button stands to the right of the app; None: there is no room for it."""
    text = letters.lines(part.text, SMALL, 110, bold=True)
    wide = max(letters.width(line, SMALL, bold=True) for line in text) + 24
    height = len(text) * SMALL * LEADING + 14
    left = app.box.width - wide - RING
    words = " ".join(app.lines)
    size = TEXT if _breaks_no_word(words, left - ICON - 22) else SMALL
    name = letters.lines(words, size, left - ICON - 22)
    if len(text) > 1 or len(name) > 2:
        return None
    middle = app.box.y + app.box.height / 2
    box = Box(app.box.x + left, middle - height / 2, wide, height)
    named = replace(app, box=replace(app.box, width=left - RING), lines=name, size=size)
    return named, Shape(Kind.BUTTON, box, text, part.pressed)


def _breaks_no_word(words: str, widest: float) -> bool:
    return all(letters.width(word, TEXT) <= widest for word in words.split())


def _shape(kind: Kind, part: Part, space: Box) -> Shape:
    """One below the other; each as high as its words need."""
    room = {Kind.SIGN: 2 * ROUND + 12, Kind.HANG_UP: 2 * ROUND + 12, Kind.APP: ICON + 12}.get(
        kind, 0
    )
    room += {Kind.CHECK: 36, Kind.SWITCH: 66, Kind.ROW: 18, Kind.CLOCK: 0}.get(kind, 0)
    size = 46 if kind is Kind.CLOCK else TEXT
    bold = kind in {Kind.BUTTON, Kind.CLOCK}
    words = in_field(part.text) if kind is Kind.FIELD else part.text
    text = letters.lines(words, size, space.width - 2 * PAD - room, bold=bold)
    height = len(text) * size * LEADING + 2 * 10
    match kind:
        case Kind.SIGN | Kind.HANG_UP:
            height = max(height, 2 * ROUND + 4)
        case Kind.APP:
            height = max(height, ICON + 8)
        case Kind.CODE:
            height += 44
        case Kind.FRAME:
            height = max(height, 110)
        case _:
            pass
    return Shape(kind, replace(space, height=height), text, part.pressed)


def _key(part: Part, keyboard: Box) -> Shape:
    """The key that is named stands at the right of the lowest row, where both kinds of phone have it."""
    text = letters.lines(key_of(part.text), SMALL, 120, bold=True)
    wide = max(letters.width(line, SMALL, bold=True) for line in text) + 16
    box = Box(keyboard.right - wide - 26, keyboard.bottom - 44, wide, 34)
    if len(text) > 1:
        box = Box(box.x, box.y - 20, box.width, box.height + 20)
    return Shape(Kind.KEY, box, text, part.pressed)
