"""F44: a token that was revoked stops the sending and nothing else; with the new one everything goes out."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.frontdoor.conftest import NOWHERE, configured, opened, said
from town.town import Town

pytestmark = pytest.mark.slow
SOON = 60.0  # seconds


async def test_what_comes_is_kept_until_the_operator_brings_a_new_token(
    town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    lan = town.phone("Lan")
    lan.chat.started = True
    right = configured(town, tmp_path, NOWHERE)
    number, _, secret = town.token.partition(":")
    revoked = right.model_copy(update={"telegram_token": SecretStr(f"{number}:{secret[::-1]}")})
    async with opened(revoked, tmp_path / "hocvuso.db") as door:
        for n, words in enumerate(("xin chào", "đồng ý"), 1):
            assert (await door.brings(said(words, lan.id, n))).status_code == 200
        assert (await door.client.get("/healthz")).status_code == 200
        waiting = door.rows("SELECT status FROM message WHERE account = 'telegram'")
    assert lan.heard() == []
    assert waiting
    async with opened(right, tmp_path / "hocvuso.db") as door:
        await lan.sees("xưng hô thế nào", within=SOON)
        assert {row[0] for row in door.rows("SELECT state FROM inbound")} == {"taken"}
    heard = lan.heard()
    assert len(heard) == len(set(heard)) == len(waiting)
    assert "không nhận mã truy cập" in caplog.text
