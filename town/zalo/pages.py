"""What hands do with Zalo on the page, as JSON under `/api/zalo/`; `town.zalo.screens` says what it shows.

Every call is a POST of one JSON object, but for the pictures. `chat` is a chat's `id` on the screen, message
and account ids are those of the screen, too.

* `phones/{id}/…`: `open {chat}`, `say {chat, text, quotes?, mention?}` (a message's and an account's id),
  `send {chat, kind, caption?, quotes?, mention?}` (kind: picture, sticker, voice, link, file, location),
  `block {chat, blocked}`, `follow {chat, followed}`, `read {chat}`, `tap {chat, message, n}`,
  `protect {protected}`
* `groups {title, members, account?}` makes one on the Bot platform, owned by the first member: `{id}`
* `groups/{id}/…`: `invite {account}`, `put-out {account}` as its owner; `join {person}`, `leave {person}`
* `bots/{id}/…`: `manner {wrapped?, photo_field?, attempts?, quote_field?, display_name?}`,
  `plan {users?, groups?, messages?}` (null: no limit)
* GET `pictures/{id}`, `sounds/{id}`: fetched anew from where the account has it; 404 when it is no longer there
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from town import asked
from town.people import Impossible
from town.world import Person
from town.zalo import groups, people
from town.zalo.accounts import Manner, Plan, ZaloBot
from town.zalo.world import App, Kind, Place, ZaloChat, ZaloGroup, ZaloMessage

if TYPE_CHECKING:  # the town makes its pages
    from town.town import Town

Given = dict[str, object]
Action = Callable[[Person, Given], None]
Happening = Callable[[ZaloGroup, Given], None]

MOST_ATTEMPTS = 1000
LARGEST_PLAN = 10**9


def routes(town: "Town") -> list[Route]:
    desk = _Desk(town)
    return [
        Route("/api/zalo/phones/{id:int}/{what}", asked.guarded(desk.act), methods=["POST"]),
        Route("/api/zalo/groups", asked.guarded(desk.group), methods=["POST"]),
        Route("/api/zalo/groups/{id}/{what}", asked.guarded(desk.happens), methods=["POST"]),
        Route("/api/zalo/bots/{id}/{what}", asked.guarded(desk.settings), methods=["POST"]),
        Route("/api/zalo/pictures/{id}", desk.picture),
        Route("/api/zalo/sounds/{id}", desk.sound),
    ]


class _Desk:
    """The answers, one method a route."""

    def __init__(self, town: "Town") -> None:
        self._town = town

    async def act(self, request: Request) -> Response:
        person = self._town.world.people.get(request.path_params["id"])
        action = self._actions().get(request.path_params["what"])
        if person is None or action is None:
            return asked.error(404, "Không có điện thoại hoặc việc này.")
        action(person, await asked.given(request))
        return await self._done({})

    async def group(self, request: Request) -> Response:
        given = await asked.given(request)
        title, ids = asked.text(given, "title").strip(), given["members"]
        if not 1 <= len(title) <= 128 or not isinstance(ids, list) or not ids:
            raise Impossible("Nhóm cần một cái tên (tối đa 128 ký tự) và ít nhất một người.")
        members = [self._town.world.people[int(each)] for each in dict.fromkeys(ids)]
        account = asked.text(given, "account", "") or None
        made = groups.create(self._town.zalo, App.BOT, title, members, account)
        return await self._done({"id": made.id}, 201)

    async def happens(self, request: Request) -> Response:
        group = self._town.world.zalo.groups.get(request.path_params["id"])
        happening = self._happenings().get(request.path_params["what"])
        if group is None or happening is None:
            return asked.error(404, "Không có nhóm hoặc việc này.")
        happening(group, await asked.given(request))
        return await self._done({})

    async def settings(self, request: Request) -> Response:
        bot = self._town.world.zalo.bots.get(request.path_params["id"])
        what = {"manner": _manner, "plan": _plan}.get(request.path_params["what"])
        if bot is None or what is None:
            return asked.error(404, "Không có trợ giảng hoặc việc này.")
        what(bot, await asked.given(request))
        self._town.keeper.changed()
        return await self._done({})

    async def picture(self, request: Request) -> Response:
        for message in self._of_accounts(request.path_params["id"], Kind.PICTURE):
            found = await self._town.zalo_bots.picture(message.url)
            if found is not None:
                return Response(found[1], media_type=found[0])
        return asked.error(404, "Không còn ảnh này.")

    async def sound(self, request: Request) -> Response:
        for message in self._of_accounts(request.path_params["id"], Kind.VOICE):
            found = await self._town.zalo_bots.sound(message.url)
            if found is not None:
                return Response(found[1], media_type=found[0])
        return asked.error(404, "Không còn tiếng này.")

    def _of_accounts(self, wanted: str, kind: Kind) -> Iterator[ZaloMessage]:
        world = self._town.world.zalo
        found = (world.message(place, wanted) for place in world.places())
        return (each for each in found if each and each.account is not None and each.kind is kind)

    async def _done(self, answer: dict[str, object], status: int = 200) -> Response:
        """What a hand did outlives the process before the hand is told."""
        await self._town.keeper.saved()
        return JSONResponse(answer, status_code=status)

    def _actions(self) -> dict[str, Action]:
        return {
            "open": lambda who, given: people.open_chat(
                self._town.zalo, who, self._private(who, given)
            ),
            "say": self._say,
            "send": self._send,
            "block": lambda who, given: people.block(
                self._town.zalo,
                who,
                self._private(who, given),
                blocked=asked.flag(given, "blocked"),
            ),
            "follow": lambda who, given: people.follow(
                self._town.zalo,
                who,
                self._private(who, given),
                followed=asked.flag(given, "followed"),
            ),
            "read": lambda who, given: people.read(self._town.zalo, who, self._private(who, given)),
            "tap": self._tap,
            "protect": lambda who, given: people.protect(
                self._town.zalo, who, protected=asked.flag(given, "protected")
            ),
        }

    def _say(self, who: Person, given: Given) -> None:
        place = self._place(who, given)
        people.say(
            self._town.zalo,
            who,
            place,
            asked.text(given, "text"),
            quotes=self._quoted(place, given),
            mention=asked.text(given, "mention", "") or None,
        )

    def _send(self, who: Person, given: Given) -> None:
        place = self._place(who, given)
        people.send(
            self._town.zalo,
            who,
            place,
            Kind(asked.text(given, "kind")),
            asked.text(given, "caption", ""),
            quotes=self._quoted(place, given),
            mention=asked.text(given, "mention", "") or None,
        )

    def _tap(self, who: Person, given: Given) -> None:
        chat = self._private(who, given)
        message = self._message(chat, asked.text(given, "message"))
        people.tap(self._town.zalo, who, chat, message, asked.number(given, "n"))

    def _happenings(self) -> dict[str, Happening]:
        zalo = self._town.zalo
        return {
            "invite": lambda group, given: groups.invite(
                zalo, group, asked.text(given, "account"), self._owner(group)
            ),
            "put-out": lambda group, given: groups.put_out(
                zalo, group, asked.text(given, "account"), self._owner(group)
            ),
            "join": lambda group, given: groups.join(zalo, group, self._person(given)),
            "leave": lambda group, given: groups.leave(zalo, group, self._person(given)),
        }

    def _owner(self, group: ZaloGroup) -> Person:
        if not group.members:
            raise Impossible("Nhóm này không còn ai.")
        return self._town.world.people[group.members[0]]

    def _person(self, given: Given) -> Person:
        return self._town.world.people[asked.number(given, "person")]

    def _place(self, person: Person, given: Given) -> Place:
        wanted = asked.text(given, "chat")
        for place in people.places_of(self._town.zalo, person):
            if place.key == wanted:
                return place
        raise Impossible("Điện thoại này không có cuộc trò chuyện đó.")

    def _private(self, person: Person, given: Given) -> ZaloChat:
        place = self._place(person, given)
        if not isinstance(place, ZaloChat):
            raise Impossible("Việc này chỉ làm được trong cuộc trò chuyện riêng.")
        return self._town.world.zalo.chat(place.account, place.person)

    def _quoted(self, place: Place, given: Given) -> ZaloMessage | None:
        wanted = asked.text(given, "quotes", "")
        return self._message(place, wanted) if wanted else None

    def _message(self, place: Place, wanted: str) -> ZaloMessage:
        message = self._town.world.zalo.message(place, wanted)
        if message is None:
            raise Impossible("Tin nhắn này không còn trên màn hình.")
        return message


def _manner(bot: ZaloBot, given: Given) -> None:
    now = bot.manner
    photo_field = asked.text(given, "photo_field", now.photo_field)
    attempts = _up_to(given, "attempts", now.attempts, MOST_ATTEMPTS)
    if photo_field not in ("photo", "photo_url"):
        raise Impossible("Tên ô chứa ảnh chỉ là photo hoặc photo_url.")
    if attempts == 0:
        raise Impossible("Mỗi sự kiện được giao ít nhất một lần.")
    bot.manner = Manner(
        wrapped=asked.flag({"wrapped": now.wrapped} | given, "wrapped"),
        photo_field=photo_field,
        attempts=attempts,
        quote_field=asked.text(given, "quote_field", now.quote_field),
        display_name=asked.flag({"display_name": now.display_name} | given, "display_name"),
    )


def _plan(bot: ZaloBot, given: Given) -> None:
    now = bot.plan
    bot.plan = Plan(
        users=_up_to(given, "users", now.users, LARGEST_PLAN),
        groups=_up_to(given, "groups", now.groups, LARGEST_PLAN),
        messages=_up_to(given, "messages", now.messages, LARGEST_PLAN),
    )


def _up_to(given: Given, name: str, now: int | None, most: int) -> int | None:
    """A number from 0 on, null for no limit, as it is now when it is not given."""
    if name not in given:
        return now
    if given[name] is None:
        return None
    number = asked.number(given, name)
    if not 0 <= number <= most:
        raise Impossible(f"Con số này cần từ 0 đến {most}.")
    return number
