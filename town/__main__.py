"""The town as a program of its own: `python -m town --port 8090`. Prints its addresses once it listens."""

import argparse
import socket
import sys
from pathlib import Path

import uvicorn

from town.app import create_town
from town.telegram.limits import NO_RATES, Rates
from town.town import HOME_TOKEN, Town
from town.trouble import Trouble
from town.weather import Weather
from town.zalo.accounts import no_plan
from town.zalo.side import HOME_ZALO_TOKEN
from town.zalo_oa.side import API, OAUTH

LAST_ANSWERS = 2  # seconds for what is being answered when the town is told to end


def main() -> None:
    options = _options()
    asked = options.parse_args()
    rates = NO_RATES if asked.no_rates else Rates()
    town = create_town(
        asked.world,
        rates=rates,
        latency=asked.latency_ms / 1000,
        token=asked.token,
        zalo_token=asked.zalo_token,
        plan=no_plan() if asked.no_rates else None,
    )
    if asked.faults:
        try:
            weather = Weather.read(asked.faults, asked.seed)
        except ValueError as mistake:
            options.error(f"--faults: {mistake}")
        town.faults.weather = weather
        for side in (town.zalo_bots, town.zalo_oas):
            side.faults.weather = weather.told_by(side.faults.words)
    if asked.crowd:
        town.crowd(asked.crowd)
    config = uvicorn.Config(
        town,
        host=asked.host,
        port=asked.port,
        log_level="warning",
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=LAST_ANSWERS,
    )
    _Server(config, town).run()


class _Server(uvicorn.Server):
    """Says where it listens, also when the port was its own to choose (0)."""

    def __init__(self, config: uvicorn.Config, town: Town) -> None:
        super().__init__(config)
        self._town = town

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.started:
            return
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        base = f"http://{host}:{port}"
        sys.stdout.write(f"{base}/\nBot API: {base}/telegram/bot{self._town.token}/getMe\n")
        sys.stdout.write(f"Zalo Bot API: {base}/zalo-bot/bot{self._town.zalo_bots.token}/getMe\n")
        if self._town.faults.weather is not None:
            sys.stdout.write(f"Faults: {self._town.faults.weather}\n")
        sys.stdout.write(f"Zalo OA API: {base}{API}\nZalo OA OAuth: {base}{OAUTH}\n")
        sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._town.let_go()
        await super().shutdown(sockets)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m town", description=__doc__)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8090, help="0 = a free one")
    options.add_argument("--world", type=Path, help="keep the world in this file; else in memory")
    options.add_argument("--token", default=HOME_TOKEN, help="the bot's token")
    options.add_argument("--zalo-token", default=HOME_ZALO_TOKEN, help="the Zalo Bot's token")
    options.add_argument(
        "--no-rates", "--no-limits", action="store_true", help="nor a Zalo plan: for measuring"
    )
    options.add_argument("--latency-ms", type=float, default=0.0, help="added to every answer")
    options.add_argument("--crowd", type=int, default=0, help="so many people who started the bot")
    options.add_argument(
        "--faults",
        metavar="NAME=SHARE[@SECONDS],…",
        help=f"what goes wrong, and how often: lost-answer=0.02,too-many=0.05@30. Names: {', '.join(Trouble)}",
    )
    options.add_argument("--seed", type=int, default=0, help="the same seed, the same faults")
    return options


if __name__ == "__main__":
    main()
