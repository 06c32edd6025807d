"""Refusals of the OpenAPI and of its OAuth server: HTTP 200 and a negative `error`; a test pins the catalogue.

Source: docs.zaloplatforms.com/docs/OA/phu-luc/ma-loi and public lists of it. The numbers are Zalo's, the
sentences are near to its own; clients branch on numbers, but for -32 and -223, which have two meanings each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import orjson


@dataclass(frozen=True, slots=True)
class Refusal:
    """`name` only where OAuth refuses."""

    code: int
    message: str
    name: str = ""

    @property
    def body(self) -> bytes:
        if self.name:
            return orjson.dumps(
                {
                    "error": self.code,
                    "error_name": self.name,
                    "error_reason": self.message,
                    "error_description": self.message,
                    "ref_doc": "https://developers.zalo.me/docs/social-api/tham-khao/ma-loi",
                }
            )
        return orjson.dumps({"error": self.code, "message": self.message})


class Refused(Exception):
    """Thrown where a call turns out to be refused; carries the answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


_CATALOGUE = (
    Refusal(-32, "The application has exceeded its number of calls per minute"),
    Refusal(-100, "Attachment is expired or unknown"),
    Refusal(-124, "Access token is invalid"),
    Refusal(-200, "Send message failed"),
    Refusal(-201, "Parameter is invalid"),
    Refusal(-202, "Mac is invalid"),
    Refusal(-204, "Official Account is disabled or deleted"),
    Refusal(-205, "Official Account does not exist"),
    Refusal(-207, "Official Account is not a third party"),
    Refusal(-208, "Official Account does not have a secret key"),
    Refusal(-209, "This API is not supported because the application is not activated"),
    Refusal(-210, "Parameter is out of range"),
    Refusal(-211, "Out of quota"),
    Refusal(-212, "The application has not registered this API"),
    Refusal(-213, "The user has not followed the Official Account"),
    Refusal(-214, "The article is being processed"),
    Refusal(-215, "App id is invalid"),
    Refusal(-216, "Access token is invalid"),
    Refusal(-217, "The user has blocked invitations from the Official Account"),
    Refusal(-218, "The user's quota of received messages is exhausted"),
    Refusal(-219, "The application is removed or disabled"),
    Refusal(-220, "Access token is expired or removed"),
    Refusal(-221, "The Official Account must be verified"),
    Refusal(-222, "The user is inactive for more than 45 days"),
    Refusal(-223, "The Official Account has not authorised the application for this API"),
    Refusal(-224, "The Official Account's package does not include this feature"),
    Refusal(-227, "The user is banned or inactive for more than 45 days"),
    Refusal(-230, "The user has not interacted with the Official Account in the past 7 days"),
    Refusal(-232, "The user has not interacted with the Official Account, or it is too long ago"),
    Refusal(-233, "Message type is invalid or not supported"),
    Refusal(-234, "This message type is not allowed at night, from 22:00 to 05:59"),
    Refusal(-235, "The Official Account's type is not supported"),
    Refusal(-237, "The group is disabled"),
    Refusal(-238, "The group asset is used already"),
    Refusal(-240, "Message API v2 is shut down, use v3"),
    Refusal(-241, "The group asset is disabled"),
    Refusal(-242, "appsecret_proof is invalid"),
    Refusal(-244, "The user has restricted this message type from the Official Account"),
    Refusal(-248, "The message violates the standards of the platform"),
    Refusal(-249, "The template cannot be sent by user id"),
    Refusal(-305, "The message is older than 48 hours"),
    Refusal(-311, "The quota of replies to this message is used"),
    Refusal(-320, "The Official Account has no Zalo Cloud Account connected"),
    Refusal(-321, "The Zalo Cloud Account does not have enough money"),
    Refusal(-403, "The Official Account is not in the group"),
)
CATALOGUE: Mapping[int, Refusal] = MappingProxyType({each.code: each for each in _CATALOGUE})
# The second meanings.
OA_TOO_FAST = Refusal(-32, "The Official Account has exceeded its number of calls per minute")
ARTICLE_QUOTA = Refusal(-223, "The Official Account has used its quota of articles")

APP_TOO_FAST = CATALOGUE[-32]
TOKEN_INVALID = CATALOGUE[-216]
TOKEN_EXPIRED = CATALOGUE[-220]
UNKNOWN_PATH = Refusal(404, "Empty api")  # the one refusal that is an HTTP 404 too

APP_INACTIVE = Refusal(-14002, "App is inactive or does not exist", "Invalid app")
REDIRECT_MISMATCH = Refusal(
    -14003, "Redirect uri is not the one of the app", "Invalid redirect uri"
)
SECRET_WRONG = Refusal(-14004, "Secret key of the app is wrong", "Invalid secret key")
REFRESH_DEAD = Refusal(-14020, "Refresh token is invalid, used or expired", "Invalid refresh token")
# No public list numbers these three: the town's own. Whatever OAuth refuses is for a human to mend.
CODE_DEAD = Refusal(-14019, "Authorization code is invalid, used or expired", "Invalid code")
VERIFIER_WRONG = Refusal(
    -14010, "Code verifier does not fit the challenge", "Invalid code verifier"
)
GRANT_UNKNOWN = Refusal(-14001, "Grant type is unknown", "Invalid grant type")


def invalid(what: str) -> Refused:
    """-201 names the parameter in its message."""
    return Refused(Refusal(-201, f"{what} is invalid"))


def too_long(what: str) -> Refused:
    return Refused(Refusal(-210, f"{what} is out of range"))


def refused(code: int) -> Refused:
    return Refused(CATALOGUE[code])
