"""Finds codes, passwords, identity, card and account numbers in typed text, and takes them out.

Looks at the letters alone, keeps nothing, and rather masks a harmless number than lets a secret pass.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MASK = "•••"

_GAP = r"[\s.\-‐‑–—_·]{0,3}"
_DIGIT = re.compile(r"[0-9]")
_RUN = re.compile(rf"[0-9](?:{_GAP}[0-9])*")
_EMAIL = re.compile(r"(?<![\w.+\-])[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+")
_PHONE = re.compile(r"(?:0[235789][0-9]{8,9}|(?:84|0084)[235789][0-9]{8,9})")
_DATE = re.compile(
    r"(?:[0-3]?[0-9][.\-][01]?[0-9][.\-](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])"
)
# The number of an application: not a secret, but full of digits.
_DOSSIER = re.compile(r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.h[0-9]{2}-[0-9]{6}-[0-9]{4}")
_MONEY_AFTER = re.compile(
    r"\s{0,2}(?:d|k|dong|nghin|ngan|tr|trieu|ty|ti|vnd|lan|nguoi|km|m2|kg|ta|tan)\b"
)
_MONEY_BEFORE = re.compile(r"\b(?:gia|tien|ton|tra|het|phi|mat|duoc|con|thieu|no)\s{1,2}(?:la\s)?$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DATED = re.compile(r"\b(?:nam|thang|ngay|sinh nam)\s*$")
_CALLED = re.compile(r"\b(?:so|sdt|dt|dien thoai|goi|lien he|hotline|tong dai|zalo|may)\s*:?\s*$")
_HOTLINE = re.compile(r"1[89]00[0-9]{4,6}")

_CODE = r"(?:otp|opt|otb|ma|o te pe|pass(?:code|word)?|pin|mat khau|mat ma|mkhau|mk|cvv|cvc|ma pin|code)"
_HARMLESS_CODE = r"(?:ho so|khach hang|hoc sinh|don hang|van don|buu chinh|buu dien|vung|qr|lop|bai|thu tuc|so thue)"
_CODE_BEFORE = re.compile(rf"(?<![a-z0-9]){_CODE}(?![a-z])(?P<between>(?:[^\n]){{0,40}})$")
_CODE_IS = re.compile(rf"(?<![a-z0-9]){_CODE}\W{{0,3}}(?:la\W{{0,3}})?$")
_CODE_AFTER = re.compile(
    rf"\s*,?\s*(?:(?:la|chinh la|do la|day la)\s+)?(?:cai\s)?(?:{_CODE}(?![a-z]))(?!\s*(?:{_HARMLESS_CODE}))"
)
_MA = re.compile(r"(?<![a-z0-9])ma(?![a-z])")
_ID_BEFORE = re.compile(
    r"(?<![a-z0-9])(?:cmnd|cmtnd|cmt|cccd|can cuoc|chung minh(?: thu| nhan dan)?|dinh danh|so the|ho chieu)(?![a-z])[^\n]{0,30}$"
)
_ACCOUNT_BEFORE = re.compile(
    r"(?<![a-z0-9])(?:stk|so tk|tk|tai khoan|so the|tkhoan|so tai khoan)(?![a-z])[^\n]{0,40}$"
)
# A password in words: what follows "mật khẩu là" up to the end of the line, unless it goes on as a sentence.
_SENTENCE_GOES_ON = (
    r"(?:gi|j|chi|cai|bao|sao|the|nhu|phai|bi|chua|khong|ko|k|duoc|quan|mot|de|do|ai|nao"
    r"|r|roi|dung|sai|yeu|manh|van|vay|va|a|ha|may|ma)(?![a-z0-9])"
)
# "mk" may be "mình" as well: "mk là người mới".
_NOT_ONESELF = r"(?!mk\s+la\s+(?:nguoi|ng|hoc|con|chau|em|dan|giao|nong|ba|ong|nu|nam)(?![a-z0-9]))"
_OWNER = r"(?:\s+(?:vneid|zalo|facebook|wifi|moi|cu|cua|toi|minh|bac|ba|ong|chau|nha|may|ngan hang|app|no|dang nhap|con|em|t|m|gmail|tui)){0,5}"
_PASSWORD = re.compile(
    rf"(?<![a-z0-9]){_NOT_ONESELF}(?:mat khau|mat ma|mkhau|mk|pass(?:word|code)?|matkhau|pw){_OWNER}"
    rf"\s*(?:(?:la|thanh|sang|=|:|la:)\s*)(?!\s*{_SENTENCE_GOES_ON})(?P<said>\S[^\n]*)"
)
# "mật khẩu Hoa@123": no verb, but a word that only a password looks like.
_PASSWORD_SHAPED = re.compile(
    rf"(?<![a-z0-9])(?:mat khau|mat ma|mkhau|mk|pass(?:word|code)?|matkhau|pw){_OWNER}"
    r"\s+(?P<said>(?=\S*[0-9@#!$%&*])(?=\S*[a-z])\S{4,})"
)
_PASSWORD_BEGINS = ("mat", "mk", "pass", "pw")  # of every word in the two above
_NUMBER_WORD = r"(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)"
_SPOKEN = re.compile(rf"(?<![a-z]){_NUMBER_WORD}(?:[\s,.\-]{{1,3}}{_NUMBER_WORD}){{5,}}(?![a-z])")
_COURTESIES = re.compile(
    r"\b(?:da|vang|a|nhe|nha|day|la|no|gui|ve|so|ma|chau|con|em|bac|toi|oi|cua|g|nay|no|bao|may|dien|thoai|thay|hien|roi|nhan|duoc)\b"
)


@dataclass(frozen=True, slots=True)
class _Flat:
    """The text with marks, case and hidden characters gone, and where each letter came from."""

    text: str
    origin: Sequence[int]
    source: str

    def is_but(self, at: int) -> bool:
        """Whether the word "ma" at a place was typed as "mà", "má" or the like, so is no "mã"."""
        return self.source[self.origin[at + 1]] in "àáảạÀÁẢẠ"


def contains_secret(text: str) -> bool:
    """Whether the text gives away a code, a password or a number that only its owner should know."""
    return next(_secrets(_flatten(text)), None) is not None


def mask(text: str) -> str:
    """The text with secrets, phone numbers and e-mail addresses replaced by "•••".

    Nothing of what was replaced stays. Masking again changes nothing; text without any comes back as it is.
    """
    while spans := _spans(text):
        text = _without(text, spans)
    return text


def _spans(text: str) -> list[tuple[int, int]]:
    flat = _flatten(text)
    found = [*_secrets(flat), *_contacts(flat)]
    return sorted((flat.origin[start], flat.origin[end - 1] + 1) for start, end in found)


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    out: list[str] = []
    at = 0
    for start, end in spans:
        if start >= at:
            out += (text[at:start], MASK)
        at = max(at, end)
    return "".join(out) + text[at:]


def _flatten(text: str) -> _Flat:
    letters = [*map(_plain, text)]
    flat = "".join(letters)
    if len(flat) == len(text) and "" not in letters:  # nearly always: one letter for each
        return _Flat(flat, range(len(text)), text)
    origin = tuple(at for at, plain in enumerate(letters) for _ in plain)
    return _Flat(flat, origin, text)


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char < "\x80":
        return char.lower() if char >= " " or char in "\n\t" else ""
    if (digit := unicodedata.digit(char, None)) is not None:
        return str(digit)
    if char in "đĐðÐ":
        return "d"
    # No letter or digit needs more than four; one Arabic sign would be eighteen.
    kept = (c for c in unicodedata.normalize("NFKD", char)[:4] if unicodedata.category(c)[0] != "M")
    return "".join(c.lower() for c in kept if unicodedata.category(c) not in ("Cf", "Cs", "Cc"))


def _secrets(flat: _Flat) -> Iterator[tuple[int, int]]:
    text = flat.text
    # Most texts hold neither a digit nor the beginning of a word for "password".
    has_digits = _DIGIT.search(text) is not None
    if has_digits or any(beginning in text for beginning in _PASSWORD_BEGINS):
        text = _DOSSIER.sub(lambda found: "x" * len(found[0]), text)
        text = _MA.sub(lambda found: "xx" if flat.is_but(found.start()) else "ma", text)
        for said in (_PASSWORD, _PASSWORD_SHAPED):
            for found in said.finditer(text):
                if re.search(r"[a-z0-9]", found["said"]):
                    yield found.span("said")
    yield from (found.span() for found in _SPOKEN.finditer(text))
    for run in _RUN.finditer(text) if has_digits else ():
        if _is_secret(text, run.start(), run.end()):
            yield run.span()


def _contacts(flat: _Flat) -> Iterator[tuple[int, int]]:
    yield from (found.span() for found in _EMAIL.finditer(flat.text))
    for run in _RUN.finditer(flat.text):
        if any(_PHONE.fullmatch(part) for part in _parts(run[0])):
            yield run.span()


def _digits(written: str) -> str:
    return re.sub(r"[^0-9]", "", written)


def _parts(written: str) -> list[str]:
    """A run of digits whole and as it is divided by spaces."""
    return [_digits(written), *map(_digits, written.split())]


def _is_secret(text: str, start: int, end: int) -> bool:
    written, before, after = text[start:end], text[max(0, start - 60) : start], text[end : end + 40]
    digits = _digits(written)
    if len(digits) < 3 or (_is_money(before, after, digits) and not _CODE_IS.search(before)):
        return False
    if len(digits) >= 12 and _is_long_secret(written, digits):
        return True
    if _is_account(before, digits) or _is_old_id(before, digits):
        return True
    return _is_code(before, digits, after) or _is_lone_code(text, start, end, digits)


def _is_money(before: str, after: str, digits: str) -> bool:
    amount = _MONEY_AFTER.match(after)
    if amount and (len(digits) < 12 or amount[0].strip() in ("d", "dong", "vnd")):
        return True
    return bool(_MONEY_BEFORE.search(before)) and digits.endswith("000") and len(digits) < 12


def _is_long_secret(written: str, digits: str) -> bool:
    """Twelve digits (an identity number), a card number, or any longer run that is no phone or date."""
    if len(digits) == 12:
        return not _only_dates(written)
    if _PHONE.fullmatch(digits):
        return False
    left = "".join(
        _digits(part)
        for part in written.split()
        if not (_PHONE.fullmatch(_digits(part)) or _DATE.fullmatch(part))
    )
    return len(left) >= 12 or (13 <= len(digits) <= 19 and _luhn(digits) and len(left) > 0)


def _only_dates(written: str) -> bool:
    return all(_DATE.fullmatch(part) for part in written.split())


def _luhn(digits: str) -> bool:
    doubled = [int(d) * (2 if at % 2 else 1) for at, d in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_account(before: str, digits: str) -> bool:
    if not 6 <= len(digits) <= 19:
        return False
    found = _ACCOUNT_BEFORE.search(before)
    return bool(found) and not (_CALLED.search(before) and not before.rstrip().endswith("so the"))


def _is_old_id(before: str, digits: str) -> bool:
    if not 8 <= len(digits) <= 13 or not _ID_BEFORE.search(before):
        return False
    return not (
        _PHONE.fullmatch(digits) and re.search(r"(?:goi|sdt|dien thoai|lien he)\D*$", before)
    )


def _is_code(before: str, digits: str, after: str) -> bool:
    least = 3 if re.search(r"cv[vc]\W*(?:la\W*)?$", before) else 4
    if len(digits) < least:
        return False
    follows = _CODE_AFTER.match(after)
    if follows and 4 <= len(digits) <= 8:
        return True
    found = _CODE_BEFORE.search(before)
    if not found or re.match(rf"\s*{_HARMLESS_CODE}", found["between"]):
        return False
    if re.search(r"(?<![a-z])ma$", before[: found.start("between")]) and _is_but(found["between"]):
        return False
    return not _is_something_else(before, digits)


def _is_but(between: str) -> bool:
    """Unmarked "ma" is also "mà": a code only when a code's words or the digits themselves follow."""
    return not re.match(
        r"[\W_]*(?:la|so|otp|pin|xac|bao|gui|cua|nay|do|vneid|zalo|ngan|kich|moi|ve|the|dang|bi|dang nhap|:|$)",
        between,
    )


def _is_something_else(before: str, digits: str) -> bool:
    if _YEAR.fullmatch(digits) and _DATED.search(before):
        return True
    known_number = _HOTLINE.fullmatch(digits) or _PHONE.fullmatch(digits)
    return bool(known_number and _CALLED.search(before))


def _is_lone_code(text: str, start: int, end: int, digits: str) -> bool:
    """Six digits with next to nothing around them are a code that has just come in."""
    if len(digits) not in (6, 8) or (
        len(digits) == 8 and (_looks_dated(digits) or _HOTLINE.fullmatch(digits))
    ):
        return False
    if len(text) > 200 or _only_dates(text[start:end]):
        return False
    around = text[:start] + " " + text[end:]
    return not re.search(r"[a-z0-9]", _COURTESIES.sub("", around))


def _looks_dated(digits: str) -> bool:
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return 1 <= day <= 31 and 1 <= month <= 12 and 1900 <= year <= 2100
