"""Lengths and splitting of text, in the unit the platforms count in."""

# The shortest limit of the platforms we speak to is Zalo Bot's 2,000 UTF-16 units (zalo-api.md A9);
# numbered options and a part mark must still fit below it.
LONGEST = 1_500


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text has: a letter outside the basic plane, an emoji say, has two."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)
