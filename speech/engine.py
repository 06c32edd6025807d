"""A voice: a program that turns words into WAV. Any program can be one that reads text and writes sound."""

import shlex
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from speech import program
from speech.program import Failed

# In a configured command, the file that it shall write; without it, it writes to its standard output.
OUT = "{out}"
# espeak-ng(1): the northern voice of three; its words a minute are syllables in Vietnamese.
_ESPEAK = ("espeak-ng", "-v", "vi", "-s", "140", "--stdin", "--stdout")

Which = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Engine:
    """`argv` is what is run, text on its standard input."""

    argv: tuple[str, ...]

    @property
    def mark(self) -> str:
        """Another mark, another voice: what one has spoken is not the other's."""
        return shlex.join(self.argv)

    async def speak(self, words: str) -> bytes:
        """WAV. Raises Failed."""
        given = words.encode() + b"\n"
        if OUT not in " ".join(self.argv):
            return _checked(await program.ask(self.argv, given), self.argv[0])
        with tempfile.TemporaryDirectory(prefix="hocvuso-") as folder:
            out = Path(folder) / "voice.wav"
            await program.ask([part.replace(OUT, str(out)) for part in self.argv], given)
            try:
                if out.stat().st_size > program.LARGEST:
                    raise Failed(f"{self.argv[0]}: wrote a file too large")
                return _checked(out.read_bytes(), self.argv[0])
            except OSError as trouble:
                raise Failed(f"{self.argv[0]}: no {OUT}: {trouble.strerror}") from None


def arguments(command: str) -> tuple[str, ...]:
    """A command as an operator writes it. Raises ValueError for one that cannot be taken apart."""
    return tuple(shlex.split(command))


def found(command: str, which: Which = shutil.which) -> Engine | None:
    """The configured command's, "" = none is; else espeak-ng if the machine has it. Looks for programs on PATH."""
    for argv in (arguments(command), _ESPEAK):
        path = which(argv[0]) if argv else None
        if path is not None:
            return Engine((path, *argv[1:]))
    return None


def seconds(wav: bytes) -> float:
    """How long it plays. What is written into a pipe does not know its own size, so all of it counts."""
    bytes_a_second = int.from_bytes(wav[28:32], "little")
    return max(0, len(wav) - 44) / bytes_a_second if bytes_a_second else 0.0


def _checked(wav: bytes, name: str) -> bytes:
    if len(wav) <= 44 or wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        raise Failed(f"{name}: what it gave is no WAV")
    return wav
