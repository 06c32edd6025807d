"""Clips are made by other programs, here tiny ones with the real names: once each, a few at a time, and never for long."""

import asyncio
import logging
import os
import shutil
from pathlib import Path

import pytest

from bot.message import Voice
from lessons.recording import seconds as length_of
from speech import encoder, engine, program
from speech.ear import MOST_SYLLABLES
from speech.encoder import Encoder
from speech.engine import Engine
from speech.program import Failed
from speech.shelf import Shelf
from speech.speaker import AT_ONCE, Speaker
from tests.speech.programs import ESPEAK, Machine

ONE = Voice("", "Chạm 2 lần.", "")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "bin").mkdir()
    return Machine(tmp_path / "bin")


def speaker_on(machine: Machine, command: str = "") -> Speaker:
    folder = machine.folder.parent / "lessons"
    folder.mkdir(exist_ok=True)
    shelf = Shelf(machine.folder.parent / "tieng")
    found = engine.found(command, machine.which)
    return Speaker(folder, shelf, found, encoder.found(machine.which))


async def heard(speaker: Speaker, voice: Voice, *taken: str) -> bytes | None:
    sound = await speaker.sound(voice, taken)
    return None if sound is None else sound.path.read_bytes()


async def test_words_are_spoken_as_they_are_said_and_made_once(machine: Machine) -> None:
    speaker = speaker_on(machine.speaks())
    both = await asyncio.gather(*(heard(speaker, ONE, ".ogg") for _ in range(5)))
    assert len(set(both)) == 1
    assert both[0] is not None
    assert both[0].startswith(b"OggS")
    assert "Chạm hai lần.".encode() in both[0]
    assert len([line for line in machine.asked if "Chạm" in line]) == 1
    another = speaker_on(machine)
    assert await heard(another, ONE, ".ogg") == both[0]
    assert len([line for line in machine.asked if "Chạm" in line]) == 1
    aac = await another.sound(ONE, (".aac",))
    assert aac is not None
    assert (aac.path.suffix, aac.media_type) == (".aac", "audio/aac")
    for clip in (machine.folder.parent / "tieng").iterdir():
        assert not clip.name.startswith(".")


async def test_a_recording_goes_before_a_machines_voice(machine: Machine) -> None:
    speaker = speaker_on(machine.speaks())
    recording = machine.folder.parent / "lessons/mở kho.ogg"
    recording.write_bytes(b"OggS recorded")
    voice = Voice("mở kho.ogg", "Chạm.", "")
    assert await heard(speaker, voice, ".ogg", ".mp3") == b"OggS recorded"
    assert machine.asked == []
    assert await heard(speaker, voice, ".aac") == b"\xff\xf1OggS recorded"
    first = await speaker.sound(voice, (".ogg",))
    recording.write_bytes(b"OggS again")
    second = await speaker.sound(voice, (".ogg",))
    assert first
    assert second
    assert first.key != second.key
    recording.unlink()
    spoken = await heard(speaker, voice, ".ogg")
    assert spoken is not None
    assert "Chạm.".encode() in spoken


@pytest.mark.parametrize("file", ["../bin/silence.wav", "../bin/secret.ogg", "", "/etc/passwd"])
async def test_nothing_outside_the_lessons_is_played(machine: Machine, file: str) -> None:
    (machine.folder / "secret.ogg").write_bytes(b"OggS secret")
    assert await heard(speaker_on(machine), Voice(file, "Chạm.", ""), ".ogg") is None


@pytest.mark.parametrize(
    ("programs", "taken", "audible"),
    [
        ("", ".ogg .mp3", ".ogg .mp3"),
        ("espeak-ng", ".ogg", ".ogg"),
        ("espeak-ng opusenc", ".ogg", ".ogg spoken"),
        ("espeak-ng opusenc", ".aac", ".aac"),
        ("ffmpeg", ".aac", ".aac .ogg .mp3 .m4a"),
        ("espeak-ng ffmpeg", ".aac", ".aac .ogg .mp3 .m4a spoken"),
        ("espeak-ng ffmpeg", "", ""),
    ],
)
def test_what_can_be_heard_hangs_on_what_the_machine_has(
    machine: Machine, programs: str, taken: str, audible: str
) -> None:
    for name in programs.split():
        machine.install(name, "exit 0")
    assert speaker_on(machine).audible(taken.split()) == set(audible.split())


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("cat > /dev/null; echo 'no such voice' >&2; exit 3", "exit code 3: no such voice"),
        ("exit 1", "exit code 1: it said nothing"),
        ("cat > /dev/null; echo hello", "is no WAV"),
        ("cat > /dev/null", "is no WAV"),
    ],
)
async def test_a_program_that_fails_is_told_of_and_tried_again(
    machine: Machine, caplog: pytest.LogCaptureFixture, script: str, why: str
) -> None:
    machine.speaks().install("espeak-ng", script)
    speaker = speaker_on(machine)
    assert await heard(speaker, ONE, ".ogg") is None
    assert why in caplog.text
    assert "Chạm" not in caplog.text
    machine.install("espeak-ng", ESPEAK)
    assert await heard(speaker, ONE, ".ogg") is not None


