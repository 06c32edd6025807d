"""The town as a program of its own: `python -m town --port 8090`."""

import argparse
import sys
from pathlib import Path

import uvicorn

from town.app import create_town
from town.telegram.limits import NO_RATES, Rates
from town.town import HOME_TOKEN


def main() -> None:
    asked = _options().parse_args()
    rates = NO_RATES if asked.no_limits else Rates()
    town = create_town(asked.world, rates=rates, latency=asked.latency_ms / 1000, token=asked.token)
    if asked.crowd:
        town.crowd(asked.crowd)
    base = f"http://{asked.host}:{asked.port}"
    sys.stdout.write(f"{base}/\nBot API: {base}/telegram/bot{asked.token}/getMe\n")
    sys.stdout.flush()
    uvicorn.run(
        town, host=asked.host, port=asked.port, log_level="warning", access_log=False, ws="none"
    )


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m town", description=__doc__)
    options.add_argument("--host", default="127.0.0.1")
    options.add_argument("--port", type=int, default=8090)
    options.add_argument("--world", type=Path, help="keep the world in this file; else in memory")
    options.add_argument("--token", default=HOME_TOKEN, help="the bot's token")
    options.add_argument("--no-limits", action="store_true", help="for measuring")
    options.add_argument("--latency-ms", type=float, default=0.0, help="added to every answer")
    options.add_argument("--crowd", type=int, default=0, help="so many people who started the bot")
    return options


if __name__ == "__main__":
    main()
