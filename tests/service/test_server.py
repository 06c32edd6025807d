"""`hocvuso serve` ends as it should while people have its pages open."""

import os
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from service.server import DRAIN
from tests.product.running import HOCVUSO, free_port

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_pages_that_wait_for_news_do_not_hold_it_up_and_are_not_broken_off(
    folder: Path, sign: signal.Signals
) -> None:
    url = f"http://127.0.0.1:{(port := free_port())}"
    env = dict(os.environ) | {"HOCVUSO_PORT": str(port)}
    with (folder / "log").open("wb") as log, ThreadPoolExecutor() as pages:
        process = subprocess.Popen([HOCVUSO, "serve"], env=env, stdout=log, stderr=log)
        try:
            until_ready(url)
            version = httpx.get(f"{url}/town/api/world").json()["version"]
            waiting = [
                pages.submit(httpx.get, page, headers=headers, timeout=30)
                for page, headers in (
                    (
                        f"{url}/chat/api/messages?after=0&wait=1",
                        {"authorization": "Bearer " + "k" * 22},
                    ),
                    (f"{url}/town/api/changes?since={version}", {}),
                )
            ]
            time.sleep(1)
            began = time.monotonic()
            process.send_signal(sign)
            process.wait(timeout=30)
            took = time.monotonic() - began
        finally:
            process.kill()
            process.wait()
        assert [page.result().status_code for page in waiting] == [200, 200]
    assert took < DRAIN
    assert "Traceback" not in (folder / "log").read_text(encoding="utf-8")


def test_a_process_that_only_works_says_on_its_own_port_how_it_is(folder: Path) -> None:
    """`serve --web-only` takes updates, `work` sends: each has its own numbers, one holds the locks."""
    web, work = (f"http://127.0.0.1:{port}" for port in (free_port(), free_port()))
    env = dict(os.environ) | {
        "HOCVUSO_PORT": web.rpartition(":")[2],
        "HOCVUSO_WORK_PORT": work.rpartition(":")[2],
        "HOCVUSO_TOWN": "off",
    }
    processes: list[subprocess.Popen[bytes]] = []
    with (folder / "log").open("wb") as log:
        try:
            processes += [
                subprocess.Popen([HOCVUSO, *command], env=env, stdout=log, stderr=log)
                for command in (["serve", "--web-only"], ["work"])
            ]
            until_ready(web)
            until_ready(work)
            assert httpx.get(f"{work}/healthz").json() == {"status": "ok"}
            until_counted(work, 'hocvuso_sender_active{account="web"} 1.0')
            assert "hocvuso_sender_active{" not in httpx.get(f"{web}/metrics").text
            assert httpx.get(f"{work}/chat/").status_code == 404
            until_counted(web, 'hocvuso_check{account="web",check="sender"} 1.0')
            processes[1].send_signal(signal.SIGTERM)
            assert processes[1].wait(timeout=30) == 0
            until_counted(web, 'hocvuso_check{account="web",check="sender"} 0.0')
        finally:
            for process in processes:
                process.kill()
                process.wait()
    assert "Traceback" not in (folder / "log").read_text(encoding="utf-8")


def test_a_workers_port_that_is_taken_is_said_and_ends_with_exit_code_3(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        env = dict(os.environ) | {"HOCVUSO_WORK_PORT": port, "HOCVUSO_TOWN": "off"}
        ran = subprocess.run(
            [HOCVUSO, "work"], env=env, capture_output=True, timeout=60, check=False
        )
    assert ran.returncode == 3
    assert "HOCVUSO_WORK_PORT" in ran.stderr.decode()


def until_counted(url: str, line: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if line in httpx.get(f"{url}/metrics", timeout=10).text:
            return
        time.sleep(0.2)
    raise AssertionError(f"{url} does not say {line}")


def until_ready(url: str, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} is not ready")