async def test_a_program_that_hangs_is_ended_with_all_that_it_started(machine: Machine) -> None:
    path = machine.install("hangs", 'sleep 600 & echo $! > "{log}"; wait')
    with pytest.raises(Failed, match="no answer within"):
        await program.ask([str(path)], b"x", patience=0.5)
    child = int(machine.log.read_text())
    assert not await _lives(child)


async def test_one_that_says_too_much_is_ended(machine: Machine) -> None:
    path = machine.install("talks", "exec cat /dev/zero")
    with pytest.raises(Failed, match="more than"):
        await program.ask([str(path)], b"")


async def test_one_that_is_not_there_is_told_of() -> None:
    with pytest.raises(Failed, match="No such file"):
        await program.ask(["/no/such/program"])


async def test_closing_ends_what_still_runs(machine: Machine) -> None:
    machine.speaks().install("espeak-ng", 'sleep 600 & echo $! >> "{log}"; wait')
    speaker = speaker_on(machine)
    asked = asyncio.create_task(speaker.sound(ONE, (".ogg",)))
    async with asyncio.timeout(30):
        while not machine.asked:  # noqa: ASYNC110  another program writes it
            await asyncio.sleep(0.01)
    await speaker.close()
    assert not await _lives(int(machine.asked[0]))
    with pytest.raises(asyncio.CancelledError):
        await asked


async def test_a_few_at_once_and_nobody_waits_behind_many(
    machine: Machine, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine.speaks().install(
        "espeak-ng", 'echo + >> "{log}"; cat > /dev/null; cat "{wav}"; echo - >> "{log}"'
    )
    monkeypatch.setattr("speech.speaker.MOST_WAITING", 6)
    speaker = speaker_on(machine)
    found = await asyncio.gather(
        *(speaker.sound(Voice("", f"Chạm {n}.", ""), (".ogg",)) for n in range(9))
    )
    assert [one is not None for one in found] == [True] * 6 + [False] * 3
    running = most = 0
    for line in machine.asked:
        running += {"+": 1, "-": -1}.get(line, 0)
        most = max(most, running)
    assert most <= AT_ONCE
    assert "one was left out" in caplog.text


async def test_a_configured_voice_may_write_a_file(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    machine.speaks()
    machine.install("piper", 'cat > /dev/null; echo "$@" >> "{log}"; cat "{wav}" > "$2"')
    speaker = speaker_on(machine, "piper --output_file {out} --model 'giọng nữ.onnx'")
    assert await heard(speaker, ONE, ".ogg") is not None
    assert machine.asked[0].endswith("--model giọng nữ.onnx")
    assert not _holds(tmp_path, "hocvuso-*")
    assert "/hocvuso-" in machine.asked[0]


async def test_the_environments_secrets_are_not_handed_on(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOCVUSO_TELEGRAM_TOKEN", "1:secret")
    path = machine.install("tells", "env")
    assert b"secret" not in await program.ask([str(path)])


async def test_a_long_clip_is_told_of(machine: Machine, caplog: pytest.LogCaptureFixture) -> None:
    machine.speaks().install("espeak-ng", 'cat > /dev/null; cat "{wav}"; head -c 1500000 /dev/zero')
    with caplog.at_level(logging.WARNING):
        assert await heard(speaker_on(machine), ONE, ".ogg") is not None
    assert "a clip of 35 s is longer than 30 s" in caplog.text


def test_the_shelf_keeps_its_bound_and_what_was_used_last(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "new/tieng", most=1_000)
    for n in range(9):
        os.utime(shelf.put(f"{n}.ogg", bytes(100)), (n, n))
    assert shelf.find("0.ogg")
    shelf.put("9.ogg", bytes(300))
    left = sorted(path.name for path in (tmp_path / "new/tieng").iterdir())
    assert sum(100 if name != "9.ogg" else 300 for name in left) <= 800
    assert {"0.ogg", "9.ogg"} <= set(left)
    assert shelf.find("1.ogg") is None


REAL = [name for name in ("espeak-ng", "ffmpeg") if shutil.which(name) is None]


@pytest.mark.skipif(bool(REAL), reason=f"this machine has no {' and no '.join(REAL)}")
@pytest.mark.parametrize("kind", [".ogg", ".aac"])
async def test_the_longest_words_fit_into_a_real_clip(tmp_path: Path, kind: str) -> None:
    """domain.md, the table of a step's parts: at most 30 s and 150 KB."""
    found = engine.found("")
    assert isinstance(found, Engine)
    assert isinstance(encoder.found(), Encoder)
    speaker = Speaker(tmp_path, Shelf(tmp_path / "tieng"), found, encoder.found())
    words = " ".join(["Chạm nhiều lần vào hình vuông."] * 40)
    clip = await heard(speaker, Voice("", words, ""), kind)
    assert clip is not None
    assert 20 < (length_of(clip) or 0) <= 30
    assert len(clip) < 150_000
    assert MOST_SYLLABLES > 6


async def _lives(process: int) -> bool:
    """Ended, or about to be: the kernel takes a moment, and whoever buries it another."""
    for _ in range(1_000):
        if not _runs(process):
            return False
        await asyncio.sleep(0.01)
    return True


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _holds(folder: Path, pattern: str) -> bool:
    return next(folder.glob(pattern), None) is not None
