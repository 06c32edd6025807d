"""What the preview answers: to its own page, to another site's, and when files change below it."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from service.preview.desk import Desk
from service.preview.routes import create_preview
from service.preview_command import preview
from tests.lessons.samples import SOUND

TODAY = date(2026, 11, 24)
PORT = 8090
HERE = f"http://127.0.0.1:{PORT}"


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    folder = tmp_path / "bai"
    folder.mkdir()
    (folder / "cai-ung-dung.md").write_text(SOUND, encoding="utf-8")
    (tmp_path / "ngoai.png").write_bytes(b"not for anybody")
    return folder


@pytest.fixture
async def client(lessons: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_preview(Desk(lessons, lambda: TODAY, file="cai-ung-dung.md"), PORT)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE) as client:
        yield client


def edit(lessons: Path, *changes: tuple[str, str]) -> None:
    """As an editor saves it: another content, a later time."""
    path = lessons / "cai-ung-dung.md"
    text, before = path.read_text(encoding="utf-8"), path.stat().st_mtime_ns
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before + 10**9, before + 10**9))


async def test_the_four_columns_are_one_conversation(client: httpx.AsyncClient) -> None:
    state = (await client.get("/api/state")).json()
    asked = state["turns"][-1]["bubbles"][-1]
    key = asked["telegram"]["keys"][0][0]
    assert asked["zalo"][-1]["text"].count("\n1. ") == 1  # what are buttons there are numbers here
    assert asked["web"]["options"][0]["label"] == key["text"]
    pressed = {"do": "press", "token": key["callback_data"], "number": asked["number"]}
    after = (await client.post("/api/do", json=pressed)).json()
    before = next(one for one in after["turns"][-2]["bubbles"] if one["number"] == asked["number"])
    assert before["telegram"]["keys"] == [[{"text": f"✓ {key['text']}", "callback_data": "-"}]]
    assert after["step"] == after["lesson"]["steps"][1]["id"]
    assert [item["step"] for item in after["sheet"]["items"]][:1] == [state["step"]]


async def test_a_saved_file_is_followed_at_the_same_step(
    client: httpx.AsyncClient, lessons: Path
) -> None:
    state = (await client.get("/api/state")).json()
    step = state["lesson"]["steps"][1]["id"]
    jumped = (await client.post("/api/do", json={"do": "jump", "step": step})).json()
    unchanged = await client.get("/api/state", params={"seen": jumped["version"]})
    assert unchanged.status_code == 204
    title = jumped["lesson"]["steps"][1]["title"]
    edit(lessons, (f"· {title}", "· Một tên mới"))
    followed = (await client.get("/api/state", params={"seen": jumped["version"]})).json()
    assert followed["step"] == step
    assert "Một tên mới" in followed["turns"][-1]["bubbles"][-1]["zalo"][-1]["text"]


async def test_a_broken_file_is_shown_in_its_last_good_form_with_its_faults(
    client: httpx.AsyncClient, lessons: Path
) -> None:
    state = (await client.get("/api/state")).json()
    step = state["lesson"]["steps"][1]
    edit(lessons, (f"· {step['title']}", f"· {step['title']}\n@khong_co gì cả"))
    broken = (await client.get("/api/state")).json()
    assert broken["lesson"]["stale"]
    assert broken["turns"] == state["turns"]
    assert any(one["error"] for one in broken["lesson"]["notes"][step["id"]])
    edit(lessons, ("\n@khong_co gì cả", ""))
    mended = (await client.get("/api/state")).json()
    assert not mended["lesson"]["stale"]
    assert not any(one["error"] for one in mended["faults"])


async def test_a_file_that_is_broken_from_the_beginning_appears_once_it_is_mended(
    lessons: Path,
) -> None:
    """And no other lesson is shown in its place."""
    other = SOUND.replace("id: cai-ung-dung", "id: bai-khac").replace("ma: L02", "ma: L90")
    (lessons / "bai-khac.md").write_text(other, encoding="utf-8")
    edit(lessons, ("id: cai-ung-dung", "idd: cai-ung-dung"))
    app = create_preview(Desk(lessons, lambda: TODAY, file="cai-ung-dung.md"), PORT)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=HERE) as client:
        broken = (await client.get("/api/state")).json()
        assert broken["lesson"] is None
        assert [one["id"] for one in broken["lessons"]] == ["bai-khac"]
        assert broken["turns"] == []
        assert any(one["error"] and one["file"] == broken["file"] for one in broken["faults"])
        edit(lessons, ("idd: cai-ung-dung", "id: cai-ung-dung"))
        mended = (await client.get("/api/state")).json()
        assert mended["lesson"]["id"] == "cai-ung-dung"
        assert mended["turns"]


async def test_a_lesson_that_gets_another_id_is_followed(
    client: httpx.AsyncClient, lessons: Path
) -> None:
    edit(lessons, ("id: cai-ung-dung", "id: cai-ung-dung-moi"))
    renamed = (await client.get("/api/state")).json()
    assert [one["id"] for one in renamed["lessons"]] == ["cai-ung-dung-moi"]
    assert renamed["lesson"]["id"] == "cai-ung-dung-moi"
    (lessons / "cai-ung-dung.md").unlink()
    gone = (await client.get("/api/state")).json()
    assert gone["lesson"] is None
    assert gone["faults"]


async def test_strict_finds_more(client: httpx.AsyncClient, lessons: Path) -> None:
    line = next(one for one in SOUND.splitlines() if one.startswith("@android"))
    edit(lessons, (line, f"{line} {'Chạm nhẹ một lần thôi nhé. ' * 5}"))
    state = (await client.get("/api/state")).json()
    strict = (await client.post("/api/do", json={"do": "strict", "on": True})).json()
    more = [one["message"] for one in strict["faults"] if one not in state["faults"]]
    assert any("dễ đọc hơn" in message for message in more)
    assert len((await client.get("/api/golden")).text) > 100


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": f"localhost:{PORT}"}, 200),
        ({"origin": HERE}, 200),
        ({"host": f"evil.example:{PORT}"}, 403),
        ({"host": "127.0.0.1:1"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
async def test_no_other_site_is_answered(
    client: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await client.get("/api/state", headers=headers)
    assert answer.status_code == status
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_a_form_and_nonsense_are_refused(client: httpx.AsyncClient) -> None:
    form = await client.post("/api/do", content=b'{"do":"restart"}')
    assert form.status_code == 400
    json = {"content-type": "application/json"}
    for body, status in ((b"{", 400), (b" " * 40_000, 400), (b'{"do":"x"}', 409)):
        assert (await client.post("/api/do", content=body, headers=json)).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "media/..%2Fngoai.png",
        "media/../ngoai.png",
        "media/cai-ung-dung.md",
        "media/%00",
        "static/..%2Fdesk.py",
    ],
)
async def test_nothing_outside_the_folder_is_read(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/{path}")).status_code == 404


async def test_the_page_and_all_that_it_names_are_there(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    named = [part.split('"')[0] for part in page.text.split('="static/')[1:]]
    assert len(named) >= 8
    answers = await asyncio.gather(*(client.get(f"/static/{name}") for name in named))
    assert [answer.status_code for answer in answers] == [200] * len(named)


def test_what_cannot_be_previewed_is_said(
    tmp_path: Path, lessons: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "trong").mkdir()

    def begin(place: Path, port: int = PORT) -> int:
        return preview(place, port, contact="", strict=False)

    assert begin(tmp_path / "khong-co.md") == 2
    assert "Không thấy" in capsys.readouterr().err
    assert begin(tmp_path / "trong") == 2
    assert "chưa có bài học nào" in capsys.readouterr().err
    assert begin(tmp_path / "ngoai.png") == 2
    assert "đuôi .md" in capsys.readouterr().err
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        assert begin(lessons, taken) == 3
    assert f"cổng {taken}" in capsys.readouterr().err
