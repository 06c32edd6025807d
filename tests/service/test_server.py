"""`hocvuso serve` ends as it should while people have its pages open."""

import os
import signal
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
