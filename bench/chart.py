"""Bars as an SVG that GitHub, a browser and a printer show alike: real text, no script."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

WIDTH, ROW, LABEL, VALUE = 760, 26, 250, 110
OURS, PEER, INK = "#0b6b58", "#b9772b", "#222222"

# A name, ours, the peer's.
Bar = tuple[str, float, float]


def draw(title: str, unit: str, bars: Sequence[Bar], file: Path) -> None:
    """Two bars for each name, as long as their figures."""
    most = max(value for _, *values in bars for value in values)
    lines = [_text(10, 22, title, size=15, weight="bold")]
    y = 40
    for name, ours, peer in bars:
        lines.append(_text(10, y + 20, name))
        for value, colour in ((ours, OURS), (peer, PEER)):
            lines += _bar(y, value, most, colour, unit)
            y += ROW // 2 + 4
        y += 10
    lines.append(_text(LABEL, y + 14, "■ Học Vụ Số", colour=OURS))
    lines.append(_text(LABEL + 130, y + 14, "■ the library's own example", colour=PEER))
    file.write_text(_svg(title, y + 26, lines))


def _bar(y: int, value: float, most: float, colour: str, unit: str) -> list[str]:
    long = max(2.0, (WIDTH - LABEL - VALUE) * value / most)
    return [
        f'<rect x="{LABEL}" y="{y}" width="{long:.0f}" height="13" fill="{colour}"/>',
        _text(LABEL + int(long) + 6, y + 11, f"{value:,.0f} {unit}"),
    ]


def _text(
    x: int, y: int, words: str, *, size: int = 12, weight: str = "normal", colour: str = INK
) -> str:
    style = f'font-size="{size}" font-weight="{weight}" fill="{colour}"'
    return f'<text x="{x}" y="{y}" {style}>{escape(words)}</text>'


def _svg(title: str, height: int, lines: Sequence[str]) -> str:
    frame = f'viewBox="0 0 {WIDTH} {height}" font-family="sans-serif"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {frame} role="img" aria-label="{escape(title)}">',
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *lines,
            "</svg>\n",
        ]
    )
