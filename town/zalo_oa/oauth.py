"""`oauth.zaloapp.com`: a human agrees on a page, a program exchanges codes and refresh tokens for pairs.

Faults strike it under the method `oauth/access_token`: a `Reset(accepted=True)` there is an answer that got
lost after the pair had changed.
"""

from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
from starlette.types import Receive, Scope, Send

from town.zalo.platform import Zalo
from town.zalo_oa import errors, tokens
from town.zalo_oa.account import ZaloOa
from town.zalo_oa.door import Answer, Door, Meant
from town.zalo_oa.errors import Refused
from town.zalo_oa.request import Request

ACCESS_TOKEN = "oauth/access_token"  # noqa: S105 - the name of a method
PERMISSION = "oauth/permission"
PATHS = {"v4/oa/access_token": ACCESS_TOKEN, "v4/oa/permission": PERMISSION}

# No script, no style of others; the form may lead away, which is what it is for.
POLICY = b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
PAGE = """<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cấp quyền cho ứng dụng</title>
<style>
body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; }}
button {{ font: inherit; padding: .6rem 2rem; border: 0; border-radius: .5rem; color: #fff; background: #0050c8; }}
</style>
</head>
<body>
<main>
<h1>Cấp quyền cho ứng dụng</h1>
<p>Ứng dụng xin phép thay mặt Official Account <strong>{name}</strong> nhận và gửi tin nhắn.</p>
<form method="post" action="{action}">
<button type="submit">Đồng ý</button>
</form>
</main>
</body>
</html>
"""


class OAuth:
    """Answers under its own base address."""

    def __init__(self, door: Door, zalo: Zalo) -> None:
        self._door = door
        self._zalo = zalo

    async def serve(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        await self._door.serve(path, scope, (receive, send), self._meant, self._perform)

    def _meant(self, asked: Request) -> Meant:
        app_id = asked.form.get("app_id", "") or asked.asked.get("app_id", "")
        oa = next((each for each in self._zalo.world.oas.values() if each.app_id == app_id), None)
        account = oa.id if oa is not None else ""
        return Meant(PATHS.get(asked.path, asked.path), None, account)

    async def _perform(self, asked: Request) -> Answer:
        match asked.verb, PATHS.get(asked.path):
            case "POST", "oauth/access_token":
                return await self._pair(asked)
            case "GET", "oauth/permission":
                return self._ask(asked)
            case "POST", "oauth/permission":
                return await self._agreed(asked)
            case _:
                raise Refused(errors.UNKNOWN_PATH)

    async def _pair(self, asked: Request) -> Answer:
        try:
            made = tokens.pair(
                self._zalo.world.oas.values(),
                asked.header("secret_key"),
                asked.form,
                self._zalo.clock.now(),
            )
        finally:
            self._zalo.keeper.changed()  # a code that was tried is spent, also in vain
            await self._zalo.keeper.saved()
        return Answer(orjson.dumps(made))

    def _ask(self, asked: Request) -> Answer:
        oa, _ = self._permitted(asked)
        action = "?" + asked.query.decode("latin-1")
        page = PAGE.format(name=escape(oa.name), action=escape(action))
        head = ((b"content-security-policy", POLICY), (b"referrer-policy", b"no-referrer"))
        return Answer(page.encode(), media_type="text/html; charset=utf-8", head=head)

    async def _agreed(self, asked: Request) -> Answer:
        oa, given = self._permitted(asked)
        code = tokens.agree(oa, given["code_challenge"], self._zalo.clock.now())
        self._zalo.keeper.changed()
        await self._zalo.keeper.saved()
        told = {"code": code, "oa_id": oa.id}
        if "state" in given:
            told["state"] = given["state"]
        parts = urlsplit(given["redirect_uri"])
        query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *told.items()])
        back = parts._replace(query=query, fragment="").geturl()
        return Answer(b"", 302, head=((b"location", back.encode()),))

    def _permitted(self, asked: Request) -> tuple[ZaloOa, dict[str, str]]:
        given = asked.asked
        oa = tokens.app(self._zalo.world.oas.values(), given.get("app_id", ""))
        tokens.permitted(oa, given.get("redirect_uri", ""), given.get("code_challenge", ""))
        return oa, given
