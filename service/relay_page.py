"""The page behind a team's own link to an announcement: large type, no script, nothing that knows its reader.

Apps that show a preview of a link fetch the page alone, so an opening is counted where the page's own mark is
fetched, which only a browser does that shows it to somebody.
"""

import html
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.bulletin import RELAY_PATH, Bulletin, heading
from bot.enrolment import TEAM
from bot.moments import spoken
from handlers import relaying
from storage.errors import Unavailable

if TYPE_CHECKING:
    from service.wiring import Service

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-robots-tag": "noindex",
}
# The smallest picture that there is: a transparent point (GIF89a).
_POINT = bytes.fromhex(
    "47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b"
)
_LOOK = (
    "body{margin:0;font:1.35rem/1.55 system-ui,sans-serif;color:#1b2733;background:#f6f8fa}"
    "main{max-width:36rem;margin:0 auto;padding:1.2rem;background:#fff;min-height:100vh;"
    "box-sizing:border-box}h1{font-size:1.5rem;line-height:1.3;margin:.2rem 0 1rem}"
    "p{margin:0 0 1rem;overflow-wrap:anywhere}.when{font-weight:700}"
    "a{display:block;padding:.9rem 1rem;border-radius:.6rem;background:#1763b6;color:#fff;"
    "text-align:center;text-decoration:none;font-weight:700}footer{color:#5b6b7a;font-size:1.05rem}"
)


def routes(service: "Service") -> list[Route]:
    async def show(request: Request) -> Response:
        token = request.path_params["token"]
        try:
            found = await service.desk.run(relaying.shown, service.school, token)
        except Unavailable:
            return _page("Máy chủ đang bận", "<p>Xin mở lại sau ít phút.</p>", 503)
        if found is None:
            return _page("Không tìm thấy", "<p>Đường dẫn này không còn nữa.</p>", 404)
        bulletin, code = found
        return _page(heading(bulletin), _body(bulletin, code, token), 200)

    async def seen(request: Request) -> Response:
        try:
            known = await service.desk.run(relaying.opened, request.path_params["token"])
        except Unavailable:
            return Response(status_code=503, headers=_HEADERS)
        status = 200 if known else 404
        return Response(_POINT, status, headers=_HEADERS, media_type="image/gif")

    return [Route(RELAY_PATH + "/{token}", show), Route(RELAY_PATH + "/{token}/seen.gif", seen)]


def _body(bulletin: Bulletin, code: str, token: str) -> str:
    paragraphs = [line for line in bulletin.body.splitlines() if line.strip()]
    parts = [f"<p>{html.escape(line)}</p>" for line in paragraphs]
    if bulletin.event_at is not None:
        parts.append(f'<p class="when">Thời gian: {spoken(bulletin.event_at)}.</p>')
    payload, label = (TEAM.payload + code, "Học cùng tổ ngay tại đây") if code else ("", "")
    if bulletin.lesson is not None:
        payload, label = bulletin.lesson[0], f"Học bài: {bulletin.lesson[1]}"
    if payload:
        parts.append(f'<p><a href="/chat/?bai={quote(payload)}">{html.escape(label)}</a></p>')
    parts.append("<footer><p>Trang này chỉ đếm số lần mở, không biết ai mở.</p></footer>")
    parts.append(f'<img src="{RELAY_PATH}/{quote(token)}/seen.gif" alt="" width="1" height="1">')
    return "".join(parts)


def _page(title: str, body: str, status: int) -> Response:
    text = (
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" '
        f'content="width=device-width,initial-scale=1"><title>{html.escape(title)}</title>'
        f"<style>{_LOOK}</style><main><h1>{html.escape(title)}</h1>{body}</main></html>"
    )
    return Response(text, status, headers=_HEADERS, media_type="text/html")
