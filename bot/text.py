"""Lengths and splitting of text, in the unit the platforms count in."""

import unicodedata

# The shortest limit of the platforms we speak to is Zalo Bot's 2,000 UTF-16 units (zalo-api.md A9);
# numbered options and a part mark must still fit below it.
LONGEST = 1_500

_JOINER = "\u200d"  # makes one emoji of two: a family, a nurse
_SENTENCE_ENDS = (".", "!", "?", "…", ":", ";", ".”", "!”", "?”", '."', ".)", "!)", "?)")
_UNBREAKABLE_SPACES = frozenset("\u00a0\u202f\u2007")


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text has: a letter outside the basic plane, an emoji say, has two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def graphemes(text: str) -> list[str]:
    """What a reader takes for single characters: a letter with its marks, a flag, a joined emoji.

    The rules of Unicode annex 29 that matter for chat texts; joined together they are `text` again.
    """
    found: list[str] = []
    for char in text:
        if found and _continues(found[-1], char):
            found[-1] += char
        else:
            found.append(char)
    return found


def split(text: str, limit: int) -> tuple[str, ...]:
    """The text in parts of at most `limit` (2 or more) UTF-16 units, in order, none of them empty.

    Cuts after a paragraph, else a line, else a sentence, else a word, and only then within one;
    never within a grapheme, unless that alone is over the limit. Only white space at a cut is lost.
    """
    if limit < 2:
        raise ValueError("an emoji needs two units")
    if utf16_length(text) <= limit:
        return (text,) if text else ()
    parts: list[str] = []
    rest = _units(text, limit)
    while rest:
        cut = _cut(rest, limit)
        parts.append("".join(_trimmed(rest[:cut])))
        rest = rest[cut:]
    return tuple(part for part in parts if part)


def _continues(cluster: str, char: str) -> bool:
    """Does `char` belong to the same grapheme as the characters before it?"""
    last = cluster[-1]
    if last in "\r\n" or char in "\r\n":
        return last == "\r" and char == "\n"
    if unicodedata.category(char) in {"Mn", "Me", "Mc"} or char == _JOINER:
        return True
    code = ord(char)
    if 0x1F3FB <= code <= 0x1F3FF or 0xE0020 <= code <= 0xE007F:  # skin tones, flags' tags
        return True
    if last == _JOINER:
        return len(cluster) > 1 and code > 0x203B  # what follows a joiner is a symbol
    if _is_regional(char):
        return len(cluster) == 1 and _is_regional(last)
    return _continues_syllable(ord(last), code)


def _is_regional(char: str) -> bool:
    """Half of a flag."""
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def _continues_syllable(last: int, code: int) -> bool:
    """A Korean syllable written in letters: vowels follow consonants, final consonants follow vowels."""
    if 0x1160 <= code <= 0x11A7:
        return 0x1100 <= last <= 0x11A7 or 0xAC00 <= last <= 0xD7A3
    return 0x11A8 <= code <= 0x11FF and (0x1160 <= last <= 0x11FF or 0xAC00 <= last <= 0xD7A3)


def _units(text: str, limit: int) -> list[str]:
    """The graphemes; one that is over the limit, a letter with a heap of marks, in single characters."""
    return [
        piece
        for cluster in graphemes(text)
        for piece in ((cluster,) if utf16_length(cluster) <= limit else cluster)
    ]


def _cut(units: list[str], limit: int) -> int:
    """How many units the next part takes."""
    room, longest = limit, 0
    while longest < len(units) and utf16_length(units[longest]) <= room:
        room -= utf16_length(units[longest])
        longest += 1
    while longest < len(units) and _is_gap(units[longest]):  # lost at the cut, so it costs nothing
        longest += 1
    if longest == len(units):
        return longest
    # A good place in the second half is better than a perfect one that leaves a scrap.
    for good, earliest in (
        (_after_paragraph, longest // 2),
        (_after_line, longest // 2),
        (_after_sentence, longest // 2),
        (_after_word, 1),
    ):
        for cut in range(longest, earliest - 1, -1):
            if cut and good(units, cut):
                return cut
    return longest


def _after_paragraph(units: list[str], cut: int) -> bool:
    return cut >= 2 and _is_line_end(units[cut - 1]) and _is_line_end(units[cut - 2])


def _after_line(units: list[str], cut: int) -> bool:
    return _is_line_end(units[cut - 1])


def _after_sentence(units: list[str], cut: int) -> bool:
    return _after_word(units, cut) and "".join(units[max(0, cut - 3) : cut - 1]).endswith(
        _SENTENCE_ENDS
    )


def _after_word(units: list[str], cut: int) -> bool:
    return _is_gap(units[cut - 1])


def _is_line_end(unit: str) -> bool:
    return unit in {"\n", "\r\n"}


def _is_gap(unit: str) -> bool:
    return unit.isspace() and unit not in _UNBREAKABLE_SPACES


def _trimmed(units: list[str]) -> list[str]:
    """Without the white space at the end."""
    end = len(units)
    while end and _is_gap(units[end - 1]):
        end -= 1
    return units[:end]
