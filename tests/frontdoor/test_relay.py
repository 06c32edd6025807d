"""The page behind a team's own link: what it shows, what it counts, and that it knows nobody."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.announcing import Audience
from handlers import relaying
from service.settings import Settings
from storage import broadcasts
from storage.database import Database
from tests.frontdoor.conftest import Door, opened


def settings(folder: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{folder}/hocvuso.db", town="off")


async def link(door: Door, body: str) -> str:
    """The token of a team's link to an announcement of its own."""
    now = door.service.clock()

    def make(db: Database, now: datetime) -> str:
        with db.transaction() as uow:
            uow.connection.exec_driver_sql(
                "INSERT INTO team (id, name, created_at) VALUES (1, 'Tổ thôn Đông', '2026-11-24')"
            )
            number = broadcasts.add(
                uow,
                author=1,
                audience=Audience.GROUP,
                now=now,
                body=body,
                team_id=1,
                lesson="vneid",
            )
            return relaying.token_for(uow, number, 1, now)

    return await door.service.desk.run(make, now)


@pytest.mark.usefixtures("alone")
async def test_it_shows_the_words_and_counts_only_what_a_browser_shows(tmp_path: Path) -> None:
    async with opened(settings(tmp_path), tmp_path / "hocvuso.db") as door:
        token = await link(door, "Mai họp <b>ở nhà văn hóa</b>\nMang theo điện thoại")
        page = await door.client.get(f"/r/{token}")
        assert page.status_code == 200
        assert "THÔNG BÁO của Tổ thôn Đông" in page.text
        assert (
            "<p>Mai họp &lt;b&gt;ở nhà văn hóa&lt;/b&gt;</p><p>Mang theo điện thoại</p>"
            in page.text
        )
        assert "script" not in page.text
        assert "set-cookie" not in page.headers
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert door.rows("SELECT opened FROM relay") == [(0,)]  # an app's preview reads no further
        mark = await door.client.get(f"/r/{token}/seen.gif")
        assert (mark.status_code, mark.content[:6]) == (200, b"GIF89a")
        assert f'src="/r/{token}/seen.gif"' in page.text
        assert door.rows("SELECT opened FROM relay") == [(1,)]


@pytest.mark.usefixtures("alone")
async def test_what_is_no_link_shows_nothing(tmp_path: Path) -> None:
    async with opened(settings(tmp_path), tmp_path / "hocvuso.db") as door:
        for path in ("/r/nothing", "/r/nothing/seen.gif"):
            assert (await door.client.get(path)).status_code == 404
        with door.locked():
            assert (await door.client.get("/r/nothing/seen.gif")).status_code == 503
