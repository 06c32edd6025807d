"""Who lives in the town besides the first three, and the groups that there are from the beginning."""

from dataclasses import dataclass

from town.world import Device

# Their numbers lie apart from those of phones that are added by hand: they are the same in every town.
FIRST_NEIGHBOUR = 7_000_900_001


@dataclass(frozen=True, slots=True)
class Circle:
    """A group chat: its title, and parts of its members' names, its owner's first. Our bot is in it."""

    title: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hamlet:
    """`neighbours`: name and phone of each."""

    neighbours: tuple[tuple[str, Device], ...] = ()
    on_zalo: tuple[Circle, ...] = ()
    on_telegram: tuple[Circle, ...] = ()


XOM_DONG = Hamlet(on_zalo=(Circle("Xóm Đông", ("Bác Lan", "Chú Hùng", "Cô Hoa")),))
