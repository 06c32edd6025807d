"""What a run amounts to: percentiles, rates, faults. Pure."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bench.load import Seen


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one program in one scenario. Times in milliseconds, memory in MiB."""

    answered: float  # updates a second, within the window
    ack_50: float
    ack_99: float
    reply_50: float
    reply_99: float
    cpu: float  # milliseconds of CPU an answered update
    memory: float  # the largest
    growth: float  # of memory over the window's second half
    lost: int  # taken, and not answered when patience ended
    doubled: int
    out_of_order: int
    refused: int  # answers other than 200, or none; those updates came again

    @property
    def faultless(self) -> bool:
        return not (self.lost or self.doubled or self.out_of_order)


def figures(seen: Seen) -> Figures:
    half = len(seen.memory) // 2
    return Figures(
        answered=seen.answered / seen.seconds,
        ack_50=_milliseconds(seen.acks, 0.5),
        ack_99=_milliseconds(seen.acks, 0.99),
        reply_50=_milliseconds(seen.replies, 0.5),
        reply_99=_milliseconds(seen.replies, 0.99),
        cpu=1000 * seen.cpu / max(seen.answered, 1),
        memory=max(seen.memory),
        growth=max(seen.memory[half:]) - max(seen.memory[: half + 1]),
        lost=seen.unanswered,
        doubled=seen.doubled,
        out_of_order=seen.out_of_order,
        refused=sum(count for status, count in seen.statuses.items() if status != 200),
    )


def middle(rounds: list[Figures]) -> Figures:
    """The round whose rate is in the middle, with the faults of all of them."""
    chosen = sorted(rounds, key=lambda one: one.answered)[len(rounds) // 2]
    return replace(
        chosen,
        lost=sum(one.lost for one in rounds),
        doubled=sum(one.doubled for one in rounds),
        out_of_order=sum(one.out_of_order for one in rounds),
        refused=sum(one.refused for one in rounds),
    )


def ratios(ours: list[Figures], peers: list[Figures]) -> list[float]:
    """How many times as many updates we answered, round by round."""
    return [
        mine.answered / max(theirs.answered, 0.01) for mine, theirs in zip(ours, peers, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Spread:
    """How far the rounds of one figure lie apart: half of them between `lower` and `upper`."""

    least: float
    lower: float
    middle: float
    upper: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    """Of one round or more."""
    least, most = min(values), max(values)
    if len(values) == 1:
        return Spread(least, least, least, most, most)
    lower, middle_one, upper = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(least, lower, middle_one, upper, most)


def _milliseconds(times: list[float], share: float) -> float:
    if not times:
        return float("nan")
    ranked = sorted(times)
    return 1000 * ranked[min(len(ranked) - 1, int(len(ranked) * share))]
