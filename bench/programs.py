"""The programs under test, each in a process of its own, and what the kernel says about it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.platforms import TELEGRAM, Platform
from bench.telegram import TOKEN

STARTING = 30.0  # seconds
STOPPING = 30.0  # seconds; a drain takes up to twenty
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Program:
    """One or more processes that together are one contestant. `webhooks`: where updates are brought."""

    name: str
    webhooks: tuple[str, ...]
    health: tuple[str, ...]
    database: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def wait(self) -> None:
        deadline = time.monotonic() + STARTING
        for url in self.health:
            while not _answers(url):
                if time.monotonic() > deadline or any(p.poll() is not None for p in self.processes):
                    raise RuntimeError(f"{self.name} does not start")
                time.sleep(0.05)

    def stop(self) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(STOPPING)
            except subprocess.TimeoutExpired:
                process.kill()

    def cpu(self) -> float:
        """Seconds of both kinds that all processes have used."""
        return sum(_cpu(process.pid) for process in self.processes)

    def memory(self) -> float:
        """Resident MiB of all processes."""
        return sum(_memory(process.pid) for process in self.processes)


def ours(
    folder: Path,
    database: str,
    api_url: str,
    platform: Platform = TELEGRAM,
    *,
    split: bool = False,
    limits: bool = False,
    preload: str = "",
) -> Program:
    """The service: one process, or `split` into two front doors and two workers. Where limits are kept it
    is morning, since something is announced."""
    ports = [_free_port() for _ in range(2 if split else 1)]
    settings = {
        "DATABASE_URL": database,
        "TOWN": "off",
        "LOG_LEVEL": "WARNING",
        **platform.settings(folder, api_url, limits),
    }
    command = [str(Path(sys.executable).with_name("hocvuso"))]
    if limits:
        command = [sys.executable, "-m", "bench.daytime"]
    program = Program(
        "ours",
        tuple(f"http://127.0.0.1:{port}/webhook/{platform.account}" for port in ports),
        tuple(f"http://127.0.0.1:{port}/readyz" for port in ports),
        database,
    )
    for port in ports:
        own = settings | {"PORT": str(port), "PUBLIC_URL": f"http://127.0.0.1:{port}"}
        words = [*command, "serve", *(["--web-only"] if split else [])]
        program.processes.append(_start(words, folder, f"ours-{port}", own, preload))
    for n in range(2 if split else 0):
        own = settings | {"PUBLIC_URL": f"http://127.0.0.1:{ports[0]}"}
        program.processes.append(_start([*command, "work"], folder, f"work-{n}", own, preload))
    program.wait()
    return program


def peer(folder: Path, api_url: str, *, preload: str = "") -> Program:
    """The naive peer, with an empty database."""
    port = _free_port()
    words = [sys.executable, "-m", "bench.peer", str(port), str(folder / "peer.db"), api_url, TOKEN]
    program = Program(
        "peer", (f"http://127.0.0.1:{port}/telegram",), (f"http://127.0.0.1:{port}/healthz",)
    )
    program.processes.append(_start(words, folder, "peer", {}, preload))
    program.wait()
    return program


def slow_fsync(folder: Path) -> str | None:
    """A library to load before libc that makes every fsync 5 ms longer; None without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    made = folder / "slow_fsync.so"
    source = Path(__file__).with_name("slow_fsync.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", made, source, "-ldl"], check=True)
    return str(made)


def _start(
    words: Sequence[str], folder: Path, name: str, settings: Mapping[str, str], preload: str
) -> subprocess.Popen[bytes]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("HOCVUSO_")}
    # Without pictures and voices, since the peer has none either: both do the same work.
    plain = {"CARDS": "off", "SPEECH": "off"}
    env = clean | {f"HOCVUSO_{k}": v for k, v in (plain | dict(settings)).items()}
    if preload:
        env["LD_PRELOAD"] = preload
    root = Path(__file__).resolve().parent.parent
    env["PYTHONPATH"] = str(root)
    with (folder / f"{name}.log").open("ab") as log:
        return subprocess.Popen(words, cwd=folder, env=env, stdout=log, stderr=log)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _cpu(pid: int) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / _TICKS  # utime, stime (man 5 proc)


def _memory(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 2**20
