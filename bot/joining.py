"""Two standings of one person, who turns out to have written in two apps, become one. Pure."""

from dataclasses import replace

from bot.standing import Run, Standing


def joined(kept: Standing, other: Standing) -> Standing:
    """`kept` is the app where the code was asked for: its lesson stays open and its settings stand.

    Nothing that was learned in the other is lost: finished lessons count from the first time, and what
    was in the middle there can be gone on with. Attempts of the other are renumbered behind those kept.
    No question is open: buttons and numbers in both chats are old now.
    """
    begun = {**other.paused, **({other.run.lesson: other.run} if other.run else {})}
    theirs = {lesson: _behind(run, kept.runs) for lesson, run in begun.items()}
    finished = {**other.finished, **kept.finished}
    for lesson in kept.finished.keys() & other.finished.keys():
        finished[lesson] = min(kept.finished[lesson], other.finished[lesson])
    open_here = {kept.run.lesson} if kept.run else set()
    paused = {
        lesson: run for lesson, run in {**theirs, **kept.paused}.items() if lesson not in open_here
    }
    run = kept.run
    if run is None and other.run is not None and other.run.lesson not in kept.paused:
        run = paused.pop(other.run.lesson)
    return kept.but(
        honorific=kept.honorific or other.honorific,
        device=kept.device or other.device,
        settled=kept.settled or other.settled,
        wanted=kept.wanted or other.wanted,
        route=kept.route or other.route,
        run=run,
        runs=kept.runs + other.runs,
        paused=paused,
        finished=finished,
        serves=kept.serves or other.serves,
        talk=kept.talk or other.talk,
        prompt=None,
        seq=max(kept.seq, other.seq),
    )


def _behind(run: Run, runs: int) -> Run:
    return replace(run, number=run.number + runs)
