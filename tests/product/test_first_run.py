"""What a newcomer does: clone, `make run`, talk; then the power goes."""

import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.product.running import HOCVUSO, Phone, Product, phone

ROOT = Path(__file__).parent.parent.parent

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def begin_the_first_lesson(lan: Phone) -> None:
    lan.says("xin chao")
    lan.says("dong y")
    lan.says("bac")
    lan.says("android")
    lan.says("cai ung dung an toan")


def test_make_run_on_a_fresh_clone_opens_a_town_with_a_phone_that_answers(tmp_path: Path) -> None:
    if not shutil.which("make") or not shutil.which("git"):
        pytest.skip("needs git and make")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    product = Product(tmp_path, {"HOCVUSO_TOWN_STORY": "on"})
    try:
        product.start(["make", "run"], cwd=clone)
        assert httpx.get(product.url, follow_redirects=True, timeout=10).url.path == "/town/"
        heard = phone(product, "Lan").says("xin chao")
        assert any("ĐỒNG Ý" in button["label"] for row in heard[-1]["buttons"] for button in row)
        tam = phone(product, "Bác Tám", "zalo-bot")
        assert "Bước 4/11" in tam.bubbles()[-1]["text"]  # as five days ago
    finally:
        product.kill()


def test_a_learner_goes_on_at_the_same_step_after_kill_9(product: Product) -> None:
    product.start()
    lan = phone(product, "Lan")
    begin_the_first_lesson(lan)
    before = lan.says("roi")
    product.kill()
    product.start()
    assert [bubble["text"] for bubble in lan.bubbles()][-1] == before[-1]["text"]
    again = lan.says("nhac lai")
    assert again[-1]["text"] == before[-1]["text"]


def test_a_message_that_was_not_answered_when_the_power_went_is_answered_once(
    product: Product,
) -> None:
    product.start()
    lan = phone(product, "Lan")
    begin_the_first_lesson(lan)
    known = len(lan.bubbles())
    lan.post("say", {"chat": lan.chat()["id"], "text": "roi"})
    product.kill()
    product.start()
    news = lan.waits_for_news(known, seconds=30)
    assert len({bubble["text"] for bubble in news}) == len(news)
    assert news[-1]["buttons"]


def test_sigterm_ends_within_twenty_seconds_and_nothing_is_said_twice(product: Product) -> None:
    product.start()
    lan = phone(product, "Lan")
    begin_the_first_lesson(lan)
    texts = [bubble["text"] for bubble in lan.bubbles()]
    assert product.stop() < 20
    product.start()
    lan.says("roi")
    assert [bubble["text"] for bubble in lan.bubbles()][: len(texts)] == texts


def test_a_second_start_on_the_same_port_says_what_to_do(product: Product) -> None:
    product.start()
    second = subprocess.run(
        [HOCVUSO, "serve"],
        env={"HOCVUSO_PORT": str(product.port), "PATH": "/usr/bin:/bin"},
        cwd=product.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 3
    assert "HOCVUSO_PORT" in second.stderr
