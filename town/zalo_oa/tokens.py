"""Who may call for an Official Account: codes, pairs of tokens, and when they die by the town's clock.

Source: developers.zalo.me/docs/official-account/bat-dau/xac-thuc-va-uy-quyen-cho-ung-dung-new (OAuth v4, PKCE).
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from town.zalo_oa import errors
from town.zalo_oa.account import Code, ZaloOa
from town.zalo_oa.errors import Refused
from town.zalo_oa.limits import ACCESS_LIVES, CODE_LIVES, REFRESH_LIVES, VERIFIER

_VERIFIER = re.compile(rf"[A-Za-z0-9]{{{VERIFIER}}}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
REMEMBERED = 20  # dead access tokens that are still told apart from unknown ones


def challenge(verifier: str) -> str:
    """PKCE: base64url of the SHA-256, without padding."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def app(accounts: Iterable[ZaloOa], app_id: str) -> ZaloOa:
    """The account that this app acts for. Raises Refused."""
    found = next((each for each in accounts if each.app_id == app_id), None)
    if found is None:
        raise Refused(errors.APP_INACTIVE)
    return found


def permitted(oa: ZaloOa, redirect_uri: str, challenge: str) -> None:
    """May a human be asked with these? Raises Refused."""
    if not re.match(r"https?://[^/]", redirect_uri) or redirect_uri != (
        oa.callback or redirect_uri
    ):
        raise Refused(errors.REDIRECT_MISMATCH)
    if not _CHALLENGE.fullmatch(challenge):
        raise Refused(errors.VERIFIER_WRONG)


def agree(oa: ZaloOa, challenge: str, now: datetime) -> str:
    """A human said yes: a code, for ten minutes and one exchange."""
    code = _fresh(oa, "code")
    oa.codes = {each: made for each, made in oa.codes.items() if made.until > now}
    oa.codes[code] = Code(challenge, now + timedelta(seconds=CODE_LIVES))
    return code


def pair(
    accounts: Iterable[ZaloOa], secret: str, form: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """What `access_token` answers to a form and the header `secret_key`. Raises Refused."""
    oa = app(accounts, form.get("app_id", ""))
    if secret != oa.app_secret:
        raise Refused(errors.SECRET_WRONG)
    match form.get("grant_type"):
        case "authorization_code":
            _spend_code(oa, form.get("code", ""), form.get("code_verifier", ""), now)
        case "refresh_token":
            _spend_refresh(oa, form.get("refresh_token", ""), now)
        case _:
            raise Refused(errors.GRANT_UNKNOWN)
    return new_pair(oa, now)


def new_pair(oa: ZaloOa, now: datetime) -> dict[str, str]:
    """Also what the developer console's API Explorer hands out. Earlier access tokens live on."""
    access, refresh = _fresh(oa, "access"), _fresh(oa, "refresh")
    while len(oa.access) >= REMEMBERED:
        del oa.access[min(oa.access, key=lambda token: oa.access[token])]
    oa.access[access] = now + timedelta(seconds=ACCESS_LIVES)
    oa.refresh = {each: until for each, until in oa.refresh.items() if until > now}
    oa.refresh[refresh] = now + timedelta(seconds=REFRESH_LIVES)
    return {
        "access_token": access,
        "refresh_token": refresh,
        "expires_in": str(ACCESS_LIVES),  # a text, as Zalo sends it
    }


def bearer(accounts: Iterable[ZaloOa], access: str, now: datetime) -> ZaloOa:
    """The account that this access token acts for. Raises Refused: -216 for an unknown one, -220 for a dead one."""
    for oa in accounts:
        until = oa.access.get(access)
        if until is not None:
            if until <= now:
                raise Refused(errors.TOKEN_EXPIRED)
            return oa
    raise Refused(errors.TOKEN_INVALID)


def withdraw(oa: ZaloOa, now: datetime) -> None:
    """The administrator takes the permission back: every token dies at once."""
    oa.refresh.clear()
    oa.access = dict.fromkeys(oa.access, now)


def _spend_code(oa: ZaloOa, code: str, verifier: str, now: datetime) -> None:
    """Gone with the first attempt, whatever comes of it."""
    made = oa.codes.pop(code, None)
    if made is None or made.until <= now:
        raise Refused(errors.CODE_DEAD)
    if not _VERIFIER.fullmatch(verifier) or challenge(verifier) != made.challenge:
        raise Refused(errors.VERIFIER_WRONG)


def _spend_refresh(oa: ZaloOa, refresh: str, now: datetime) -> None:
    until = oa.refresh.pop(refresh, None)
    if until is None or until <= now:
        raise Refused(errors.REFRESH_DEAD)


def _fresh(oa: ZaloOa, what: str) -> str:
    """Long, opaque, the same in every run that does the same. It opens nothing but this town."""
    oa.given_out += 1
    seed = f"{oa.app_secret}/{oa.id}/{what}/{oa.given_out}"
    digest = hashlib.sha512(seed.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
