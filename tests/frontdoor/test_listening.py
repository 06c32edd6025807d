""" "nghe", from a phone to its loudspeaker: the whole service, a town, and tiny programs that speak."""

from pathlib import Path

import pytest

from tests.channels.fake_wire import until
from tests.frontdoor.conftest import NOWHERE, Door, configured, opened, said
from tests.speech.programs import Machine
from town.phone import Phone
from town.town import Town


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return Machine(tmp_path / "bin").speaks()


async def asks(door: Door, phone: Phone, *words: str) -> None:
    await phone.starts()
    for number, text in enumerate(words, 1):
        assert (await door.brings(said(text, phone.id, number))).status_code == 200


async def test_what_stands_in_the_chat_is_heard(
    town: Town, tmp_path: Path, machine: Machine
) -> None:
    async with opened(configured(town, tmp_path, NOWHERE), tmp_path / "hocvuso.db") as door:
        phone = town.phone("Lan")
        await asks(door, phone, "xin chào", "nghe")
        await until(lambda: phone.heard()[-1:] == ["Mời bác nghe ạ."])
        (clip,) = [file for file in town.world.files.values() if file.kind == "voice"]
        spoken = town.keeper.blob(clip.blob)
        assert spoken is not None
        assert spoken.startswith(b"OggS")
        assert "đủ mười tám tuổi".encode() in spoken
        assert "một: đồng ý.".encode() in spoken
        assert [one.name for one in (tmp_path / "var/cache/speech").iterdir()]
        assert len(machine.asked) == 2


async def test_with_speech_switched_off_it_is_written_again(
    town: Town, tmp_path: Path, machine: Machine
) -> None:
    settings = configured(town, tmp_path, NOWHERE).model_copy(update={"speech": "off"})
    async with opened(settings, tmp_path / "hocvuso.db") as door:
        phone = town.phone("Lan")
        await asks(door, phone, "xin chào", "nghe")
        await until(lambda: "chưa đọc thành tiếng được" in "\n".join(phone.heard()))
        assert town.calls.accepted("sendVoice") == []
    assert machine.asked == []
