"""python-telegram-bot's network seam on aiohttp, for the calls that go through `telegram.Bot`.

Its own, on httpx 0.28, costs seven times the CPU a call and keeps connections stuck after a cancelled
request. No address, and so no token, gets into an error.
"""

from typing import assert_never

import orjson
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from channels.http import Answer, Http, MaybeSent, NotSent, Upload


class AiohttpRequest(BaseRequest):
    """Borrows a pool that its owner opens and closes. Of Bot's timeouts only `read_timeout` counts;
    the pool's own hold for the rest."""

    __slots__ = ("_http",)

    def __init__(self, http: Http) -> None:
        self._http = http

    @property
    def read_timeout(self) -> float:
        return self._http.patience.read

    async def initialize(self) -> None:
        await self._http.open()

    async def shutdown(self) -> None:
        """The pool is its owner's to close."""

    async def do_request(  # noqa: PLR0917  the inherited signature
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: object = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """The status and body. Raises NetworkError when nothing was sent, TimedOut when it may have been."""
        address = URL(url)
        if method == "GET":
            reply = await self._http.get(address)
        elif request_data is not None and request_data.contains_files:
            reply = await self._http.post_form(
                address, request_data.json_parameters, _uploads(request_data)
            )
        else:
            patience = read_timeout if isinstance(read_timeout, int | float) else None
            body = orjson.dumps(request_data.parameters if request_data else {})
            reply = await self._http.post_json(address, body, patience)
        match reply:
            case Answer(status, body):
                return status, body
            case NotSent(reason):
                raise NetworkError(f"not sent: {reason}")
            case MaybeSent(reason):
                raise TimedOut(f"no answer: {reason}")
            case _:
                assert_never(reply)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        """Unlike the inherited one this logs nothing of what was received."""
        try:
            said = orjson.loads(payload)
        except orjson.JSONDecodeError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(said, dict):
            raise TelegramError("Invalid server response")
        return said


def _uploads(data: RequestData) -> tuple[Upload, ...]:
    """Files that are already in memory; this product uploads no others."""
    return tuple(
        Upload(field, name, media_type, content)
        for field, (name, content, media_type) in data.multipart_data.items()
        if isinstance(content, bytes)
    )
