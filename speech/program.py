"""Another program, asked once: bytes in, bytes out, within a time and a size. No shell.

It gets nothing of our environment but where programs lie: our secrets are in there.
"""

import asyncio
import os
import signal
from collections.abc import Sequence
from contextlib import suppress

PATIENCE = 20.0  # seconds; a clip of 28 s takes espeak-ng 0.03 s and its encoding 0.5 s, a neural voice some seconds
LARGEST = 16 * 1024 * 1024  # bytes; half a minute at 48,000 samples a second in stereo is 6 MB
_LAST_GASP = 5.0  # seconds, should something that it started keep its pipes open
_PASSED_ON = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")
_LONGEST_COMPLAINT = 200  # characters of what it said about its failure


class Failed(Exception):
    """It gave nothing that can be used. Says which program, and why, for the operator."""


class _TooMuch(Exception):
    """Nobody can use so much."""


async def ask(argv: Sequence[str], given: bytes = b"", patience: float = PATIENCE) -> bytes:
    """What it wrote to its standard output. Raises Failed; if cancelled, the program is ended too.

    A program that outlives us writes into a pipe that nobody reads, which ends it.
    """
    process = await _started(argv)
    try:
        async with asyncio.timeout(patience):
            said, complaint = await _talk(process, given)
            code = await process.wait()
    except* TimeoutError:
        raise Failed(f"{argv[0]}: no answer within {patience:.0f} s") from None
    except* _TooMuch:
        raise Failed(f"{argv[0]}: it says more than {LARGEST // 1024 // 1024} MiB") from None
    finally:
        await _end(process)
    if code:
        raise Failed(f"{argv[0]}: exit code {code}: {_last_line(complaint)}")
    return said


async def _started(argv: Sequence[str]) -> asyncio.subprocess.Process:
    """Cancelled half-way, asyncio would wait for whatever the program has started to let go of its pipes."""
    starting = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            *argv,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(),
            start_new_session=True,  # so that whatever it starts can be ended with it
        )
    )
    try:
        return await asyncio.shield(starting)
    except OSError as trouble:
        raise Failed(f"{argv[0]}: {trouble.strerror}") from None
    except asyncio.CancelledError:
        with suppress(OSError):
            await _end(await starting)
        raise


async def _talk(process: asyncio.subprocess.Process, given: bytes) -> tuple[bytes, bytes]:
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise ValueError("a program is asked through pipes")
    async with asyncio.TaskGroup() as group:
        group.create_task(_tell(process.stdin, given))
        said = group.create_task(_read(process.stdout, LARGEST))
        complaint = group.create_task(_read(process.stderr, LARGEST))
    return said.result(), complaint.result()


async def _tell(pipe: asyncio.StreamWriter, given: bytes) -> None:
    """It may end without hearing all of it."""
    with suppress(BrokenPipeError, ConnectionResetError):
        pipe.write(given)
        await pipe.drain()
        pipe.close()
        await pipe.wait_closed()


async def _read(pipe: asyncio.StreamReader, most: int) -> bytes:
    """To the end. Raises _TooMuch."""
    read = bytearray()
    while piece := await pipe.read(64 * 1024):
        read += piece
        if len(read) > most:
            raise _TooMuch
    return bytes(read)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Whatever of it still runs; its pipes are read to their ends, since only then it counts as ended."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        async with asyncio.timeout(_LAST_GASP):
            for pipe in (process.stdout, process.stderr):
                while pipe is not None and await pipe.read(64 * 1024):
                    pass
            await process.wait()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return kept | {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def _last_line(complaint: bytes) -> str:
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:_LONGEST_COMPLAINT] if lines else "it said nothing"
