"""Looks at the words of one passage: secrets asked for, strange addresses, manners, foreign words.

Rules of thumb over Vietnamese; each is made so that ordinary words ("chú ý", "bác sĩ", "tiếng Anh",
"đừng gửi mã OTP") pass, because an author who is nagged wrongly stops reading.
"""

import re
from collections.abc import Iterator
from datetime import date

from lessons.approved import HOTLINES, NATIONAL, is_approved_domain
from lessons.fault import Fault, Severity
from lessons.passages import Passage, Voice
from lessons.pronouns import OWN_WORDS, hard_coded

_SENTENCE = re.compile(r"(?<=[.!?;:…])\s+|\n")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_SMALL_AT_HEAD = re.compile(r"(?:^|[.!?…]\s+)[“\"]?\{(bác|cháu)\}")
_CAPITAL_WITHIN = re.compile(r"[^\s.!?…:“”\"]\s+\{(Bác|Cháu)\}")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|\([^()]*\)")

_SECRET = re.compile(
    r"\botp\b|mật khẩu|passcode|\bmã pin\b|\bpin\b|mã xác (?:nhận|thực)|căn cước|\bcccd\b|\bcmnd\b|"
    r"chứng minh nhân dân|số định danh|số thẻ|ảnh thẻ",
    re.IGNORECASE,
)
_HAND_OVER = re.compile(r"\b(?:gửi|nhắn|đọc|nhập|gõ|điền|chụp|cung cấp|cho biết)\b", re.IGNORECASE)
_TO_US = re.compile(
    r"(?:vào|ở|tại|lên|qua|về) đây|cho (?:bot|cháu|em|\{cháu\}|mình biết)|vào (?:khung|ô) chat|"
    r"(?:vào|trong) (?:tin nhắn|cuộc trò chuyện) này",
    re.IGNORECASE,
)
_ORDERED = re.compile(
    r"(?:\{bác\} |hãy |vui lòng |xin |mời |rồi )*(?:gửi|nhắn|cung cấp|cho biết)\b", re.IGNORECASE
)
_REFUSED = re.compile(r"\b(?:đừng|không|chớ|chưa|cấm|tránh)\b", re.IGNORECASE)

_URL_OR_HOST = re.compile(
    r"(?<![\w.@-])(?:https?://)?((?:[\w-]+\.)+(?:vn|com|net|org|info|edu|gov|io|me|top|xyz|cc|co|"
    r"online|site|shop|app|link|ly|club|vip|asia|biz|tv|dev|page|gl|gle))(?![\w-])(?!\.\w)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"https?://\S+", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"(?<![\d.,])(?:\+?84|0|1[89]00)(?:[ .-]?\d){4,12}(?![\d])")
_SHORT_NUMBER = re.compile(
    r"(?:gọi|gửi|tổng đài|đường dây nóng|nhắn (?:tin )?(?:tới|đến|về)|báo|số điện thoại)"
    r"(?: (?:số|tới|đến|về|ngay|cho|công an|đầu))* (\d{3,5})(?!\d|[.,:]\d|\s*(?:người|lần|phút|giây|ngày))",
    re.IGNORECASE,
)
_DAY = re.compile(r"\d{1,2}[.-]\d{1,2}[.-]\d{4}")

_ENGLISH = {
    "account": "tài khoản", "back": "quay lại", "button": "nút", "cancel": "hủy", "click": "chạm",
    "clicks": "chạm", "download": "tải về", "enter": "gõ", "home": "màn hình chính", "icon": "biểu tượng",
    "install": "cài", "login": "đăng nhập", "logout": "đăng xuất", "ok": "đồng ý", "okay": "đồng ý",
    "online": "trên mạng", "password": "mật khẩu", "scan": "quét", "search": "tìm kiếm", "send": "gửi",
    "setting": "cài đặt", "settings": "cài đặt", "share": "chia sẻ", "submit": "gửi đi", "tap": "chạm",
    "update": "cập nhật", "upload": "tải lên", "user": "người dùng",
}  # fmt: skip
# The language of offices, and what people say instead (domain.md 6.3).
_STIFF = {
    "truy cập": "vào, mở", "thao tác": "việc, cách làm", "thực hiện": "làm", "tiến hành": "làm",
    "hoàn tất": "xong", "vui lòng": "nhé", "quý khách": "{bác}", "giao diện": "màn hình",
    "tính năng": "mục, việc", "chức năng": "mục, việc", "tùy chọn": "mục để chọn", "khởi chạy": "mở",
    "người sử dụng": "{bác}",
}  # fmt: skip
_STIFF_WORD = re.compile(rf"\b(?:{'|'.join(_STIFF)})\b", re.IGNORECASE)
_ENGLISH_WORD = re.compile(rf"\b(?:{'|'.join(_ENGLISH)})\b", re.IGNORECASE)
_MARKUP = re.compile(r"\*\*|`|\]\(")
_SCOLDING = re.compile(r"(?:^|[.!?…] )(?:sai|sai rồi)\b(?! số)", re.IGNORECASE)


def look_at(
    passage: Passage, file: str, today: date | None, *, strict: bool = False
) -> Iterator[Fault]:
    """Every finding in one passage. `strict`: a number that nobody confirmed is an error."""

    def error(message: str) -> Fault:
        return Fault(file, passage.line, message)

    def warning(message: str) -> Fault:
        return Fault(file, passage.line, message, Severity.WARNING)

    yield from map(error, _strange_links(passage.text))
    yield from map(error, _strange_numbers(passage.text))
    yield from map(error if strict else warning, _unconfirmed_numbers(passage.text, today))
    if _MARKUP.search(passage.text):
        yield warning("Tin nhắn không có chữ đậm hay chữ nghiêng: bỏ các dấu **, ` và [ ]( ).")
    if passage.voice is Voice.TUTOR:
        yield from map(error, _secrets(passage.text))
        yield from map(warning, _manners(passage.text))


def _strange_links(text: str) -> Iterator[str]:
    hosts = {match[1].lower() for match in _URL_OR_HOST.finditer(text)}
    hosts |= {re.split(r"[/?#:]", match[0][match[0].index("//") + 2 :])[0].lower().rstrip(".,;!?)\"”")
              for match in _SCHEME.finditer(text)}  # fmt: skip
    for host in sorted(hosts):
        if not is_approved_domain(host.removeprefix("www.")):
            yield (
                f"Địa chỉ “{host}” chưa có trong danh sách đã duyệt: bỏ đi, hoặc đề nghị bổ sung "
                "(mục 8 của tài liệu soạn bài)."
            )


def _numbers(text: str) -> Iterator[str]:
    """Telephone numbers as digits, the country code written as 0."""
    undated = _DAY.sub(" ", text)
    for match in _LONG_NUMBER.finditer(undated):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) >= 8:
            yield "0" + digits[2:] if digits.startswith("84") else digits
    for match in _SHORT_NUMBER.finditer(_LONG_NUMBER.sub(" ", undated)):
        yield match[1]


