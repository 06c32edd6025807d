"""Prepares a Zalo Bot for its work, and tells the operator in words what is wrong with it.

Never on the path of a learner's message.
"""

import ipaddress
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from yarl import URL

from channels.setup import Condition, Quarantine, Submit, Unusable
from channels.text import clean
from channels.zalo_bot.adapter import ZaloBot
from channels.zalo_bot.polling import Poller
from channels.zalo_bot.questions import ask, webhook_of

log = logging.getLogger(__name__)

# Characters (docs.zaloplatforms.com/docs/BOT/apis/setWebhook).
LEAST_SECRET, LONGEST_SECRET = 8, 256

_END_OF_TIME = (
    253_402_300_800_000  # milliseconds; the year 10,000, beyond which Python counts no dates
)


class ZaloBotSetup:
    """`secret`: what Zalo is to send with each event."""

    def __init__(self, channel: ZaloBot, secret: str) -> None:
        self._channel = channel
        self._secret = secret
        self._set: Condition | None = None  # what setting the webhook led to

    async def look(self) -> Condition:
        """Zalo does not tell what waits, nor what went wrong but when a webhook is set: that is remembered.
        It may not tell the name either, which then has to be configured for groups."""
        me = await ask(self._channel, "getMe")
        shown = _text(me, "display_name")
        self._channel.knows_its_name(shown)
        if me.get("can_join_groups") is False:
            # So says the documentation's own sample of a plan with three groups: no reason to refuse any.
            log.debug("%s: getMe says that it cannot join groups", self._channel.account)
        name = self._channel.us.name or _text(me, "account_name")
        webhook = await webhook_of(self._channel)
        if self._set is not None and self._set.webhook == webhook:
            return replace(self._set, name=name, warnings=())
        return Condition(name, webhook)

    async def set_webhook(self, url: str) -> Condition:
        """Nothing is called when it is set already, since Zalo may count such calls by the day. It never
        tells the secret: after a change of that, drop the webhook first."""
        self._judge_secret()
        self._judge_address(url)
        found = await self.look()
        if found.webhook == url:
            return found
        fields = {"url": url, "secret_token": self._secret}
        result = await ask(self._channel, "setWebhook", fields)
        if result.get("url", url) != url:
            raise Unusable(
                f"Zalo đặt webhook của {self._channel.account} sang địa chỉ khác địa chỉ vừa gửi. Có thể "
                "chương trình khác cũng dùng mã truy cập này: xin dừng nó, hoặc đổi mã trong Zalo Bot Creator."
            )
        trial, at = result.get("verification"), result.get("updated_at")
        self._set = _tried(found.name, url, trial, at)
        return self._set

    async def drop_webhook(self) -> None:
        if await webhook_of(self._channel):
            await ask(self._channel, "deleteWebhook")

    async def try_webhook(self) -> Condition:
        """Have Zalo call the webhook now. Only for who asks: it counts such calls by the day, and its
        documentation has had the page and lost it again."""
        found = await self.look()
        return _tried(found.name, found.webhook or "", await ask(self._channel, "testWebhook"))

    async def poll(self, submit: Submit, quarantine: Quarantine) -> None:
        await self._channel.open()
        await Poller(self._channel, submit, quarantine).run()

    def _judge_secret(self) -> None:
        name = self._channel.account
        if not LEAST_SECRET <= len(self._secret) <= LONGEST_SECRET:
            raise Unusable(
                f"Mã bí mật webhook của {name} phải dài từ {LEAST_SECRET} đến {LONGEST_SECRET} ký tự. "
                "Xin đặt một chuỗi ngẫu nhiên 32 ký tự, gồm chữ không dấu và số."
            )
        if self._secret == self._channel.token:
            raise Unusable(
                f"Mã bí mật webhook của {name} đang trùng với mã truy cập của bot. Xin đặt một chuỗi khác."
            )

    def _judge_address(self, url: str) -> None:
        """Zalo refuses these; a simulated one on this machine is reached without."""
        address = URL(url)
        if _is_here(URL(self._channel.api_url)):
            return
        if address.scheme != "https" or _is_here(address) or _is_private(address):
            raise Unusable(
                f"Zalo chỉ đưa tin nhắn tới địa chỉ https công khai trên mạng, không tới {url}. "
                "Xin đặt HOCVUSO_PUBLIC_URL là tên miền có https. Máy tính cá nhân thì để trống, phần mềm "
                "sẽ tự hỏi tin."
            )


def _tried(name: str, url: str, trial: object, at: object = None) -> Condition:
    """What came of Zalo's trial of an address. It keeps the address even when that failed."""
    verdict: Mapping[str, Any] = trial if isinstance(trial, dict) else {}
    if verdict.get("ok") is not False:
        return Condition(name, url)
    outcome, hint = _text(verdict, "outcome") or "?", _text(verdict, "hint")
    error = f"{outcome}: {hint}" if hint else outcome
    warning = (
        f"Zalo đã lưu địa chỉ webhook nhưng gọi thử không được ({outcome}), tin nhắn có thể không tới. "
        "Xin xem tường lửa hay Cloudflare có chặn chương trình gọi tên «Java» không."
    )
    return Condition(name, url, None, error, _moment(at), (warning,))


def _text(value: Mapping[str, Any], field: str) -> str:
    found = value.get(field)
    return clean(found).strip() if isinstance(found, str) else ""


def _moment(milliseconds: object) -> datetime | None:
    if not isinstance(milliseconds, int) or not 0 <= milliseconds < _END_OF_TIME:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _is_here(address: URL) -> bool:
    """This machine itself."""
    ip = _ip(address)
    return address.host == "localhost" or (ip is not None and ip.is_loopback)


def _is_private(address: URL) -> bool:
    """Where nobody outside can reach it. A name is not looked up."""
    ip = _ip(address)
    return not address.host or (ip is not None and not ip.is_global)


def _ip(address: URL) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address.host or "")
    except ValueError:
        return None
