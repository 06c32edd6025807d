"""What goes wrong, by the page: each fault on and off, groups and accounts, and a sentence for every mistake."""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.town.wire import Raw
from town.faults import Silence
from town.town import Town
from town.trouble import SECONDS, WITH_UPDATES, Trouble
from town.weather import Weather
from town.world import GroupKind

WORDS = Path(__file__).parents[2] / "town" / "page" / "words.js"


@pytest.fixture
async def page(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"{town.url}/api", timeout=60) as client:
        yield client


async def switched_on(page: httpx.AsyncClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await page.get("/world")).json()["faults"]["on"]
    return found


async def test_it_offers_every_trouble_and_says_each_in_both_languages(
    page: httpx.AsyncClient,
) -> None:
    offered = (await page.get("/faults")).json()
    assert [each["name"] for each in offered] == list(Trouble)
    assert {each["name"] for each in offered if each["seconds"] is not None} == set(SECONDS)
    assert {each["name"] for each in offered if each["about"] == "updates"} == WITH_UPDATES
    words = WORDS.read_text()
    for trouble in Trouble:
        for key in ("fault", "what"):
            assert len(re.findall(rf'"{key}:{trouble}": "[^"]+"', words)) == 2


async def test_a_fault_for_one_phone_counts_down_and_is_gone(
    town: Town, raw: Raw, page: httpx.AsyncClient
) -> None:
    lan, hung = town.phone("Bác Lan"), town.phone("Chú Hùng")
    await lan.starts()
    await hung.starts()
    asked = {"name": "too-many", "chat": str(lan.id), "times": 2, "seconds": 30}
    made = await page.post("/faults", json=asked)
    assert made.status_code == 201
    expected = {"id": made.json()["id"], "name": "too-many", "chat": str(lan.id)}
    expected["app"] = "telegram"
    assert await switched_on(page) == [expected | {"left": 2, "hits": 0}]
    before = town.world.version
    found = await raw.call("sendMessage", chat_id=lan.id, text="a")
    assert found["parameters"] == {"retry_after": 30}
    assert town.world.version > before  # whoever looks at the page sees it count down
    assert await switched_on(page) == [expected | {"left": 1, "hits": 1}]
    await raw.result("sendMessage", chat_id=hung.id, text="a")
    await raw.refusal("sendMessage", chat_id=lan.id, text="a")
    assert await switched_on(page) == []
    (call, *_) = (await page.get("/log?limit=1")).json()
    assert (call["ok"], call["code"], call["fault"]) == (False, 429, "Answer")


async def test_one_is_switched_off_or_all_of_them(
    town: Town, raw: Raw, page: httpx.AsyncClient
) -> None:
    lan = town.phone("Bác Lan")
    await lan.starts()
    for name in ("empty", "twice"):
        await page.post("/faults", json={"name": name, "chat": None, "times": None})
    first, second = await switched_on(page)
    assert (first["left"], first["chat"]) == (None, None)
    assert (await page.post("/faults/off", json={"id": first["id"]})).is_success
    assert (await page.post("/faults/off", json={"id": first["id"]})).is_success
    assert await switched_on(page) == [second]
    town.faults.weather = Weather(7, {Trouble.EMPTY: 0.5})
    shown = (await page.get("/world")).json()["faults"]["weather"]
    assert shown == "--seed 7 --faults empty=0.5"
    town.faults.hooks.append(lambda method, chat: Silence())
    assert (await page.post("/faults/off", json={})).is_success
    assert (await page.get("/world")).json()["faults"] == {"on": [], "weather": None}
    await raw.result("sendMessage", chat_id=lan.id, text="a")


async def test_a_storm_is_for_everybody_whatever_was_asked(
    town: Town, page: httpx.AsyncClient
) -> None:
    await page.post("/faults", json={"name": "storm", "chat": "1", "times": 1, "seconds": 60})
    (storm,) = await switched_on(page)
    assert (storm["chat"], storm["left"]) == (None, None)


