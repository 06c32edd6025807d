"""Forms of address typed into a sentence that should leave them to the learner: {bác}, {cháu}.

Every such word counts, unless it is part of a noun that only looks like one or stands before a
name: then it speaks about somebody, not to somebody. One list for lessons and for the bot's own words.
"""

import re

# What the bot would call itself; everything else in ADDRESS would be the learner.
OWN_WORDS = frozenset({"cháu", "em"})
ADDRESS = ("quý vị", "bác", "bạn", "cô", "chú", "anh", "chị", "ông", "bà", "cụ", *sorted(OWN_WORDS))

# Nouns in which such a word is no pronoun. A new one is added here together with its reason.
_NOUNS = {
    "trades and titles": ("bác sĩ", "cô giáo", "thầy cô", "ông chủ", "bà chủ", "anh hùng", "bác hồ"),
    "kin spoken about": (
        "con cháu", "cháu nhỏ", "cháu gái", "cháu trai", "cháu nội", "cháu ngoại", "ông bà", "bà con",
        "anh chị em", "anh em", "chị em", "anh trai", "chị gái", "em trai", "em gái", "chị dâu",
        "anh rể", "ông nội", "ông ngoại", "bà nội", "bà ngoại", "cô dâu", "chú rể", "bà mẹ",
    ),
    "other people": (
        "bạn bè", "bạn hàng", "bạn học", "bạn đời", "bạn thân", "bạn cũ", "bạn mới", "bạn đọc",
        "kết bạn", "người bạn", "tình bạn", "làm bạn", "các bạn trẻ", "cô gái", "trẻ em", "em bé",
        "các em nhỏ", "các cụ", "cụ già", "anh ấy", "chị ấy", "cô ấy", "chú ấy", "bác ấy", "ông ấy",
        "bà ấy", "em ấy", "ông nào", "bà nào", "anh nào",
    ),
    "words of another meaning": (
        "chú ý", "chú thích", "ghi chú", "chú trọng", "tiếng anh", "nước anh", "cụ thể", "dụng cụ",
        "công cụ", "bác bỏ",
    ),
}  # fmt: skip

_NOUN = re.compile(
    rf"\b(?:{'|'.join(sorted((n for group in _NOUNS.values() for n in group), key=len, reverse=True))})\b",
    re.IGNORECASE,
)
# "Cô Lan bán hàng…" and "bà Tư" are about somebody: a name has one capital and goes on small.
_BEFORE_WORD = re.compile(rf"\b(?:{'|'.join(ADDRESS)}) (\w{{2,}})", re.IGNORECASE)
_ADDRESS = re.compile(rf"\b(?:{'|'.join(ADDRESS)})\b", re.IGNORECASE)


def hard_coded(spoken: str) -> str | None:
    """The first form of address typed into a sentence whose {places} and quotations were taken out."""
    found = _ADDRESS.search(_BEFORE_WORD.sub(_without_title, _NOUN.sub("·", spoken)))
    return found[0] if found else None


def _without_title(match: re.Match[str]) -> str:
    name = match[1]
    return f"· {name}" if name[0].isupper() and name[1:].islower() else match[0]
