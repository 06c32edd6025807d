"""A whole province in a database, filled by a few set statements: its teams as the product imports them, their
people with what they learned, and the counters that belong to it."""

from datetime import datetime, timedelta

from sqlalchemy import DateTime, bindparam, text

from bot.calendar import ZONE
from bot.roster import read
from bot.serial import standing_to_json
from bot.standing import Consent, Honorific, Standing
from bot.units import Kind, Name
from handlers.team_import import import_teams
from reports.spreadsheet import rows_of
from service.team_sample import sample
from storage.database import Database

PROVINCE = Name(Kind.TINH, "Thanh Hóa")
LESSONS = 25
SILENT = (0, 1, 2, 5, 9, 20, 40)  # days since people wrote last, in turn

# Up to three attempts a person: nine in ten began a lesson, half a second one, a fifth a third. What they are
# and how they ended follows from the person's number, so that it is the same in every database.
_PEOPLE = f"""
    INSERT INTO person (id, team_id, learner_id, display_name, consent, reminders_wanted, created_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :people)
    SELECT i, 1 + (i * 7919) % :teams, i, 'Người ' || i, '{Consent.GRANTED}', i % 2 = 0, :now FROM n
"""
_LEARNERS = f"""
    INSERT INTO learner (id, person_id, name, standing, seen_at, created_at)
    SELECT id, id, '', :standing,
        CASE id % {len(SILENT)} {" ".join(f"WHEN {n} THEN :d{n}" for n in range(len(SILENT)))} END, :now
    FROM person
"""
_RUNS = f"""
    INSERT INTO run (learner_id, number, team_id, lesson, step, revision, status, started_at,
        updated_at, finished_at)
    SELECT p.id, a.nth, p.team_id, 'bai-' || (p.id * a.nth * 31) % {LESSONS}, 'buoc-2', '',
        CASE WHEN (p.id + a.nth) % 3 = 0 THEN 'active' ELSE 'finished' END, :now, :now,
        CASE WHEN (p.id + a.nth) % 3 = 0 THEN NULL ELSE :now END
    FROM person p CROSS JOIN (SELECT 1 AS nth UNION ALL SELECT 2 UNION ALL SELECT 3) AS a
    WHERE p.id % 10 > 0
        AND (a.nth = 1 OR (a.nth = 2 AND p.id % 2 = 0) OR (a.nth = 3 AND p.id % 5 = 0))
"""
_CONFIRMED = """
    INSERT INTO confirmation (team_id, lesson, learner_id, alone, at)
    SELECT team_id, lesson, learner_id, learner_id % 4 > 0, :now
    FROM run WHERE number = 1 AND status = 'finished' AND learner_id % 20 = 1
"""
_HOUSEHOLDS = """
    INSERT INTO household (team_id, name, plain, created_at)
    SELECT t.id, 'bà Mận xóm ' || a.nth, 'ba man xom ' || a.nth, :now
    FROM team t CROSS JOIN (SELECT 1 AS nth UNION ALL SELECT 2) AS a
"""
_CALLS = """
    INSERT INTO ticket (person_id, learner_id, team_id, lesson, step, danger, kind, state, stage,
        created_at)
    SELECT id, id, team_id, 'bai-1', 'buoc-2', false, 'help', 'open', 0, :now
    FROM person WHERE id % 500 = 0
"""
_REMINDERS = """
    INSERT INTO due (learner_id, kind, lesson, step, nth, due_at)
    SELECT id, 'reminder', 'bai-1', '', 1, :now FROM person WHERE id % 20 = 3
"""
# By other questions than `storage.progress` asks: its recount is to agree with somebody.
_COUNTERS = """
    INSERT INTO progress (team_id, lesson, started, finished, learners, confirmed, helped, joined)
    WITH one AS (
        SELECT team_id, lesson, learner_id, COUNT(*) AS tries,
            COUNT(CASE status WHEN 'finished' THEN 1 END) AS ended
        FROM run GROUP BY team_id, lesson, learner_id
    ), every AS (
        SELECT team_id, lesson, tries AS s, ended AS f, CASE WHEN ended > 0 THEN 1 ELSE 0 END AS l,
            0 AS c, 0 AS h, 0 AS j
        FROM one
        UNION ALL
        SELECT team_id, '', 1, 0, MAX(CASE WHEN ended > 0 THEN 1 ELSE 0 END), 0, 0, 0
        FROM one GROUP BY team_id, learner_id
        UNION ALL
        SELECT c.team_id, w.lesson, 0, 0, 0, CASE WHEN c.alone THEN 1 ELSE 0 END,
            CASE WHEN c.alone THEN 0 ELSE 1 END, 0
        FROM confirmation c
        JOIN (SELECT DISTINCT lesson FROM run UNION SELECT '') AS w ON w.lesson IN (c.lesson, '')
        UNION ALL
        SELECT team_id, '', 0, 0, 0, 0, 0, 1 FROM person
    )
    SELECT team_id, lesson, SUM(s), SUM(f), SUM(l), SUM(c), SUM(h), SUM(j)
    FROM every GROUP BY team_id, lesson
"""
_ALL = (
    *(_PEOPLE, _LEARNERS, _RUNS, _CONFIRMED, _HOUSEHOLDS, _CALLS, _REMINDERS, _COUNTERS),
    "ANALYZE",
)


def fill(database: Database, people: int, now: datetime, *, whole: bool) -> None:
    """`whole`: all teams of the province, else those of one commune."""
    database.migrate()
    listed = sample(whole_province=whole).encode()
    entries = read(rows_of("to.csv", listed), now.astimezone(ZONE).date()).entries
    import_teams(database, PROVINCE, entries, now, write=True)
    with database.transaction() as uow:
        days = {f"d{n}": now - timedelta(days=day) for n, day in enumerate(SILENT)}
        values: dict[str, object] = {
            "people": people,
            "teams": uow.rows(text("SELECT MAX(id) FROM team"))[0][0],
            "standing": standing_to_json(Standing(honorific=Honorific.BAC)),
            "now": now,
            **days,
        }
        moments = [bindparam(name, type_=DateTime(timezone=True)) for name in ("now", *days)]
        for statement in _ALL:
            asked = {one.key for one in moments if f":{one.key}" in statement}
            bound = text(statement).bindparams(*(one for one in moments if one.key in asked))
            uow.run(bound, {name: values[name] for name in values if f":{name}" in statement})


def size(database: Database) -> tuple[int, int]:
    """How many people and attempts there are."""
    with database.reading() as uow:
        found = [uow.rows(text(f"SELECT COUNT(*) FROM {name}"))[0][0] for name in ("person", "run")]
    return found[0], found[1]