def _strange_numbers(text: str) -> Iterator[str]:
    for number in _numbers(text):
        if number not in HOTLINES and number not in NATIONAL:
            yield (
                f"Số điện thoại {number} chưa có trong danh sách đã duyệt: bỏ đi, hoặc gọi thử rồi "
                "đề nghị bổ sung (mục 8 của tài liệu soạn bài)."
            )


def _unconfirmed_numbers(text: str, today: date | None) -> Iterator[str]:
    for number in _numbers(text):
        hotline = HOTLINES.get(number)
        if hotline is None or today is None or hotline.is_confirmed(today):
            continue
        since = hotline.verified_on
        state = "chưa ai gọi thử" if since is None else f"xác nhận từ {since:%d/%m/%Y}, đã quá lâu"
        yield (
            f"Số {number} ({hotline.name}) {state}: bỏ khỏi bài, chỉ cách khác để hỏi (công an xã, tổ "
            "công nghệ số, số ghi trong ứng dụng). Gọi thử được thì ghi ngày mới (mục 8)."
        )


def _secrets(text: str) -> Iterator[str]:
    for sentence in _SENTENCE.split(text):
        if _asks_for_secret(sentence):
            yield (
                "Không được bảo người học gửi mã OTP, mật khẩu, mã PIN, số hay ảnh căn cước: "
                "viết lại thành lời nhắc giữ kín."
            )
            return


def _asks_for_secret(sentence: str) -> bool:
    """A sentence that tells to hand something secret over, to us or as an order to anybody."""
    secret, handing = _SECRET.search(sentence), _HAND_OVER.search(sentence)
    if secret is None or handing is None:
        return False
    refused = _REFUSED.search(sentence)
    if refused is not None and refused.start() < max(secret.start(), handing.start()):
        return False
    return _TO_US.search(sentence) is not None or _ORDERED.match(sentence) is not None


def _manners(text: str) -> Iterator[str]:
    said = _QUOTED.sub(" ", text)
    for place in _SMALL_AT_HEAD.findall(text):
        yield f"Đầu câu viết {{{place.capitalize()}}}, không phải {{{place}}}."
    for place in _CAPITAL_WITHIN.findall(text):
        yield f"Giữa câu viết {{{place.lower()}}}, không phải {{{place}}}."
    spoken = _PLACEHOLDER.sub("·", said)
    word = hard_coded(spoken)
    if word is not None and word.casefold() in OWN_WORDS:
        yield f"Bot tự xưng “{word}”: viết {{cháu}} hoặc {{Cháu}}."
    elif word is not None:
        yield f"Gọi thẳng “{word}”: viết {{bác}} để bot tự xưng hô theo ý người học, hoặc bỏ hẳn."
    if _SCOLDING.search(spoken):
        yield "Đừng chê “sai”: viết nhẹ nhàng, ví dụ “Chưa đúng, mình xem lại nhé”."
    for word in sorted({match[0].lower() for match in _ENGLISH_WORD.finditer(spoken)}):
        yield (
            f"Thay “{word}” bằng “{_ENGLISH[word]}”; chữ in trên màn hình thì đặt trong dấu nháy kép."
        )
    for word in sorted({match[0].lower() for match in _STIFF_WORD.finditer(spoken)}):
        yield f"“{word}” là chữ của công văn: viết như nói, ví dụ “{_STIFF[word]}”."
