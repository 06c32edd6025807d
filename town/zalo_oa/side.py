"""The Official Account side of the town as one thing to hold: its servers, its accounts, the phones and groups at them."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from starlette.types import Receive, Scope, Send

from town import people
from town.faults import Faults
from town.people import Impossible
from town.world import Device, Person
from town.zalo.phone import Group, ZaloPhone
from town.zalo_oa import console
from town.zalo_oa.account import ZaloOa
from town.zalo_oa.api import OpenApi
from town.zalo_oa.courier import Courier
from town.zalo_oa.dispatch import Dispatch
from town.zalo_oa.door import WORDS, Door
from town.zalo_oa.home import HOME_OA_ID, home
from town.zalo_oa.limits import CALLS_A_MINUTE
from town.zalo_oa.oauth import OAuth
from town.zalo_oa.pictures import Pictures
from town.zalo_oa.platform import Platform

if TYPE_CHECKING:  # the town has this side
    from town.town import Town

# Under the town's own address, for whoever writes settings.
API, OAUTH = "/zalo-oa", "/zalo-oauth"


class ZaloOas:
    """Start and stop it in the loop that serves the town; it serves what lies under `API` and `OAUTH`.

    `faults` are those of this side alone, since Zalo's refusals are its own; `limited`: calls are counted.
    """

    def __init__(
        self, town: "Town", numbers: Iterator[int], latency: float, *, limited: bool
    ) -> None:
        self._town = town
        self.faults = Faults(town.clock.now, town.keeper.changed, WORDS, numbers)
        self.courier = Courier(town.keeper, town.clock, self.faults)
        self._dispatch = Dispatch(town.zalo, self.courier)
        self.courier.listeners.append(self._dispatch.taken)
        self._pictures = Pictures()
        self._door = Door(town.clock, town.calls, self.faults, latency)
        rate = CALLS_A_MINUTE if limited else None
        self.platform = Platform(town.zalo, self._dispatch, self._pictures, rate)
        self._api = OpenApi(self._door, self.platform)
        self._oauth = OAuth(self._door, town.zalo)

    @property
    def url(self) -> str:
        """The base of the OpenAPI: calls go to `{url}/v3.0/oa/…`."""
        return f"{self._town.url}{API}"

    @property
    def oauth_url(self) -> str:
        """The base of OAuth: `{oauth_url}/v4/oa/access_token`."""
        return f"{self._town.url}{OAUTH}"

    @property
    def home(self) -> ZaloOa:
        """The account with which every town starts."""
        return self._town.world.zalo.oas[HOME_OA_ID]

    def start(self) -> None:
        self._pictures.start()
        self.courier.start()

    def let_go(self) -> None:
        """The town is about to stop: nobody waits any longer in a silence."""
        self._door.let_go()

    async def stop(self) -> None:
        await self.courier.stop()
        await self._pictures.stop()

    async def serve(self, path: str, scope: Scope, receive: Receive, send: Send) -> bool:
        """Answer what is for one of these servers; False: it is not."""
        if path.startswith(f"{API}/"):
            await self._api.serve(path.removeprefix(f"{API}/"), scope, receive, send)
            return True
        if path.startswith(f"{OAUTH}/"):
            await self._oauth.serve(path.removeprefix(f"{OAUTH}/"), scope, receive, send)
            return True
        return False

    def settle(self) -> None:
        """The home account is there."""
        self.add(home(self._town.clock.now()))

    def add(self, oa: ZaloOa) -> ZaloOa:
        """Register an account, unless it is known; everybody may write to it."""
        known = self._town.world.zalo.oas.setdefault(oa.id, oa)
        self._town.keeper.changed()
        return known

    def begin_anew(self) -> None:
        """Empty screens, no groups: nothing is on its way any more. Who may call, and where to, stays."""
        for oa in self._town.world.zalo.oas.values():
            self.courier.forget(oa)
            oa.unread.clear()
            oa.assets.clear()

    async def save_webhook(self, oa: ZaloOa, url: str) -> None:
        """What the console does; raises Impossible, and keeps the former address, where the probe failed."""
        console.check_url(url)
        if wrong := await self.courier.probe(url):
            raise Impossible(f"Chưa lưu được: địa chỉ này không nhận bản tin thử ({wrong}).")
        oa.webhook_url, oa.webhook_stopped = url, ""
        oa.last_error, oa.last_error_at = "", None
        self._town.keeper.changed()

    def remove_webhook(self, oa: ZaloOa) -> None:
        """What is on its way is forgotten with it."""
        oa.webhook_url = oa.webhook_stopped = ""
        self.courier.forget(oa)

    def phone(self, name: str) -> ZaloPhone:
        """The Zalo of the first person whose name contains that, at the home account's chat."""
        return ZaloPhone(self._town, self._town.phone(name).person, self.home.id)

    def new_phone(self, name: str, device: Device = Device.ANDROID) -> ZaloPhone:
        person = people.move_in(self._town.platform, name, device)
        return ZaloPhone(self._town, person, self.home.id)

    def group(self, title: str, *members: ZaloPhone) -> Group:
        """A group that the home account made; its members follow it or have written of late."""
        persons = [phone.person for phone in members]
        group = console.create_group(self._town.zalo, self.home, title, persons)
        return Group(self._town, group, self.home.id)

    def meet(self, crowd: Iterable[Person]) -> None:
        """These follow the home account. Nothing is delivered."""
        now = self._town.clock.now()
        for person in crowd:
            chat = self._town.world.zalo.chat(self.home.id, person.id)
            chat.opened = chat.followed = True
            chat.last_interaction = now

    def phone_is_back(self, person: Person) -> None:
        """A phone has a network again: what waited for it arrives."""
        self._dispatch.phone_is_back(person)
