"""Tiny programs with the names of the real ones, so that all of ours runs but no speech is made."""

import os
import struct
from pathlib import Path

# Half a second of silence, as espeak-ng writes it: 22,050 samples a second, two bytes each.
WAV = (b"RIFF\x24\xf0\xff\x7fWAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 22_050, 44_100, 2, 16)
       + b"data\x00\xf0\xff\x7f" + bytes(22_050))  # fmt: skip

# Says what it was told, as the end of the WAV, and keeps a list of all that it was asked.
ESPEAK = 'words=$(cat); echo "$@ | $words" >> "{log}"; cat "{wav}"; printf %s "$words"'
# The kind that was asked for, then whatever came in.
FFMPEG = """echo "$@" >> "{log}"
case "$*" in *adts*) printf '\\377\\361';; *) printf 'OggS';; esac
case "$*" in *file:*) source=${{*#*-i file:}}; cat "${{source%% -vn*}}";; *) cat;; esac"""


class Machine:
    """A folder that a test puts in front of PATH."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "asked.log"
        (folder / "silence.wav").write_bytes(WAV)

    def install(self, name: str, script: str) -> Path:
        path = self.folder / name
        filled = script.format(log=self.log, wav=self.folder / "silence.wav")
        path.write_text(f"#!/bin/sh\n{filled}\n")
        path.chmod(0o755)
        return path

    def speaks(self) -> "Machine":
        self.install("espeak-ng", ESPEAK)
        self.install("ffmpeg", FFMPEG)
        return self

    def which(self, name: str) -> str | None:
        path = self.folder / name
        return str(path) if os.access(path, os.X_OK) else None

    @property
    def asked(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []
