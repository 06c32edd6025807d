"""How an Official Account's tokens are asked for. Whoever gets a pair must store it before its use.

Each refresh token works once and dies with the answer that brings the next: an answer that is lost
costs the account its authorisation, and only its administrator can give it again.
developers.zalo.me/docs/official-account/bat-dau/xac-thuc-va-uy-quyen-cho-ung-dung-new (OAuth v4)

Unusable
├── NotAsked     the question did not leave: the old refresh token lives (an OutOfReach)
├── AnswerLost   it may have been taken: nobody knows which refresh token lives (an OutOfReach)
├── TokenDead    the refresh token was used before, or is too old: only a person can go on
└── Denied       Zalo refuses the app or its settings, and has spent nothing
"""

import base64
import hashlib
import re
import secrets
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

import orjson
from yarl import URL

from channels.http import Answer, Http, MaybeSent, NotSent, Patience
from channels.setup import OutOfReach, Unusable
from channels.zalo_oa.keys import Keys

OAUTH_URL = "https://oauth.zaloapp.com"
TOKEN_PATH, PERMISSION_PATH = "/v4/oa/access_token", "/v4/oa/permission"

# "About three months" (OAuth v4); the answer does not say it.
REFRESH_LIFE = timedelta(days=90)
# For an answer that does not say how long its access token lives: the shortest that anybody has seen,
# where 25 hours are usual.
UNSAID_LIFE = timedelta(hours=1)

# An answer may take long where nobody waits for it; losing it is dear.
PATIENCE = Patience(connect=5.0, read=50.0, total=60.0)

_SPENT = -14020
VERIFIER_LENGTH = 43  # "exactly 43 small and capital letters and digits" (OAuth v4)
_ALPHABET = string.ascii_letters + string.digits
_TOKEN = re.compile(r"[!-~]{1,4096}")
_LONGEST_WORDS = 160


class NotAsked(OutOfReach):
    """The old refresh token was not touched."""


class AnswerLost(OutOfReach):
    """The question left and no whole answer came."""


class TokenDead(Unusable):
    """The refresh token is none any more."""


class Denied(Unusable):
    """Nothing was spent; a setting is wrong, here or at developers.zalo.me."""


@dataclass(frozen=True, slots=True, repr=False)
class Pair:
    """`access` speaks for the account until `access_until`; `refresh` makes the next pair, once."""

    access: str
    refresh: str
    access_until: datetime
    refresh_until: datetime

    def __repr__(self) -> str:
        return f"Pair(until {self.access_until:%Y-%m-%d %H:%M} and {self.refresh_until:%Y-%m-%d})"


class OAuth:
    """Zalo's OAuth server, for one app. `redirect_uri`: the callback that is saved in the app's console
    (Official Account → Thiết lập chung), exactly; "" leaves it to the console."""

    def __init__(
        self,
        keys: Keys,
        clock: Callable[[], datetime],
        *,
        oauth_url: str = OAUTH_URL,
        redirect_uri: str = "",
        patience: Patience = PATIENCE,
    ) -> None:
        self.keys = keys
        self._clock = clock
        self._url = oauth_url
        self._redirect_uri = redirect_uri
        self._patience = patience

    def permission_url(self, verifier: str, state: str) -> str:
        """Where an administrator of the account says yes, in a browser."""
        query = {
            "app_id": self.keys.app_id,
            "redirect_uri": self._redirect_uri,
            "code_challenge": challenge_of(verifier),
            "state": state,
        }
        filled = {name: value for name, value in query.items() if value}
        return str(URL(f"{self._url}{PERMISSION_PATH}").with_query(filled))

    async def exchange(self, code: str, verifier: str) -> Pair:
        """The first pair, for a code that lives ten minutes and works once. Raises Unusable."""
        form = {"code": code, "grant_type": "authorization_code", "code_verifier": verifier}
        return await self._ask(form)

    async def refresh(self, token: str) -> Pair:
        """The next pair; with its answer `token` is dead. Raises Unusable."""
        return await self._ask({"refresh_token": token, "grant_type": "refresh_token"})

    async def _ask(self, form: dict[str, str]) -> Pair:
        """On a connection of its own: this happens once a day."""
        asked_at = self._clock()
        http = Http(1, self._patience)
        await http.open()
        try:
            reply = await http.post_form(
                URL(f"{self._url}{TOKEN_PATH}"),
                form | {"app_id": self.keys.app_id},
                headers={"secret_key": self.keys.app_secret},
            )
        finally:
            await http.close()
        match reply:
            case NotSent(reason):
                raise NotAsked(
                    f"Không nối được tới {self._url} ({reason}). Máy này có mạng không, và có được phép "
                    "nối tới đó không?"
                )
            case MaybeSent(reason):
                raise AnswerLost(_lost(reason))
            case Answer(status, body):
                return _pair(status, body, asked_at)


def challenge_of(verifier: str) -> str:
    """PKCE's S256 of the verifier, without padding."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def new_verifier() -> str:
    """Unguessable, and of all three kinds of characters, as PKCE is described for Zalo."""
    while True:
        text = "".join(secrets.choice(_ALPHABET) for _ in range(VERIFIER_LENGTH))
        if (
            any(map(str.islower, text))
            and any(map(str.isupper, text))
            and any(map(str.isdigit, text))
        ):
            return text


def code_of(text: str, oa_id: str) -> str:
    """The code out of what the browser brought back: alone, or the whole address of the page.

    Raises Denied where the address is another Official Account's, or says no.
    """
    text = text.strip()
    if "?" not in text:
        return text
    query = dict(parse_qsl(text.partition("?")[2].partition("#")[0]))
    other = query.get("oa_id", oa_id)
    if oa_id and other != oa_id:
        raise Denied(
            f"Quyền này của OA khác ({other}): xin đăng nhập đúng OA {oa_id} rồi đồng ý lại."
        )
    if not query.get("code"):
        raise Denied(
            "Địa chỉ này không có mã (code=…): xin mở lại đường dẫn cấp quyền và bấm Đồng ý."
        )
    return query["code"]


def is_token(text: str) -> bool:
    """Could this be a token, and go into a header as it is?"""
    return _TOKEN.fullmatch(text) is not None


def _pair(status: int, body: bytes, asked_at: datetime) -> Pair:
    """Failures come with HTTP 200 as well: what the body says decides."""
    try:
        said = orjson.loads(body)
    except orjson.JSONDecodeError:
        said = None
    match said:
        case {"access_token": str(access), "refresh_token": str(refresh)} if is_token(
            access
        ) and is_token(refresh):
            access_life = _seconds(said.get("expires_in")) or UNSAID_LIFE
            refresh_life = _seconds(said.get("refresh_token_expires_in")) or REFRESH_LIFE
            return Pair(access, refresh, asked_at + access_life, asked_at + refresh_life)
        case {"error": int(code)} if code and not isinstance(code, bool):
            raise _refusal(code, said)
        case _ if 400 <= status < 500:
            # Not Zalo's words: a proxy, a sign-in page. It did not get through.
            raise NotAsked(f"Có gì đó ở giữa chặn đường tới Zalo (http {status}). Xin thử lại sau.")
        case _:
            raise AnswerLost(_lost(f"http {status}"))


def _refusal(code: int, said: Mapping[str, object]) -> Unusable:
    words = _words(said)
    if code == _SPENT or re.search(r"refresh.?token", words, re.IGNORECASE):
        return TokenDead(f"Zalo không nhận mã làm mới (refresh token) nữa ({code}: {words}).")
    advice = {
        -14002: "Ứng dụng chưa kích hoạt: mở developers.zalo.me, chọn ứng dụng, bật sang Hoạt động.",
        -14003: "Địa chỉ chuyển hướng (callback) không khớp với địa chỉ đã lưu ở developers.zalo.me, mục "
        "Official Account, Thiết lập chung.",
        -14004: "Khóa bí mật của ứng dụng không đúng: chép lại ở developers.zalo.me, mục Cài đặt, vào "
        "HOCVUSO_ZALO_OA_APP_SECRET.",
    }.get(code, "Xin xem mã lỗi này ở developers.zalo.me.")
    return Denied(f"{advice} Zalo nói: {code}: {words}")


def _lost(reason: str) -> str:
    return (
        f"Đã hỏi Zalo mã truy cập mới mà không nhận được trọn câu trả lời ({reason}): có thể mã cũ đã bị "
        "thay. Hệ thống sẽ tự thử lại."
    )


def _seconds(value: object) -> timedelta | None:
    """`expires_in` is a text or a number."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return timedelta(seconds=int(text)) if re.fullmatch(r"[1-9][0-9]{0,8}", text) else None


def _words(said: Mapping[str, object]) -> str:
    for field in ("error_description", "error_reason", "error_name", "message"):
        found = said.get(field)
        if isinstance(found, str) and found.strip():
            return " ".join(found.split())[:_LONGEST_WORDS]
    return "không nói lý do"
