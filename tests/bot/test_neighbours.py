"""A name as the hamlet says it means everybody whom it may mean, and nobody else."""

import pytest

from bot.neighbours import Neighbour, meant

LAN, LAN_TOO, NAM = (
    Neighbour(1, None, "Nguyễn Thị Lan"),
    Neighbour(2, None, "lan"),
    Neighbour(3, None, "Nam Lê"),
)
TU, TU_TOO = Neighbour(None, 1, "ông Tư xóm 3"), Neighbour(None, 2, "ông Tư xóm 5")
KNOWN = (LAN, LAN_TOO, NAM, TU, TU_TOO)


@pytest.mark.parametrize(
    ("name", "people"),
    [
        ("bà Lan", [LAN, LAN_TOO]),
        ("thị lan", [LAN]),
        ("anh Nam xóm Đình", [NAM]),
        ("ông Tư", [TU, TU_TOO]),
        ("ong tu xom 5", [TU_TOO]),
        ("Bà Lân", [LAN_TOO]),  # who writes without marks
        ("bà", []),
        ("ông Bảy", []),
        ("", []),
    ],
)
def test_a_name_means_all_whom_it_may_mean(name: str, people: list[Neighbour]) -> None:
    assert meant(name, KNOWN) == people
