"""What an operator's side asks Zalo about a bot, and what is wrong with it in words.

Never on the path of a learner's message.
"""

from collections.abc import Mapping
from typing import Any, assert_never

import orjson

from channels.http import Answer, MaybeSent, NotSent, Reply
from channels.setup import OutOfReach, Unusable
from channels.zalo_bot.adapter import API_URL, ZaloBot
from channels.zalo_bot.answers import Refused, Said, Taken, Unsaid, said

Fields = Mapping[str, object]


async def ask(channel: ZaloBot, method: str, fields: Fields | None = None) -> Mapping[str, Any]:
    """The result's fields; none where it has none. Raises Unusable."""
    answer = await told(channel, method, fields)
    if isinstance(answer, Taken):
        return _fields(answer)
    raise in_words(channel, answer)


async def webhook_of(channel: ZaloBot) -> str:
    """Where Zalo brings this bot's events; "" = nowhere. Raises Unusable."""
    match await told(channel, "getWebhookInfo"):
        case Taken() as taken:
            url = _fields(taken).get("url")
            return url if isinstance(url, str) else ""
        case Refused(404):  # so it says where none was ever set
            return ""
        case trouble:
            raise in_words(channel, trouble)


async def told(
    channel: ZaloBot, method: str, fields: Fields | None = None
) -> Said | NotSent | MaybeSent:
    """What Zalo said to one call, if it said anything."""
    await channel.open()
    reply: Reply = await channel.post(method, orjson.dumps(dict(fields or {})))
    return said(reply) if isinstance(reply, Answer) else reply


def in_words(channel: ZaloBot, trouble: Refused | Unsaid | NotSent | MaybeSent) -> Unusable:
    """The operator's sentence: what is wrong, and what to do."""
    match trouble:
        case Refused(code, description):
            return _refused(channel, code, description)
        case Unsaid(status):
            return _refused(channel, status, f"http {status}")
        case NotSent(reason) | MaybeSent(reason):
            return OutOfReach(
                f"Chưa gọi được {channel.api_url} cho tài khoản {channel.account} ({reason}). Xin xem máy "
                "này có mạng không, và có được phép ra địa chỉ ấy không."
            )
        case _:
            assert_never(trouble)


def _refused(channel: ZaloBot, code: int, description: str) -> Unusable:
    name = channel.account
    match code:
        case 401:
            return Unusable(
                f"Zalo không nhận mã truy cập (token) của tài khoản {name}. Mời mở mini app Zalo Bot "
                "Creator trong Zalo, chép lại trọn mã của bot vào cài đặt, rồi khởi động lại."
            )
        case 404:
            return Unusable(
                f"Địa chỉ {channel.api_url} không có giao diện Zalo Bot cho tài khoản {name} (mã 404). "
                f"Xin xem lại địa chỉ API và mã truy cập; địa chỉ chính thức là {API_URL}."
            )
        case 426:
            return OutOfReach(
                f"Hôm nay tài khoản {name} đã gọi việc này quá số lần Zalo cho phép ({description}). "
                "Xin thử lại vào ngày mai."
            )
        case 429:
            return OutOfReach(
                f"Zalo báo tài khoản {name} đã dùng hết hạn mức ({description}). Xin đợi sang tháng, "
                "hoặc đổi gói trong Zalo Bot Creator."
            )
        case _ if code in {403, 408} or code < 400 or code >= 500:
            return OutOfReach(
                f"Zalo đang trục trặc, chưa trả lời cho tài khoản {name} ({description}). Xin thử lại sau "
                "ít phút."
            )
        case _:
            return Unusable(f"Zalo từ chối yêu cầu của tài khoản {name}: {description}.")


def _fields(taken: Taken) -> Mapping[str, Any]:
    return taken.result if isinstance(taken.result, dict) else {}
