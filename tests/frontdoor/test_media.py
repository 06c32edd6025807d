"""Pictures for platforms that fetch them by themselves: found by whoever was given the address, and by nobody else."""

from pathlib import Path

import pytest

from bot.sheets import Notice, path_of
from channels.media import Media
from channels.pictures import Pictures
from service.settings import Settings
from tests.frontdoor.conftest import Door, opened

SHEET = path_of(Notice("Họp thôn", "Mời bà con đến nhà văn hóa."))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hinh").mkdir()
    (tmp_path / "hinh/kho ứng dụng.png").write_bytes(PNG)
    (tmp_path / "bi-mat.txt").write_text("không ai được xem")
    return tmp_path


def media(folder: Path, key: bytes = b"k") -> Media:
    made = Media(Pictures(folder))
    made.key = key
    return made


async def door_of(folder: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder}/hocvuso.db",
        town="off",
        lessons_dir=folder,
        public_url="https://hoc.example",
    )


async def address(door: Door, file: str = "hinh/kho ứng dụng.png") -> str:
    found = door.service.media.at("")(file)
    assert found is None  # nobody outside can reach us
    found = door.service.media.at("https://hoc.example")(file)
    assert found is not None
    return found.removeprefix("https://hoc.example")


async def test_it_is_there_for_as_long_and_as_often_as_it_is_asked_for(folder: Path) -> None:
    async with opened(await door_of(folder), folder / "hocvuso.db") as door:
        path = await address(door)
        for _ in range(3):
            got = await door.client.get(path)
            assert (got.status_code, got.content) == (200, PNG)
            assert got.headers["content-type"] == "image/png"
            assert "immutable" in got.headers["cache-control"]
        assert (await door.client.head(path)).status_code == 200
        etag = (await door.client.get(path)).headers["etag"]
        again = await door.client.get(path, headers={"if-none-match": etag})
        assert (again.status_code, again.content) == (304, b"")


async def test_an_address_cannot_be_made_up(folder: Path) -> None:
    async with opened(await door_of(folder), folder / "hocvuso.db") as door:
        path = await address(door)
        _, _, signature, digest, name = path.split("/", 4)
        for wrong in (
            f"/media/{'0' * 32}/{digest}/{name}",
            f"/media/{signature}/{digest}/hinh/khac.png",
            f"/media/{signature}/{digest}/bi-mat.txt",
            f"/media/ế/{digest}/{name}",
            "/media/",
        ):
            assert (await door.client.get(wrong)).status_code == 404


async def test_an_edited_picture_has_a_new_address_and_the_old_one_still_shows_it(
    folder: Path,
) -> None:
    async with opened(await door_of(folder), folder / "hocvuso.db") as door:
        old = await address(door)
        (folder / "hinh/kho ứng dụng.png").write_bytes(PNG + b"2")
        new = await address(door)
        assert new != old
        got = await door.client.get(old)
        assert (got.status_code, got.content) == (200, PNG + b"2")
        assert got.headers["cache-control"] == "no-cache"


def test_every_process_of_an_installation_gives_the_same_address(folder: Path) -> None:
    one, two, other = media(folder), media(folder), media(folder, b"another installation")
    file = "hinh/kho ứng dụng.png"
    assert one.at("https://a")(file) == two.at("https://a")(file) != other.at("https://a")(file)


def test_what_is_no_picture_has_no_address(folder: Path) -> None:
    for file in ("bi-mat.txt", "../x.png", "hinh/mat.png"):
        assert media(folder).at("https://a")(file) is None


def test_before_the_key_is_known_there_are_no_addresses(folder: Path) -> None:
    unready = media(folder, b"")
    file = "hinh/kho ứng dụng.png"
    assert unready.at("https://a")(file) is None
    path = media(folder).at("")("x")
    assert path is None
    assert unready.find(unready._signature(file), file) is None


async def test_a_sheet_is_drawn_for_whoever_was_given_its_address_and_for_nobody_else(
    folder: Path,
) -> None:
    async with opened(await door_of(folder), folder / "hocvuso.db") as door:
        path = await address(door, SHEET)
        got = await door.client.get(path)
        assert (got.status_code, got.headers["content-type"]) == (200, "image/png")
        assert got.content.startswith(b"\x89PNG")
        _, _, signature, digest, _ = path.split("/", 4)
        strangers = path_of(Notice("Họp thôn", "Lời của người lạ"))
        for wrong in (
            f"/media/{signature}/{digest}/{strangers}",
            f"/chat/media/{SHEET}",
            f"/chat/media/{strangers}",
        ):
            assert (await door.client.get(wrong)).status_code == 404


def test_where_nothing_is_drawn_a_sheet_has_no_address(folder: Path) -> None:
    assert media(folder).path(SHEET) is None
