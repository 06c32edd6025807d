"""Recorded files beside a lesson: what keeps one from being played is said with its line."""

import struct
from pathlib import Path

import pytest

from lessons.catalogue import read_catalogue
from lessons.recording import LARGEST, faults_of, seconds
from tests.lessons.samples import SOUND

ADTS_24K = bytes(
    [0xFF, 0xF1, 0x58, 0x40, 0x01, 0x1F, 0xFC]
)  # a frame of 8 bytes, 24,000 samples a second


def ogg(length: float, skipped: int = 312) -> bytes:
    """The two pages of an Opus file that tell how long it is."""
    head = b"OggS" + bytes(24) + b"OpusHead" + struct.pack("<BBHIHB", 1, 1, skipped, 24_000, 0, 0)
    last = b"OggS\x00\x04" + struct.pack("<q", int(length * 48_000) + skipped) + bytes(14)
    return head + last


def aac(length: float) -> bytes:
    return (ADTS_24K + b"\x00") * int(length * 24_000 / 1_024)


@pytest.mark.parametrize("make", [ogg, aac], ids=["ogg", "aac"])
def test_its_length_is_told(make: object) -> None:
    assert callable(make)
    assert seconds(make(29.5)) == pytest.approx(29.5, abs=0.05)


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("a.ogg", ogg(29.9), None),
        ("a.aac", aac(29.9), None),
        ("a.m4a", b"\x00\x00\x00\x20ftypM4A ", None),
        ("a.mp3", b"ID3\x04", None),
        ("a.ogg", None, "Không thấy tệp tiếng “a.ogg”"),
        ("a.ogg", b"", "không phải tiếng kiểu .ogg"),
        ("a.ogg", b"OggS", None),
        ("a.mp3", ogg(3), "không phải tiếng kiểu .mp3"),
        ("a.ogg", ogg(31), "dài 31 giây"),
        ("a.aac", aac(45), "dài 45 giây"),
        ("a.ogg", b"OggS" + bytes(LARGEST), "nặng quá 1 MB"),
    ],
)
def test_what_is_amiss(file: str, content: bytes | None, said: str | None) -> None:
    found = faults_of(file, content)
    assert [one for one in found if said and said in one] == list(found)
    assert bool(found) is (said is not None)


@pytest.mark.parametrize("cut", range(len(ogg(1))))
def test_half_a_file_never_raises(cut: int) -> None:
    assert faults_of("a.ogg", ogg(1)[:cut]) is not None
    assert faults_of("a.aac", aac(1)[: cut % 20]) is not None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("@tieng mo-kho.ogg", None),
        ("@tieng iphone: mo-kho.ogg", None),
        ("@tieng", "Viết “@tieng tep.ogg”"),
        ("@tieng ../mo-kho.ogg", "phải nằm cạnh bài"),
        ("@tieng mo-kho.wav", "phải là tệp .ogg, .mp3, .m4a, .aac"),
        ("@tieng mat.ogg", "Không thấy tệp tiếng “mat.ogg”"),
    ],
)
def test_the_author_is_told_on_which_line(tmp_path: Path, line: str, said: str | None) -> None:
    head, _, rest = SOUND.partition("@kho_khan")
    (tmp_path / "cai-ung-dung.md").write_text(f"{head}{line}\n@kho_khan{rest}")
    (tmp_path / "mo-kho.ogg").write_bytes(ogg(5))
    found = [fault for fault in read_catalogue(tmp_path).faults if "tieng" in fault.message]
    found += [one for one in read_catalogue(tmp_path).faults if "tiếng" in one.message]
    assert bool(found) is (said is not None), found
    if said:
        assert said in found[0].message
        assert found[0].line == head.count("\n") + 1
