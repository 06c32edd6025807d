"""The real adapter and the real keeper of tokens against the simulated Official Account, over real HTTP:
what each believes, the other checks."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from bot.delivery import Envelope, Rejected, Result, RetryAt, Sent
from bot.message import Document, Message, Option, Photo
from bot.text import LONGEST
from bot.update import (
    Address,
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatKind,
    ChatOpened,
    Content,
    MediaKind,
    MediaSent,
    TextSent,
    Update,
)
from channels.zalo_oa.adapter import ZaloOA
from channels.zalo_oa.calls import Buttons
from channels.zalo_oa.keys import Keys
from channels.zalo_oa.oauth import OAuth
from channels.zalo_oa.results import Refusal
from channels.zalo_oa.setup import ZaloOASetup
from channels.zalo_oa.tokens import NotNow, NoToken
from storage.database import Database
from tests.channels.conftest import PNG
from tests.channels.fake_wire import until
from tests.channels.letters import envelope
from town.faults import Reset
from town.telegram.limits import NO_RATES
from town.town import Town
from town.zalo.phone import Group, ZaloPhone
from town.zalo.world import Kind
from town.zalo_oa import console
from town.zalo_oa.account import Buttons as TownButtons
from town.zalo_oa.errors import CATALOGUE
from town.zalo_oa.errors import Refusal as TownRefusal
from town.zalo_oa.home import HOME_REFRESH_TOKEN
from worker.desk import Desk
from worker.tokens import REST, TokenKeeper

pytestmark = pytest.mark.slow

HOUR = 3_600
PATIENCE = 30.0  # seconds for our answer, in place of Zalo's two: a loaded machine decides no test
TWO = (Option("Xong rồi", "3:0"), Option("Chưa", "3:1"))


@dataclass
class Scene:
    """The account as the service would run it: `heard` is what its webhook brought."""

    town: Town
    keeper: TokenKeeper
    channel: ZaloOA
    base: str = ""
    heard: list[Update] = field(default_factory=list)
    refused: int = 0

    async def takes(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name.lower(): value for name, value in request.headers.items()}
        if not self.channel.authentic(headers, body):
            self.refused += 1
            return web.Response(status=401)
        self.heard.extend(self.channel.read(body))
        return web.Response(body=self.channel.acknowledge(body))

    async def connect(self) -> None:
        await self.town.zalo_oas.save_webhook(self.town.zalo_oas.home, f"{self.base}/webhook")

    async def hears(self, count: int) -> list[Content]:
        """So many updates, when the town has nothing more to bring."""
        events = self.town.zalo_oas.home.events
        await until(lambda: len(self.heard) >= count and not events)
        return [update.content for update in self.heard]

    async def says(self, message: Message, phone: ZaloPhone, **more: int) -> Result:
        return await self.channel.send(self.letter(message, phone.id, **more))

    async def announces(self, message: Message, group: Group) -> Result:
        letter = self.letter(message, "")
        address = Address(self.channel.account, group.id, ChatKind.GROUP)
        return await self.channel.send(replace(letter, address=address))

    def letter(self, message: Message, chat: str, **more: int) -> Envelope:
        return replace(envelope(message, chat=chat, account=self.channel.account), **more)  # type: ignore[arg-type]


@asynccontextmanager
async def staged(town: Town, url: str, **settings: object) -> AsyncIterator[Scene]:
    home, oas = town.zalo_oas.home, town.zalo_oas
    keys = Keys(home.id, home.app_id, home.app_secret, home.secret_key)
    database = Database(url)
    desk = Desk(database)
    oauth = OAuth(
        keys, town.clock.now, oauth_url=oas.oauth_url, redirect_uri="https://xa.example/oa"
    )
    keeper = TokenKeeper("zalo-oa", desk, oauth, town.clock.now)
    await keeper.seed(HOME_REFRESH_TOKEN)
    pages: dict[str, str] = {}
    channel = ZaloOA(
        *("zalo-oa", keys, keeper, town.clock.now),
        api_url=oas.url,
        media=lambda file: pages["base"] + f"/media/{file}",
        **settings,  # type: ignore[arg-type]
    )
    scene = Scene(town, keeper, channel)
    app = web.Application()
    app.router.add_post("/webhook", scene.takes)
    app.router.add_get("/media/hinh/kho.png", _picture)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    scene.base = pages["base"] = "http://{}:{}".format(*runner.addresses[0][:2])
    oas.courier.within = PATIENCE
    await channel.open()
    yield scene
    await channel.close()
    await keeper.close()
    await runner.cleanup()
    await desk.close()
    database.close()


async def _picture(_: web.Request) -> web.Response:
    return web.Response(body=PNG, content_type="image/png")


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with Town.running(rates=NO_RATES) as town:
        yield town


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/hocvuso.db"
    made = Database(url)
    made.migrate()
    made.close()
    return url


@pytest.fixture
async def scene(town: Town, url: str) -> AsyncIterator[Scene]:
    async with staged(town, url) as scene:
        yield scene


# --- In --------------------------------------------------------------------------------------


async def test_the_console_saves_our_address_and_signed_events_are_read(scene: Scene) -> None:
    await scene.connect()  # its unsigned {} was let in, else this raised
    lan = scene.town.oa_phone("Bác Lan")
    await lan.follows()
    await lan.says("Xin chào")
    for kind in (Kind.PICTURE, Kind.VOICE, Kind.STICKER, Kind.FILE, Kind.LOCATION):
        await lan.sends(kind)
    await lan.unfollows()
    assert await scene.hears(8) == [
        ChatOpened(),
        TextSent("Xin chào"),
        MediaSent(MediaKind.PHOTO),
        MediaSent(MediaKind.VOICE),
        MediaSent(MediaKind.STICKER),
        MediaSent(MediaKind.FILE),
        MediaSent(MediaKind.LOCATION),
        BotBlocked(),
    ]
    assert {update.sender.user for update in scene.heard} == {lan.id}
    assert len({update.key for update in scene.heard}) == 8
    assert scene.refused == 0


async def test_we_do_not_hear_ourselves_nor_our_receipts(scene: Scene) -> None:
    await scene.connect()
    lan = scene.town.oa_phone("Bác Lan")
    await lan.says("Xin chào")
    assert isinstance(await scene.says(Message("Chào bác ạ."), lan), Sent)
    await lan.sees("Chào bác ạ.")
    await lan.reads()
    await lan.says("Cảm ơn")
    assert await scene.hears(2) == [TextSent("Xin chào"), TextSent("Cảm ơn")]


async def test_a_quoted_message_is_known(scene: Scene) -> None:
    await scene.connect()
    lan = scene.town.oa_phone("Bác Lan")
    await lan.says("Xin chào")
    sent = await scene.says(Message("Xong chưa ạ?", TWO), lan)
    assert isinstance(sent, Sent)
    await lan.says("1", quotes=await lan.sees("Xong chưa"))
    assert (await scene.hears(2))[1] == TextSent("1", sent.external_id)


async def test_in_a_group_we_hear_what_is_said_to_us(scene: Scene) -> None:
    await scene.connect()
    await ZaloOASetup(scene.channel, scene.town.clock.now).look()  # learns our name
    lan, hung = scene.town.oa_phone("Bác Lan"), scene.town.oa_phone("Chú Hùng")
    await lan.follows()
    group = scene.town.oa_group("Tổ 3", lan)
    await lan.says("hôm nay trời đẹp", group)
    await lan.says("gắn nhóm 123456", group, mention=True)
    assert isinstance(await scene.announces(Message("Lớp học 19h tối nay."), group), Sent)
    await lan.sees("19h", group)
    group.joined_by(hung)
    group.puts_out()
    found = await scene.hears(4)
    assert found == [ChatOpened(), BotUnblocked(), TextSent("gắn nhóm 123456"), BotBlocked()]
    groups = [one.address for one in scene.heard if one.address.kind is ChatKind.GROUP]
    assert {address.chat for address in groups} == {group.id}


# --- Out -------------------------------------------------------------------------------------


async def test_a_bubble_arrives_with_its_numbers(scene: Scene) -> None:
    lan = scene.town.oa_phone("Bác Lan")
    await lan.says("Xin chào")
    assert isinstance(await scene.says(Message("Xong chưa ạ?", TWO), lan), Sent)
    shown = await lan.sees("Xong chưa ạ?")
    assert shown.text == "Xong chưa ạ?\n\n1. Xong rồi\n2. Chưa\n(Gõ số để chọn.)"


@pytest.mark.parametrize("letter", ["ế", "e\u0302\u0301", "😀"])
async def test_the_longest_bubble_is_taken(scene: Scene, letter: str) -> None:
    lan = scene.town.oa_phone("Bác Lan")
    await lan.says("Xin chào")
    longest = letter * (LONGEST // max(len(letter.encode("utf-16-le")) // 2, 1))
    assert isinstance(await scene.says(Message(longest, TWO), lan), Sent)
    result = await scene.says(Message(longest * 8), lan)
    assert isinstance(result, Sent)
    assert result.parts >= 2
    assert len(lan.heard()) == 1 + result.parts


async def test_a_picture_is_fetched_from_us_and_told_where_it_cannot_be(scene: Scene) -> None:
    lan = scene.town.oa_phone("Bác Lan")
    await lan.says("Xin chào")
    for file in ("hinh/kho.png", "hinh/mat.png"):
        message = Message("Tìm hình này.", TWO, photo=Photo(file, "tam giác"))
        assert isinstance(await scene.says(message, lan), Sent)
    with_picture, told = lan.messages()[-2:]
    assert with_picture.kind is Kind.PICTURE
    assert with_picture.text.startswith("Tìm hình này.\n\n1. Xong rồi")
    assert told.kind is Kind.TEXT
    assert "[Hình: tam giác]" in told.text


async def test_a_copy_of_data_is_read_as_text(scene: Scene) -> None:
    lan = scene.town.oa_phone("Bác Lan")
    await lan.says("Xin chào")
    copy = Document("a.json", "application/json", '{"tên": "Lan"}')
    assert isinstance(await scene.says(Message("Của bác đây ạ.", document=copy), lan), Sent)
    assert lan.heard()[-2:] == ["(1/2) Của bác đây ạ.", '(2/2) {"tên": "Lan"}']


@pytest.mark.parametrize("kind", [Buttons.LIST, Buttons.TEXT_BUTTONS])
async def test_a_tap_is_a_press_of_our_token(town: Town, url: str, kind: Buttons) -> None:
    town.zalo_oas.home.buttons = TownButtons(kind.value)
    async with staged(town, url, buttons=kind) as scene:
        await scene.connect()
        lan = town.oa_phone("Bác Lan")
        await lan.says("Xin chào")
        assert isinstance(await scene.says(Message("Xong chưa ạ?", TWO), lan), Sent)
        (button, _) = (await lan.sees("Xong chưa ạ?")).buttons
        await lan.taps(button.title)
        assert (await scene.hears(2))[1] == ButtonPressed("3:0")


@pytest.mark.parametrize("kind", [Buttons.LIST, Buttons.TEXT_BUTTONS])
@pytest.mark.parametrize("real", [TownButtons.OFF, TownButtons.LIST, TownButtons.TEXT_BUTTONS])
async def test_whatever_envelope_is_real_the_bubble_arrives(
    town: Town, url: str, kind: Buttons, real: TownButtons
) -> None:
    town.zalo_oas.home.buttons = real
    async with staged(town, url, buttons=kind) as scene:
        lan = town.oa_phone("Bác Lan")
        await lan.says("Xin chào")
        for _ in range(2):
            assert isinstance(await scene.says(Message("Xong chưa ạ?", TWO), lan), Sent)
        assert len(lan.heard()) == 2
        assert scene.channel.capabilities.buttons == (kind.value == real.value)


async def test_nobody_can_call_a_whole_group_through_us(scene: Scene) -> None:
    lan = scene.town.oa_phone("Bác Lan")
    await lan.follows()
    group = scene.town.oa_group("Tổ 3", lan)
    await scene.announces(Message(f"Mời [@{group.id}] và [@{lan.id}] đi học."), group)
    shown = await lan.sees("đi học", group)
    assert shown.text == "Mời  và  đi học."
    assert shown.mentions == []


@pytest.mark.parametrize(
    ("hours", "money", "expected"),
    [
        (47, None, "sent"),
        (49, None, "window: "),
        (49, 0, "window: "),
        (49, 5, "sent"),
        (6 * 24, 5, "sent"),
        (8 * 24, 5, "window"),
    ],
)
async def test_how_long_one_may_write_to_the_silent(
    scene: Scene, hours: int, money: int | None, expected: str
) -> None:
    lan = scene.town.oa_phone("Bác Lan")
    await lan.says("Xin chào")
    console.fill(scene.town.zalo, scene.town.zalo_oas.home, money)
    scene.town.clock.advance(hours * HOUR)
    result = await scene.says(Message("Bác học tiếp nhé."), lan)
    if expected == "sent":
        assert isinstance(result, Sent)
    else:
        assert isinstance(result, Rejected)
        assert not result.account_broken
        assert result.reason.startswith(expected)
        await lan.says("Tôi đây")  # and the window is open again
        assert isinstance(await scene.says(Message("Chào bác ạ."), lan), Sent)


@pytest.mark.parametrize("refusal", CATALOGUE.values(), ids=map(str, CATALOGUE))
def test_every_refusal_that_the_town_knows_has_a_meaning_for_us(refusal: TownRefusal) -> None:
    assert "Zalo từ chối" not in Refusal(refusal.code, refusal.message).reason


async def test_a_group_that_is_gone_cannot_be_reached(scene: Scene) -> None:
    lan = scene.town.oa_phone("Bác Lan")
    await lan.follows()
    group = scene.town.oa_group("Tổ 3", lan)
    group.puts_out()
    result = await scene.announces(Message("Có ai không ạ?"), group)
    assert type(result).__name__ == "Unreachable"


# --- Tokens ----------------------------------------------------------------------------------


async def test_tokens_rotate_for_months_and_each_works_once(scene: Scene) -> None:
    lan = scene.town.oa_phone("Bác Lan")
    for day in range(0, 200, 20):
        await lan.says("Xin chào")
        assert isinstance(await scene.says(Message(f"Ngày {day}"), lan), Sent)
        scene.town.clock.advance(20 * 24 * HOUR)
        await scene.keeper.keep_fresh()
    state = await scene.keeper.state()
    assert state is not None
    assert state.trouble == ""


async def test_twenty_sends_after_a_night_are_one_renewal(scene: Scene) -> None:
    lan = scene.town.oa_phone("Bác Lan")
    await lan.says("Xin chào")
    await scene.says(Message("Chào bác ạ."), lan)
    scene.town.zalo_oas.home.access.clear()  # Zalo ends it before its time
    sends = [scene.says(Message(f"Tin {n}"), lan, id=n) for n in range(20)]
    assert all(isinstance(result, Sent) for result in await asyncio.gather(*sends))
    assert len(scene.town.zalo_oas.home.access) == 1


async def test_an_answer_that_is_lost_after_the_pair_changed_needs_a_person_who_then_helps(
    scene: Scene,
) -> None:
    lan = scene.town.oa_phone("Bác Lan")
    await lan.says("Xin chào")
    scene.town.zalo_oas.faults.next("oauth/access_token", Reset(accepted=True))
    with pytest.raises(NotNow, match="không nhận được trọn"):
        await scene.keeper.access()
    assert isinstance(await scene.says(Message("Chào bác ạ."), lan), RetryAt)
    later = time.monotonic() + REST
    scene.keeper._now = lambda: later
    with pytest.raises(NoToken, match="bị ngắt giữa chừng"):
        await scene.keeper.access()
    address, verifier = scene.keeper.begin()
    state = await scene.keeper.finish(await _agreed(address), verifier)
    assert state.trouble == ""
    assert isinstance(await scene.says(Message("Chào bác ạ."), lan), Sent)


async def _agreed(address: str) -> str:
    """What stands in an administrator's browser after the button was pressed."""
    async with aiohttp.ClientSession() as browser:
        async with browser.get(URL(address, encoded=True)) as page:
            text = await page.text()
            action = text.partition('action="')[2].partition('"')[0].replace("&amp;", "&")
        pressed = page.url.join(URL(action, encoded=True))
        async with browser.post(pressed, allow_redirects=False) as answer:
            assert answer.status == 302
            return answer.headers["location"]


async def test_the_account_is_looked_at(scene: Scene) -> None:
    found = await ZaloOASetup(scene.channel, scene.town.clock.now).look()
    assert (found.name, found.webhook) == (scene.town.zalo_oas.home.name, None)
    assert scene.channel.us.name == found.name
