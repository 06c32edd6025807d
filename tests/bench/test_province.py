"""The bench of a province asks a true one: filled alike on both databases, its counters equal to a recount."""

import gc

from bench import province, report
from bench.report import Results


def test_a_small_province_is_filled_asked_and_told(empty_url: str) -> None:
    before = gc.get_threshold()
    found = province.measure(empty_url, people=600, whole=False)
    assert (found.people, found.attempts) == (600, 840)
    assert (found.teams, found.communes, found.mismatches) == (12, 1, 0)
    assert gc.get_threshold() == before
    told = report.text(Results(provinces={"SQLite": found}))
    assert "| SQLite | 600 | 840 | 12 in" in told
    assert "kept: counters equal a recount, SQLite: 0 differ" in told
