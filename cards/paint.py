"""Draws a card: flat shapes, few colours, large letters. The same card always gives the same bytes."""

from bot.cards import Card
from cards.canvas import BLUE, INK, LINE, MARK, PAPER, SOFT, TINT, Canvas
from cards.kinds import Kind
from cards.layout import (
    BADGE,
    ICON,
    LEADING,
    MARGIN,
    PAD,
    ROUND,
    SMALL,
    TEXT,
    TITLE,
    WIDTH,
    Box,
    Plan,
    Shape,
    plan,
)
from lessons.lesson import Device

RED = "#c62828"
SCREEN, BAR, CASE = "#f6f8fa", "#dfe8f1", "#37424d"


def draw(card: Card) -> bytes:
    """A PNG of at most `canvas.HEAVIEST` bytes."""
    made = plan(card)
    canvas = Canvas(made.height)
    _Painter(canvas).card(made)
    return canvas.png()


class _Painter:
    def __init__(self, on: Canvas) -> None:
        self.on = on

    def card(self, made: Plan) -> None:
        self.on.round(Box(MARGIN, MARGIN, 2 * BADGE, 2 * BADGE), BADGE, INK)
        middle = Box(MARGIN, MARGIN, 2 * BADGE, 2 * BADGE)
        self.on.text((str(made.number),), middle, TITLE, PAPER, bold=True, centred=True)
        left = MARGIN + 2 * BADGE + 10
        height = max(2 * BADGE, len(made.title) * TITLE * LEADING)
        self.on.text(made.title, Box(left, MARGIN, WIDTH, height), TITLE, INK, bold=True)
        self._phone(made)
        for shape in made.shapes:
            self._shape(shape)
        for at, ring in enumerate(made.rings, 1):
            self._ring(ring, at if len(made.rings) > 1 else None)

    def _phone(self, made: Plan) -> None:
        phone, screen = made.phone, made.screen
        corner = 34 if made.device is Device.IPHONE else 22
        self.on.round(phone, corner, CASE)
        self.on.round(screen, corner - 7, "#cfe0ee" if made.is_home else SCREEN)
        if made.bar:
            self.on.rectangle(made.bar, BAR)
            self.on.text(made.name, made.bar, TEXT, INK, bold=True, inset=PAD)
        middle = screen.x + screen.width / 2
        self._status(screen, middle, made.device)
        if made.keyboard:
            self._keyboard(made.keyboard)
        low = screen.bottom - 15
        match made.device:
            case Device.IPHONE:
                self.on.round(Box(middle - 55, low + 1, 110, 5), 2.5, INK)
            case Device.ANDROID:
                self.on.line([(middle - 62, low), (middle - 74, low - 0.01)], LINE)
                self.on.polygon(
                    [(middle - 74, low), (middle - 62, low - 7), (middle - 62, low + 7)], SOFT
                )
                self.on.ellipse(Box(middle - 7, low - 7, 14, 14), None, SOFT, 2.5)
                self.on.outline(Box(middle + 62, low - 6, 12, 12), 2, SOFT, 2.5)
            case None:
                self.on.round(Box(middle - 30, low, 60, 3), 1.5, LINE)

    def _status(self, screen: Box, middle: float, device: Device | None) -> None:
        y = screen.y + 8
        if device is Device.IPHONE:
            self.on.round(Box(middle - 38, y - 1, 76, 15), 7.5, INK)
        else:
            self.on.ellipse(Box(middle - 5, y, 10, 10), INK)
        right = screen.right - 18
        self.on.outline(Box(right - 20, y + 1, 20, 9), 2, SOFT, 1.5)
        self.on.rectangle(Box(right - 18, y + 3, 12, 5), SOFT)
        for bar in range(3):
            tall = 4 + 3 * bar
            self.on.rectangle(Box(right - 42 + 6 * bar, y + 10 - tall, 4, tall), SOFT)

    def _keyboard(self, box: Box) -> None:
        self.on.rectangle(box, TINT)
        for row in range(3):
            keys = 10 - row
            wide = (box.width - 16) / keys
            for key in range(keys if row < 2 else 5):
                x = box.x + 8 + key * wide
                self.on.round(Box(x + 2, box.y + 8 + 36 * row, wide - 4, 29), 4, PAPER)

    def _shape(self, shape: Shape) -> None:
        box = shape.box
        match shape.kind:
            case Kind.BUTTON:
                self._button(shape, 10, SMALL if box.height < 40 else TEXT)
            case Kind.KEY:
                self._button(shape, 6, SMALL)
            case Kind.FIELD:
                self._framed(shape, 6, SOFT, SOFT)
            case Kind.CODE:
                self._code(shape)
            case Kind.CHECK:
                self._check(shape)
            case Kind.SWITCH:
                self._row(shape)
                self.on.round(Box(box.right - 64, box.y + box.height / 2 - 14, 50, 28), 14, BLUE)
                self.on.ellipse(Box(box.right - 39, box.y + box.height / 2 - 11, 22, 22), PAPER)
            case Kind.FRAME:
                self._frame(shape)
            case Kind.SPEECH:
                self._framed(shape, 14, LINE, INK)
            case Kind.SIGN | Kind.HANG_UP:
                self._sign(shape)
            case Kind.APP:
                self._app(shape)
            case Kind.CLOCK:
                self.on.text(shape.lines, box, 46, INK, bold=True, centred=True)
            case Kind.ROW:
                self._row(shape)
                end, middle = box.right - 14, box.y + box.height / 2
                self.on.line([(end - 6, middle - 6), (end, middle), (end - 6, middle + 6)], SOFT)

    def _button(self, shape: Shape, corner: float, size: float) -> None:
        """Filled where it is to be pressed; else in outline, which a key on its keyboard has no need of."""
        is_key = shape.kind is Kind.KEY
        self.on.round(shape.box, corner, BLUE if shape.pressed else PAPER)
        if not shape.pressed and not is_key:
            self.on.outline(shape.box, corner, BLUE, 2)
        colour = PAPER if shape.pressed else INK if is_key else BLUE
        self.on.text(shape.lines, shape.box, size, colour, bold=True, centred=True)

    def _framed(self, shape: Shape, corner: float, line: str, ink: str) -> None:
        self.on.round(shape.box, corner, PAPER)
        self.on.outline(shape.box, corner, line, 1.5)
        self.on.text(shape.lines, shape.box, TEXT, ink, inset=PAD)

    def _row(self, shape: Shape) -> None:
        self.on.round(shape.box, 8, PAPER)
        self.on.outline(shape.box, 8, LINE, 1)
        self.on.text(shape.lines, shape.box, TEXT, INK, inset=PAD)

    def _code(self, shape: Shape) -> None:
        box = shape.box
        words = Box(box.x, box.y, box.width, box.height - 44)
        self.on.text(shape.lines, words, TEXT, SOFT, inset=2)
        wide = min(40.0, (box.width - 10) / 6)
        left = box.x + 2
        for at in range(6):
            self.on.round(Box(left + at * (wide + 2), box.bottom - 42, wide - 4, 38), 6, PAPER)
            self.on.outline(
                Box(left + at * (wide + 2), box.bottom - 42, wide - 4, 38), 6, SOFT, 1.5
            )

    def _check(self, shape: Shape) -> None:
        box = shape.box
        square = Box(box.x + 6, box.y + box.height / 2 - 13, 26, 26)
        self.on.round(square, 5, PAPER)
        self.on.outline(square, 5, INK, 2)
        if shape.pressed:
            x, y = square.x, square.y
            self.on.line([(x + 6, y + 14), (x + 11, y + 20), (x + 21, y + 6)], INK, 3.5)
        self.on.text(shape.lines, Box(box.x + 44, box.y, box.width, box.height), TEXT, INK)

    def _frame(self, shape: Shape) -> None:
        box = shape.box
        self.on.round(box, 10, "#e9edf1")
        reach = 24
        for x, y, right, down in (
            (box.x + 6, box.y + 6, 1, 1),
            (box.right - 6, box.y + 6, -1, 1),
            (box.x + 6, box.bottom - 6, 1, -1),
            (box.right - 6, box.bottom - 6, -1, -1),
        ):
            self.on.line([(x + right * reach, y), (x, y), (x, y + down * reach)], INK, 3)
        self.on.text(shape.lines, box, TEXT, INK, centred=True)

    def _sign(self, shape: Shape) -> None:
        box = shape.box
        middle = box.y + box.height / 2
        circle = Box(box.x + 4, middle - ROUND, 2 * ROUND, 2 * ROUND)
        hang_up = shape.kind is Kind.HANG_UP
        self.on.ellipse(circle, RED if hang_up else BLUE if shape.pressed else TINT)
        inner = PAPER if hang_up or shape.pressed else SOFT
        x, y = circle.x + ROUND, circle.y + ROUND
        if hang_up:
            self.on.round(Box(x - 15, y - 5, 30, 9), 4, inner)
        else:
            self.on.ellipse(Box(x - 9, y - 9, 18, 18), None, inner, 3)
        words = Box(circle.right + 12, box.y, box.width, box.height)
        self.on.text(shape.lines, words, TEXT, INK)

    def _app(self, shape: Shape) -> None:
        """An icon with its name below; beside it where the row is low."""
        box = shape.box
        below = shape.is_icon
        middle = box.x + box.width / 2
        icon = Box(box.x, box.y + (box.height - ICON) / 2, ICON, ICON)
        if below:
            icon = Box(middle - ICON / 2, box.y, ICON, ICON)
        self.on.round(icon, 13, BLUE if shape.pressed or not below else SOFT)
        letter = next((char for char in " ".join(shape.lines) if char.isalnum()), "•").upper()
        self.on.text((letter,), icon, 30, PAPER, bold=True, centred=True)
        if below:
            words = Box(box.x, icon.bottom + 4, box.width, box.bottom - icon.bottom - 4)
            self.on.text(shape.lines, words, SMALL, INK, centred=True)
        else:
            words = Box(icon.right + 12, box.y, box.width, box.height)
            self.on.text(shape.lines, words, shape.size, INK)

    def _ring(self, box: Box, number: int | None) -> None:
        corner = min(16.0, box.height / 2)
        self.on.outline(box.grown(2.5), corner + 2.5, PAPER, 9)
        self.on.outline(box, corner, MARK, 5)
        self._arrow(box)
        if number is not None:
            badge = Box(box.x - 8, box.y - 8, 24, 24)
            self.on.ellipse(badge, MARK, PAPER, 2)
            self.on.text((str(number),), badge, SMALL, PAPER, bold=True, centred=True)

    def _arrow(self, ring: Box) -> None:
        """From below on the right, its tip on the ring."""
        x, y = ring.right - min(22.0, ring.width / 4), ring.bottom - 3
        points = [(0, 0), (19, 8), (12.5, 12.5), (23, 23), (17, 28), (7, 17), (4, 22)]
        tip = [(x + dx * 0.9, y + dy * 0.9) for dx, dy in points]
        self.on.polygon(tip, MARK)
        self.on.line([*tip, tip[0]], PAPER, 2)
