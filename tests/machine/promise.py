"""What a promise sounds like when it is broken: the invariants of the whole service, by name."""

from enum import StrEnum


class Invariant(StrEnum):
    TAKEN_ONCE = "I1 every acknowledged update is in the inbox, and nothing else is"
    NO_STEP_BACK = (
        "I2 nobody is moved back, or on by two steps, or by what answers an older question"
    )
    FOLD = "I3 where a learner stands is the fold of what was taken in, in order"
    ONE_EFFECT = "I4 the messages are those that the turns decided, each once"
    ONE_ATTEMPT = "I5 no second attempt where the first may have arrived, but one of a lesson's"
    LEFT_ALONE = "I6 nothing unasked reaches whoever is away, opted out, or asleep"
    NO_LIMBO = "I7 what is open waits in the queue or in the hands of the sender that lives"
    COUNTERS = "I8 the counters are what the rows say"
    SILENT_LOGS = "I9 nothing that a person wrote is in the log"
    LIMITS = "I10 no platform's limit is exceeded in any window"
    ORDER = "P6 a chat's messages arrive in the order in which they were decided"
    PLACE_KEPT = "P3 no edit of a lesson leaves a learner without a place"
    HONEST = "P4 what is called sent is what a platform said that it took"
    WAITS = "P5 nothing is sent before a platform lets us go on"
    EMPTIES = "P4 when all troubles end, every message comes to its end"
    CODE_ONCE = "a code is good once, for a quarter of an hour, and for whose it is"
    ONE_PERSON = "P3 who says a code in another app is one person, who keeps what both have learned"
    ERASED = "P8 of whoever was erased no row is left"


class Broken(AssertionError):
    """Of a kind of its own for each invariant, so that a failure is not shrunk into another one."""

    invariant: Invariant


_KINDS = {one: type(f"Broken{one.name}", (Broken,), {"invariant": one}) for one in Invariant}


def hold(invariant: Invariant, true: object, what: object = "") -> None:
    """Raises Broken unless `true`."""
    if not true:
        raise _KINDS[invariant](f"{invariant.value}: {what}")
