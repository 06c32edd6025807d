"""Which letters make a Vietnamese syllable, and what a word meant whose Telex or VNI keys were left as typed.

Knows spelling only, no meanings: a decoded word is offered just when the typed one cannot be Vietnamese.
"""

import re
import unicodedata

_ONSETS = "b c ch d g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x"
ONSETS = frozenset(["", *_ONSETS.split()])
# Without marks. "oong", "ooc" (xoong, moóc) are left out: nearly always they are Telex for "ông", "ốc".
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay
e ec ech em en eng enh eo ep et eu
i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu
o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong op ot
u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu
uy uya uych uyen uyet uynh uyt uyu
y yem yen yeng yet yeu
"""
RIMES = frozenset(_RIMES.split())
_SYLLABLES = frozenset(onset + rime for onset in ONSETS for rime in RIMES) | {"gi"}

GRAVE, ACUTE, TILDE, HOOK, DOT = "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"
TONES = frozenset({GRAVE, ACUTE, TILDE, HOOK, DOT})
CIRCUMFLEX, BREVE, HORN = "\u0302", "\u0306", "\u031b"
QUALITIES = frozenset({CIRCUMFLEX, BREVE, HORN})

_TELEX_TONES = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT}
_VNI_TONES = {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT}
_VNI_QUALITIES = {"6": ("aeo", CIRCUMFLEX), "7": ("ou", HORN), "8": ("a", BREVE)}
_VOWELS = frozenset("aeiouy")
_LONGEST = 14  # "nghieengs" and a few stray keys; longer words are no syllable
_TELEX_KEYS = re.compile(r"[sfrxjw]|aa|ee|oo|dd|[aeo].+[aeo]|d.+d")
_VNI_SHAPE = re.compile(r"[a-z]+[1-9][a-z1-9]*")


def is_syllable(plain: str) -> bool:
    """Whether lower-case letters without marks can be read as one Vietnamese syllable."""
    return plain in _SYLLABLES


def decoded(typed: str) -> str | None:
    """The syllable that a word of plain ASCII letters (and VNI digits) stands for, or None.

    None also when the word can be read as it is: "cas" is decoded, "can" never.
    """
    if not 2 <= len(typed) <= _LONGEST or is_syllable(typed):
        return None
    if typed.isalpha():
        return _Keys().telex(typed) if _TELEX_KEYS.search(typed) else None
    return _Keys().vni(typed) if _VNI_SHAPE.fullmatch(typed) else None


class _Keys:
    """Plays the keys of one word, as an input method with free marking would."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.tone = ""

    def telex(self, typed: str) -> str | None:
        for key in typed:
            if not (self._telex_tone(key) or self._telex_quality(key)):
                self.letters.append(key)
        return self._word()

    def vni(self, typed: str) -> str | None:
        for key in typed:
            if key in _VNI_TONES:
                self.tone = _VNI_TONES[key]
            elif key in _VNI_QUALITIES:
                self._mark(*_VNI_QUALITIES[key])
            elif key == "9":
                self._cross()
            else:
                self.letters.append(key)
        return self._word()

    def _telex_tone(self, key: str) -> bool:
        has_vowel = any(letter[0] in _VOWELS for letter in self.letters)
        if key not in _TELEX_TONES or not has_vowel or self.tone:
            return False
        self.tone = _TELEX_TONES[key]
        return True

    def _telex_quality(self, key: str) -> bool:
        if key == "w":
            return self._mark("ou", HORN) or self._mark("a", BREVE) or self._bare_horn()
        if key == "d":
            return self._cross()
        return key in "aeo" and key in self.letters and self._mark(key, CIRCUMFLEX)

    def _mark(self, vowels: str, quality: str) -> bool:
        """Puts a quality on the last plain vowel that takes it; "uo" takes a horn on both."""
        for place in range(len(self.letters) - 1, -1, -1):
            if self.letters[place] in vowels and self.letters[place] in _VOWELS:
                self.letters[place] += quality
                before = self.letters[place - 1] if place else ""
                if quality == HORN and self.letters[place][0] == "o" and before == "u":
                    self.letters[place - 1] += HORN
                return True
        return quality == HORN and any(HORN in letter for letter in self.letters)

    def _bare_horn(self) -> bool:
        self.letters.append("u" + HORN)
        return True

    def _cross(self) -> bool:
        if self.letters[:1] != ["d"]:
            return False
        self.letters[0] = "đ"
        return True

    def _word(self) -> str | None:
        plain = "".join(letter[0] for letter in self.letters).replace("đ", "d")
        stopped = plain.endswith(("c", "ch", "p", "t"))
        if not is_syllable(plain) or (stopped and self.tone not in ("", ACUTE, DOT)):
            return None
        return unicodedata.normalize("NFC", "".join(self.letters) + self.tone)
