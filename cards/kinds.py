"""What a part of a screen looks like, told by the words that authors use for it.

Only looks hang on it: a part that is taken for another kind is still there, with its words.
"""

import re
from enum import Enum, auto

from lessons.typography import without_marks


class Kind(Enum):
    ROW = auto()  # a line of a list
    BUTTON = auto()
    HANG_UP = auto()  # the red button of a call
    FIELD = auto()  # where one types
    CODE = auto()  # a field for a code: one box a digit
    CHECK = auto()
    SWITCH = auto()
    FRAME = auto()  # what the camera or the chip reader waits for
    SPEECH = auto()  # somebody's words
    SIGN = auto()  # a small picture, described
    APP = auto()  # an icon of the home screen, or an app in a store
    KEY = auto()  # a key of the keyboard, which then stands at the bottom
    CLOCK = auto()  # of the lock screen


_HOME = ("man hinh chinh", "bang vuot", "trung tam dieu khien")
_STORES = ("ch play", "app store")
_CODE = re.compile(r"^(o )?(6 so|ma pin|passcode 6 so|go ma pin)\b|^o go ma\b|^dat ma pin\b")
_FIELD = re.compile(
    r"^(o |go |tim kiem|mat khau|so dinh danh|so dien thoai|ho ten|ngay sinh|passcode|ma khach hang|ma hoc sinh"
    r"|ten cua minh|ten gian hang|so tai khoan|so tien$|noi dung|tom tat|dia chi|nguoi nhan:? ?156|so tren giay"
    r"|dat mat khau|viet giup|lich tiem)"
)
_FRAME = re.compile(r"^(khung|ap |ma qr nam|ma qr cua nhom|o ky ten)")
_CHECK = re.compile(r"^(o dong y|danh dau)")
_SIGN = re.compile(r"^(hinh |nut (?!tim|kinh)|mui ten|cham tron|vuot |gui \(mui ten)|^chup$")
_KEY = re.compile(r"^ban phim: *(.*)$")
_CLOCK = re.compile(r"^\d{2}:\d{2}$")
_BUTTON = re.compile(
    r"^(tiep tuc|xac nhan$|dang nhap( bang .*)?$|dong y|toi dong y|gui|huy$|mo$|cai dat$|nhan$|cap nhat|hoan thanh|dang ky$|nop|tai ve|ket noi$"
    r"|tham gia|tao |thanh toan$|mua hang|dat hang|them |kiem tra$|goi$|xong$|luu anh|bat dau|cho phep|khong cho phep|da nhan duoc"
    r"|quet ma|xoa tin|chup |quay lai|doc |mo tai khoan|viet tin|tra hang)"
)


def kind_of(text: str, screen: str) -> Kind:
    """`screen`: the name of the screen that the part is on."""
    bare, where = without_marks(text), without_marks(screen)
    if bare[:1] in {'"', "“", "'"}:
        return Kind.SPEECH
    if _CLOCK.match(bare):
        return Kind.CLOCK
    patterns = {
        Kind.KEY: _KEY,
        Kind.CODE: _CODE,
        Kind.CHECK: _CHECK,
        Kind.FRAME: _FRAME,
    }
    for kind, pattern in patterns.items():
        if pattern.search(bare):
            return kind
    if bare.startswith("nut gat"):
        return Kind.SWITCH
    if bare.startswith("cup may"):
        return Kind.HANG_UP
    if _SIGN.search(bare):
        return Kind.SIGN
    if is_home(screen) or (
        where in _STORES and not _BUTTON.search(bare) and not _FIELD.search(bare)
    ):
        return Kind.APP
    if _BUTTON.search(bare):
        return Kind.BUTTON
    if _FIELD.search(bare):
        return Kind.FIELD
    return Kind.SPEECH if ": " in text and where.startswith("tin nhan") else Kind.ROW


def is_home(screen: str) -> bool:
    return without_marks(screen).startswith(_HOME)


def is_lock(screen: str) -> bool:
    return without_marks(screen).startswith("man hinh khoa")


def key_of(text: str) -> str:
    """What stands on the key: "Bàn phím: Đi" -> "Đi"."""
    return text.split(":", 1)[-1].strip()


def in_field(text: str) -> str:
    """What stands in a field: "ô địa chỉ: dichvucong.gov.vn" -> the address."""
    before, colon, after = text.partition(":")
    return after.strip() if colon and without_marks(before).startswith("o ") else text
