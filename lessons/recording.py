"""A recorded file as far as a check needs to know it: which kind it is, and how long it takes.

Of each kind only the beginning of frames or pages is read, never the sound itself.
"""

import struct
from collections.abc import Mapping
from pathlib import PurePosixPath

# By ending, the first bytes that such a file may begin with. Ogg: RFC 3533; ADTS: ISO/IEC 13818-7, a sync
# word of twelve ones; MP3: an ID3 tag or the same sync word; M4A: ISO/IEC 14496-12, "ftyp" behind a size.
KINDS: Mapping[str, tuple[bytes, ...]] = {
    ".ogg": (b"OggS",),
    ".mp3": (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"),
    ".m4a": (b"ftyp",),
    ".aac": (b"\xff\xf1", b"\xff\xf9"),
}
# Telegram may show what is larger as a plain file instead of a voice note (python-telegram-bot,
# constants.FileSizeLimit.VOICE_NOTE_FILE_SIZE).
LARGEST = 1024 * 1024  # bytes
LONGEST = 30.0  # seconds (domain.md, the table of a step's parts, after source S75)

_OPUS_RATE = 48_000  # samples a second of a granule position (RFC 7845)
_AAC_RATES = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000,
              22_050, 16_000, 12_000, 11_025, 8_000, 7_350)  # fmt: skip
_AAC_FRAME = 1_024  # samples


def faults_of(file: str, content: bytes | None) -> tuple[str, ...]:
    """What keeps the file from being played, told to its author. `content` None: there is none."""
    if content is None:
        return (f"Không thấy tệp tiếng “{file}” cạnh bài.",)
    if len(content) > LARGEST:
        return (f"Tệp tiếng “{file}” nặng quá 1 MB: ghi lại ngắn hơn, hoặc nén nhỏ hơn.",)
    suffix = PurePosixPath(file).suffix.lower()
    if not _begins(content, suffix):
        return (f"Tệp “{file}” không phải tiếng kiểu {suffix}: xuất lại từ máy ghi âm.",)
    length = seconds(content)
    if length is not None and length > LONGEST:
        return (f"Tệp tiếng “{file}” dài {length:.0f} giây, nhiều nhất là 30: đọc gọn lại.",)
    return ()


def seconds(content: bytes) -> float | None:
    """How long it plays; None where that cannot be told without decoding it."""
    if content.startswith(b"OggS") and b"OpusHead" in content[:64]:
        return _opus(content)
    if content.startswith(KINDS[".aac"]):
        return _adts(content)
    return None


def _begins(content: bytes, suffix: str) -> bool:
    head = content[4:8] if suffix == ".m4a" else content[:4]
    return head.startswith(KINDS[suffix])


def _opus(content: bytes) -> float | None:
    """The last page says how many samples came up to it; the first how many of them are not heard."""
    last, start = content.rfind(b"OggS"), content.find(b"OpusHead")
    if len(content) < last + 14 or len(content) < start + 12:
        return None
    position = int(struct.unpack_from("<q", content, last + 6)[0])
    skipped = int(struct.unpack_from("<H", content, start + 10)[0])
    return max(0, position - skipped) / _OPUS_RATE


def _adts(content: bytes) -> float | None:
    """Frame by frame; None where one does not lead to the next."""
    at, frames, rate = 0, 0, (content[2] >> 2) & 0xF if len(content) > 2 else 15
    while at + 7 <= len(content):
        if content[at] != 0xFF or content[at + 1] & 0xF0 != 0xF0:
            return None
        size = (content[at + 3] & 3) << 11 | content[at + 4] << 3 | content[at + 5] >> 5
        if size < 7:
            return None
        at, frames = at + size, frames + 1
    return frames * _AAC_FRAME / _AAC_RATES[rate] if rate < len(_AAC_RATES) else None
