"""The watch on platforms, against the town: an overwritten webhook, a revoked token, silence (F44–F46)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from bot.usage import Usage
from service.account_checks import MANY_PENDING
from service.accounts.account import Account
from service.accounts.configured import accounts, configured
from service.accounts.means import command_means
from service.checks import Check, Grade
from service.settings import Settings
from service.watch import Watch
from storage.errors import Unavailable
from town.faults import Answer
from town.telegram.limits import NO_RATES
from town.town import Town
from town.world import Webhook

NOON = datetime(2026, 11, 24, 5, tzinfo=UTC)  # in Vietnam
# Nobody listens there: what is written to the bot waits in the town.
OURS = "http://127.0.0.1:9"
THEIRS = "https://another.example.vn/webhook"
REVOKED = Answer(401, b'{"ok":false,"error_code":401,"description":"Unauthorized"}')


@dataclass
class Post:
    """A watch on the town's bot, and whether the database says that updates came."""

    town: Town
    account: Account
    watch: Watch = field(init=False)
    heard: list[bool | Exception] = field(default_factory=lambda: [True])

    @property
    def accounts(self) -> tuple[Account, ...]:
        return (self.account,)

    async def was_heard(self, account: str, since: datetime) -> bool:
        said = self.heard[-1]
        if isinstance(said, Exception):
            raise said
        return said

    async def look(self) -> dict[str, Check]:
        await self.watch.look(self.account)
        return {check.name: check for check in self.watch.found}

    async def amiss(self) -> set[str]:
        return {name for name, check in (await self.look()).items() if check.grade != Grade.OK}

    def overwritten(self) -> None:
        """Somebody else set a webhook with the same token."""
        self.town.home.webhook = Webhook(THEIRS, "")


@pytest.fixture(params=["off"])
async def post(request: pytest.FixtureRequest) -> AsyncIterator[Post]:
    async with Town.running(rates=NO_RATES) as town:
        settings = Settings(
            town="off",
            public_url=OURS,
            telegram_token=SecretStr(town.token),
            telegram_api_url=town.telegram_url,
        )
        async with command_means(settings) as means:
            (account,) = accounts(configured(settings).specs, means)
            made = Post(town, account)
            heals = request.param == "on"
            made.watch = Watch(
                lambda: made.accounts, lambda: NOON, made.was_heard, nothing, heals=heals
            )
            await account.setup.set_webhook(account.webhook)
            yield made
            await account.channel.close()


async def nothing(account: str) -> Usage:
    raise AssertionError(f"{account} has no plan to be asked about")


async def test_a_webhook_that_points_to_us_is_fine(post: Post) -> None:
    found = await post.look()
    assert {check.grade for check in found.values()} == {Grade.OK}
    assert {check.account for check in found.values()} == {"telegram"}
    assert set(found) == {"platform", "webhook", "deliveries", "pending", "notices", "silence"}


async def test_an_overwritten_webhook_is_reported_once_and_left_alone(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    await post.look()
    post.overwritten()
    assert await post.amiss() == {"webhook"}
    assert await post.amiss() == {"webhook"}
    assert post.town.home.webhook
    assert post.town.home.webhook.url == THEIRS
    assert [r.levelname for r in caplog.records].count("WARNING") == 1


@pytest.mark.parametrize("post", ["on"], indirect=True)
async def test_an_overwritten_webhook_is_set_again_where_that_is_wanted(post: Post) -> None:
    post.overwritten()
    assert await post.amiss() == set()
    assert post.town.home.webhook
    assert post.town.home.webhook.url == post.account.webhook


@pytest.mark.parametrize("post", ["on"], indirect=True)
async def test_a_webhook_that_cannot_be_set_again_is_reported(post: Post) -> None:
    post.overwritten()
    post.town.faults.next("setWebhook", REVOKED)
    assert await post.amiss() == {"webhook"}


async def test_a_revoked_token_is_reported_without_the_token(post: Post) -> None:
    post.town.faults.next("getWebhookInfo", REVOKED)
    found = await post.look()
    assert [check.name for check in found.values() if check.grade != Grade.OK] == ["token"]
    assert "@BotFather" in found["token"].says
    assert post.town.token not in found["token"].says


async def test_a_platform_in_trouble_is_no_revoked_token_and_gets_over_it(post: Post) -> None:
    post.town.faults.next("getWebhookInfo", Answer(502, b"<html>"))
    assert await post.amiss() == {"platform"}
    assert await post.amiss() == set()


async def test_more_and_more_waiting_updates_are_reported(post: Post) -> None:
    lan = post.town.phone("Lan")
    lan.chat.started = True
    await post.look()
    for n in range(MANY_PENDING):
        await lan.says(f"tin {n}")
    assert "pending" in await post.amiss()
    assert post.watch.pending == {"telegram": MANY_PENDING}
    assert "pending" not in await post.amiss()  # many still, but no more than before


async def test_silence_by_day_while_updates_wait_is_reported(post: Post) -> None:
    lan = post.town.phone("Lan")
    lan.chat.started = True
    post.heard.append(False)
    assert await post.amiss() == set()  # nobody wrote: that is no trouble
    await lan.says("có ai không")
    assert "silence" in await post.amiss()
    post.heard.append(Unavailable("database is locked"))
    assert (
        "silence" not in await post.amiss()
    )  # nothing is known; the database has a check of its own


@pytest.mark.parametrize(
    ("last_heard", "grade"),
    [
        (None, Grade.OK),  # a new account: nobody has found it yet
        (timedelta(hours=40), Grade.OK),
        (timedelta(hours=50), Grade.WARNING),
        (timedelta(days=40), Grade.OK),  # forgotten by us too: the operator knows better
    ],
)
async def test_where_nothing_is_said_of_what_waits_only_who_was_heard_falls_silent(
    last_heard: timedelta | None, grade: Grade
) -> None:
    async def was_heard(account: str, since: datetime) -> bool:
        assert account == "zalo-bot"
        return last_heard is not None and NOON - last_heard >= since

    async def used(account: str) -> Usage:
        return Usage()

    async with Town.running(rates=NO_RATES) as town:
        settings = Settings(
            town="off",
            zalo_bot_token=SecretStr(town.zalo_bots.token),
            zalo_bot_api_url=town.zalo_bots.url,
        )
        async with command_means(settings) as means:
            (account,) = accounts(configured(settings).specs, means)
            watch = Watch(lambda: (account,), lambda: NOON, was_heard, used, heals=False)
            await watch.look(account)
            found = {check.name: check for check in watch.found}
            assert found["silence"].grade is grade
            await account.channel.close()


async def test_a_platforms_own_words_about_its_last_error_are_passed_on(post: Post) -> None:
    post.town.home.last_error = "Connection refused"
    post.town.home.last_error_at = NOON
    found = await post.look()
    assert found["deliveries"].grade is Grade.WARNING
    assert "Connection refused" in found["deliveries"].says