async def test_a_group_lives_through_everything(
    town: Town, raw: Raw, page: httpx.AsyncClient
) -> None:
    ids = [str(person) for person in town.world.people]
    made = await page.post("/groups", json={"title": "Tổ 3", "members": ids})
    url = f"/groups/{made.json()['id']}"

    async def shown() -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await page.get("/world")).json()["groups"]
        return found

    assert await shown() == [
        {
            "app": "telegram",
            "id": made.json()["id"],
            "title": "Tổ 3",
            "kind": "group",
            "members": ["Bác Lan", "Chú Hùng", "Cô Hoa – Tổ công nghệ số"],
            "bot": True,
            "muted": False,
        }
    ]
    for what, key, value in [
        ("mute", "muted", True),
        ("let-speak", "muted", False),
        ("put-out", "bot", False),
        ("take-in", "bot", True),
    ]:
        assert (await page.post(f"{url}/{what}", json={})).is_success
        assert (await shown())[0][key] is value
    assert (await page.post(f"{url}/grow-silently", json={})).is_success
    (grown,) = await shown()
    assert (grown["kind"], grown["id"] != made.json()["id"]) == (GroupKind.SUPERGROUP, True)
    updates = await raw.result("getUpdates")
    assert not any("migrate_to_chat_id" in update.get("message", {}) for update in updates)
    assert (await page.post(f"{url}/delete", json={})).status_code == 409  # it moved
    assert (await page.post(f"/groups/{grown['id']}/grow", json={})).status_code == 409
    assert (await page.post(f"/groups/{grown['id']}/delete", json={})).is_success
    assert await shown() == []
    other = await page.post("/groups", json={"title": "Tổ 4", "members": ids})
    assert (await page.post(f"/groups/{other.json()['id']}/grow", json={})).is_success
    updates = await raw.result("getUpdates")
    assert any("migrate_to_chat_id" in update.get("message", {}) for update in updates)


async def test_an_account_is_deleted_for_good_and_comes_back_as_another(
    town: Town, raw: Raw, page: httpx.AsyncClient
) -> None:
    """F23."""
    lan = town.phone("Bác Lan")
    await lan.starts()
    assert (await page.post(f"/phones/{lan.id}/delete-account", json={})).is_success
    assert (await page.get("/world")).json()["phones"][0]["deleted"] is True
    assert (await raw.refusal("sendMessage", chat_id=lan.id, text="a"))[0] == 403
    said = await page.post(f"/phones/{lan.id}/say", json={"chat": lan.chat.key, "text": "a"})
    assert said.status_code == 409
    made = await page.post("/phones", json={"name": "Bác Lan", "device": "android"})
    assert made.json()["id"] != str(lan.id)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/faults", {"name": "rain"}, 400),
        ("/faults", {}, 400),
        ("/faults", {"name": "empty", "times": 0}, 409),
        ("/faults", {"name": "empty", "times": 1001}, 409),
        ("/faults", {"name": "empty", "times": True}, 400),
        ("/faults", {"name": "empty", "chat": []}, 400),
        ("/faults", {"name": "slow", "seconds": -1}, 409),
        ("/faults", {"name": "slow", "seconds": 1e12}, 409),
        ("/faults", {"name": "slow", "seconds": "1"}, 400),
        ("/faults/off", {"id": "x"}, 400),
        ("/groups/{group}/dance", {}, 404),
        ("/groups/-1/mute", {}, 404),
        ("/groups/{group}/take-in", {}, 409),
    ],
)
async def test_a_mistake_is_told_in_a_sentence(
    town: Town, page: httpx.AsyncClient, path: str, body: dict[str, object], status: int
) -> None:
    group = town.new_group("Tổ 3", town.phone("Bác Lan"))
    answer = await page.post(path.format(group=group.id), json=body)
    assert answer.status_code == status
    assert re.fullmatch(r"[A-ZĐ].*\.", answer.json()["error"])
    assert town.faults.rules == []


async def test_the_page_cannot_pile_up_faults_without_end(
    town: Town, page: httpx.AsyncClient
) -> None:
    statuses = [(await page.post("/faults", json={"name": "empty"})).status_code for _ in range(31)]
    assert statuses == [201] * 30 + [409]


async def test_a_foreign_page_breaks_nothing(town: Town, page: httpx.AsyncClient) -> None:
    foreign = {"origin": "https://example.org"}
    for path in ("/faults", "/faults/off", "/groups/-1/delete"):
        assert (await page.post(path, json={"name": "empty"}, headers=foreign)).status_code == 403
    assert town.faults.rules == []
