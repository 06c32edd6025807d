"""The page of phones and the JSON it lives on. It shows and does what a hand could; it decides nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from town import asked, controls, groups, people, screens
from town.people import Impossible
from town.world import AttachmentKind, Chat, Device, Person, PrivateChat
from town.zalo import pages as zalo_pages
from town.zalo_oa import desk as oa_desk

if TYPE_CHECKING:  # the town makes its pages
    from town.town import Town

PAGE = Path(__file__).parent / "page"
LONGEST_POLL = 25.0  # seconds
FARTHEST_JUMP = 366 * 86_400  # seconds of one push of the clock
MOST_CALLS = 1000
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SAFE_HEADERS = [
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]

Action = Callable[[Person, dict[str, object]], None]


class SafeHeaders:
    """Puts the headers on every answer: the page runs nothing but its own files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *SAFE_HEADERS]
            await send(message)

        await self._app(scope, receive, safely)


def pages(town: "Town") -> Starlette:
    """The application that answers everything but the Bot APIs."""
    desk = _Desk(town)
    routes = [
        Route("/", _front),
        Mount("/static", StaticFiles(directory=PAGE, check_dir=False)),
        Route("/api/world", desk.world),
        Route("/api/changes", desk.changes),
        Route("/api/log", desk.log),
        Route("/api/files/{blob}", desk.file),
        Route("/api/phones", asked.guarded(desk.move_in), methods=["POST"]),
        Route("/api/phones/{id:int}", desk.phone),
        Route("/api/phones/{id:int}/{what}", asked.guarded(desk.act), methods=["POST"]),
        Route("/api/clock", asked.guarded(desk.clock), methods=["POST"]),
        Route("/api/groups", asked.guarded(desk.group), methods=["POST"]),
        *controls.routes(town),
        *zalo_pages.routes(town),
        *oa_desk.routes(town),
        Route("/api/reset", asked.guarded(desk.reset), methods=["POST"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(SafeHeaders)])


async def _front(request: Request) -> Response:
    del request
    return FileResponse(PAGE / "index.html")


class _Desk:
    """The answers, one method a route."""

    def __init__(self, town: "Town") -> None:
        self._town = town

    async def world(self, request: Request) -> Response:
        del request
        return JSONResponse(screens.world(self._town))

    async def phone(self, request: Request) -> Response:
        person = self._town.world.people.get(request.path_params["id"])
        if person is None:
            return asked.error(404, "Không có điện thoại này.")
        shown = screens.phone(self._town, person, request.scope.get("root_path", ""))
        if screens.unread(self._town, person):
            person.read = self._town.keeper.changed()
        return JSONResponse(shown)

    async def changes(self, request: Request) -> Response:
        since = request.query_params.get("since", "")
        if not since.isdecimal() or len(since) > 15:
            return asked.error(400, "Thiếu số phiên bản “since”.")
        version = await self._town.keeper.wait_for_change(int(since), LONGEST_POLL)
        return JSONResponse({"version": version})

    async def log(self, request: Request) -> Response:
        limit = request.query_params.get("limit", "100")
        if not limit.isdecimal() or len(limit) > 6:
            return asked.error(400, "Số dòng “limit” chưa đúng dạng.")
        calls = self._town.calls.last(min(int(limit), MOST_CALLS))
        return JSONResponse([screens.call(each) for each in reversed(calls)])

    async def file(self, request: Request) -> Response:
        """A picture to show, a voice note to hear, or a document to download: never anything that a browser would run."""
        blob = request.path_params["blob"]
        files = self._town.world.files.values()
        file = next((each for each in files if each.blob == blob), None)
        body = self._town.keeper.blob(blob) if file is not None else None
        if file is None or body is None:
            return asked.error(404, "Không có tệp này.")
        if file.kind in (AttachmentKind.PHOTO, AttachmentKind.VOICE):
            return Response(body, media_type=file.media_type)
        headers = {"content-disposition": "attachment"}
        return Response(body, media_type="application/octet-stream", headers=headers)

    async def move_in(self, request: Request) -> Response:
        given = await asked.given(request)
        device = Device(asked.text(given, "device"))
        person = people.move_in(self._town.platform, asked.text(given, "name"), device)
        return await self._done({"id": str(person.id)}, 201)

    async def act(self, request: Request) -> Response:
        person = self._town.world.people.get(request.path_params["id"])
        action = self._actions().get(request.path_params["what"])
        if person is None or action is None:
            return asked.error(404, "Không có điện thoại hoặc việc này.")
        action(person, await asked.given(request))
        return await self._done({})

    async def clock(self, request: Request) -> Response:
        seconds = (await asked.given(request))["advance_seconds"]
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise TypeError
        if not 0 <= seconds <= FARTHEST_JUMP:
            raise Impossible("Đồng hồ chỉ tiến tới, mỗi lần nhiều nhất một năm.")
        self._town.clock.advance(seconds)
        return await self._done({"now": self._town.clock.now().isoformat()})

    async def group(self, request: Request) -> Response:
        given = await asked.given(request)
        title, ids = asked.text(given, "title").strip(), given["members"]
        if not 1 <= len(title) <= 128 or not isinstance(ids, list) or not ids:
            raise Impossible("Nhóm cần một cái tên (tối đa 128 ký tự) và ít nhất một người.")
        members = [self._town.world.people[int(each)] for each in dict.fromkeys(ids)]
        made = groups.create(self._town.platform, title, members, self._town.home)
        return await self._done({"id": made.key}, 201)

    async def reset(self, request: Request) -> Response:
        del request
        self._town.reset()
        return await self._done({})

    async def _done(self, answer: dict[str, object], status: int = 200) -> Response:
        """What a hand did outlives the process before the hand is told."""
        await self._town.keeper.saved()
        return JSONResponse(answer, status_code=status)

    def _actions(self) -> dict[str, Action]:
        platform = self._town.platform
        return {
            "start": lambda who, given: people.start(
                platform, who, self._home(who), asked.text(given, "payload", "")
            ),
            "say": lambda who, given: people.say(
                platform, who, self._chat(who, given), asked.text(given, "text")
            ),
            "press": lambda who, given: people.press(
                platform,
                who,
                self._chat(who, given),
                asked.number(given, "message"),
                asked.number(given, "n"),
            ),
            "send": lambda who, given: people.send(
                platform,
                who,
                self._chat(who, given),
                AttachmentKind(asked.text(given, "kind")),
                asked.text(given, "emoji", ""),
            ),
            "network": lambda who, given: self._town.network(
                who, online=asked.flag(given, "online")
            ),
            "block": lambda who, given: people.block(
                platform, who, self._home(who), blocked=asked.flag(given, "blocked")
            ),
            "delete-account": lambda who, _given: people.delete_account(platform, who),
        }

    def _home(self, person: Person) -> PrivateChat:
        return self._town.world.private[f"{self._town.home.id}:{person.id}"]

    def _chat(self, person: Person, given: dict[str, object]) -> Chat:
        wanted = asked.text(given, "chat")
        for chat in self._town.world.chats_of(person):
            if chat.key == wanted:
                return chat
        raise Impossible("Điện thoại này không có cuộc trò chuyện đó.")
