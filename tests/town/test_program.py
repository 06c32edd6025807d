"""`python -m town`: says where it listens, takes what it is told, and ends when it is told to."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Program:
    process: subprocess.Popen[str]
    page: str
    api: str  # up to the slash before a method
    zalo: str

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ends(self) -> str:
        """SIGTERM; what it said in anger."""
        self.process.send_signal(signal.SIGTERM)
        _, anger = self.process.communicate(timeout=60)
        return anger


@contextmanager
def program(*options: str) -> Iterator[Program]:
    process = subprocess.Popen(
        [sys.executable, "-m", "town", "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    try:
        page = process.stdout.readline().strip()
        api, zalo = (
            process.stdout.readline().strip().partition("API: ")[2].removesuffix("getMe")
            for _ in range(2)
        )
        yield Program(process, page, api, zalo)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def send(there: Program, text: str) -> httpx.Response:
    body = {"chat_id": 7_000_000_001, "text": text}
    return httpx.post(f"{there.api}sendMessage", json=body, timeout=60)


def test_it_says_where_it_listens_and_keeps_the_rates_unless_told() -> None:
    with program() as town, program("--no-rates", "--crowd", "3") as free:
        for there in (town, free):
            assert httpx.get(there.page).status_code == 200
            assert httpx.get(f"{there.api}getMe").json()["result"]["is_bot"] is True
            lan = {"payload": ""}
            assert httpx.post(f"{there.page}api/phones/7000000001/start", json=lan).is_success
            named = httpx.get(f"{there.zalo}getMe").json()["result"]["display_name"]
            assert named == "Bot Học Vụ Số"
        assert 429 in [send(town, str(n)).status_code for n in range(40)]
        assert {send(free, str(n)).status_code for n in range(40)} == {200}
        found, unlimited = (httpx.get(f"{each.page}api/world").json() for each in (town, free))
        assert len(unlimited["phones"]) == 6
        assert [group["title"] for group in found["groups"]] == ["Xóm Đông"]
        (basic, _), (without, _) = found["accounts"], unlimited["accounts"]
        assert (basic["plan"]["messages"], basic["used"]["users"]) == (3000, 0)
        assert (without["plan"]["messages"], without["used"]["users"]) == (None, 3)
        assert town.ends() == free.ends() == ""


def test_the_same_seed_brings_the_same_faults_in_every_process() -> None:
    told: list[list[tuple[int, bool]]] = []
    for seed in ("3", "3", "4"):
        weather = f"--seed {seed} --faults server-error=0.3,empty=0.3"
        with program("--no-rates", *weather.split()) as town:
            assert town.line() == f"Faults: {weather}"
            httpx.post(f"{town.page}api/phones/7000000001/start", json={}).raise_for_status()
            for n in range(20):
                send(town, str(n))
            log = httpx.get(f"{town.page}api/log").json()
            told.append([(call["code"], bool(call["fault"])) for call in log])
            assert [town.line(), town.line()] == [
                f"Zalo OA API: {town.page}zalo-oa",
                f"Zalo OA OAuth: {town.page}zalo-oauth",
            ]
    assert told[0] == told[1] != told[2]


def test_a_reset_is_one_and_who_waits_in_a_silence_keeps_nobody(tmp_path: Path) -> None:
    with program("--no-rates", "--world", str(tmp_path / "town.json")) as town:
        for name, times in (("reset-before", 1), ("half-open", None)):
            body = {"name": name, "times": times}
            httpx.post(f"{town.page}api/faults", json=body).raise_for_status()
        with pytest.raises(httpx.ReadError, match="reset"):
            send(town, "a")
        address = httpx.URL(town.page)
        with socket.create_connection((address.host, address.port or 0)) as caller:
            path = httpx.URL(f"{town.api}sendMessage?chat_id=7000000001&text=a").raw_path.decode()
            caller.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            while len(httpx.get(f"{town.page}api/log").json()) < 2:
                pass
            assert town.ends() == ""
        assert (tmp_path / "town.json").exists()


@pytest.mark.parametrize("faults", ["storm=1", "rain=0.1", "empty=2"])
def test_what_it_does_not_understand_it_says(faults: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "town", "--faults", faults],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 2
    assert "--faults: " in done.stderr
