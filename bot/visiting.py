"""A visit told in a sentence: who was visited, what came of it, which lessons, alone or with help. Pure."""

from enum import StrEnum


class Outcome(StrEnum):
    MET = "met"
    NOT_HOME = "not home"
    REFUSED = "refused"  # does not want to be asked again
