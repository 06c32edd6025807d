"""A step's drawn picture on its way to each app: uploaded once, fetched by an address, shown in the browser."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from service.settings import Settings
from tests.frontdoor.conftest import configured, opened
from tests.frontdoor.test_dialogue import SOON, begins, goes_on
from town.phone import Phone
from town.town import Town

pytestmark = pytest.mark.slow
CARD = "man-hinh/cai-ung-dung/mo-kho/android-1.png"


def of_folder(folder: Path, **more: object) -> Settings:
    url = f"sqlite:///{folder}/hocvuso.db"
    return Settings(database_url=url, town="off", public_url="https://hoc.example", **more)  # type: ignore[arg-type]


def shown(phone: Phone) -> list[str | None]:
    """The files of the pictures on the screen."""
    return [each.attachment.file for each in phone.messages() if each.attachment]


async def test_two_learners_are_sent_one_upload(town: Town, tmp_path: Path) -> None:
    settings = configured(town, tmp_path, "")
    async with opened(settings, tmp_path / "hocvuso.db"):
        for name in ("Lan", "Hùng"):
            phone = town.phone(name)
            await begins(phone)
            assert len(shown(phone)) == 1
            await goes_on(phone)
        lan, hung = (shown(town.phone(name)) for name in ("Lan", "Hùng"))
        assert lan == hung
        assert len(set(lan)) == 2
    kept = list((tmp_path / "var/cache/cards").glob("*.png"))
    assert len(kept) == 2  # one for each of the two steps


async def test_platforms_fetch_it_and_browsers_show_it(tmp_path: Path) -> None:
    async with opened(of_folder(tmp_path), tmp_path / "hocvuso.db") as door:
        address = door.service.media.at("https://hoc.example")(CARD)
        assert address is not None
        for path in (address.removeprefix("https://hoc.example"), f"/chat/media/{CARD}"):
            got = await door.client.get(path)
            assert (got.status_code, got.headers["content-type"]) == (200, "image/png")
            image = Image.open(BytesIO(got.content))
            assert image.width == 720
        for unknown in ("android-0", "may-1", "android-1000"):
            path = f"/chat/media/{CARD.replace('android-1', unknown)}"
            assert (await door.client.get(path)).status_code == 404


async def test_where_cards_are_off_nothing_is_drawn_or_found(town: Town, tmp_path: Path) -> None:
    settings = configured(town, tmp_path, "").model_copy(update={"cards": "off"})
    async with opened(settings, tmp_path / "hocvuso.db") as door:
        lan = town.phone("Lan")
        await begins(lan)
        assert shown(lan) == []
        assert (await door.client.get(f"/chat/media/{CARD}")).status_code == 404
        await lan.sees("CH Play", within=SOON)
    assert not (tmp_path / "var/cache/cards").exists()
