"""What can be ordered about announcements. Each but the first two is about one of them, by its number."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NewNotice:
    """Asks for the words. Of a team, or of a unit; the other is 0."""

    team: int = 0
    unit: int = 0


@dataclass(frozen=True, slots=True)
class WriteNotice:
    """The words. `draft`: of that one instead of a new one; `corrects`: of one that puts it right."""

    team: int = 0
    unit: int = 0
    draft: int = 0
    corrects: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True)
class ListNotices:
    team: int = 0
    unit: int = 0


@dataclass(frozen=True, slots=True)
class ShowNotice:
    """As far as it has come: a draft's preview, or what became of it."""

    notice: int


@dataclass(frozen=True, slots=True)
class EditNotice:
    """What can be changed or added."""

    notice: int


@dataclass(frozen=True, slots=True)
class RewriteNotice:
    notice: int


@dataclass(frozen=True, slots=True)
class PictureNotice:
    """With its words in large type as a picture, or without."""

    notice: int
    wanted: bool


@dataclass(frozen=True, slots=True)
class DateNotice:
    """When what it invites to begins. Without words it asks."""

    notice: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class TeachNotice:
    """A lesson to begin. Without words it asks; `lesson` "-" is none any more."""

    notice: int
    lesson: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class AddressNotice:
    """For whom. Without an audience it asks."""

    notice: int
    audience: str = ""


@dataclass(frozen=True, slots=True)
class ScheduleNotice:
    """When it goes out. Without words it asks; `now`: as soon as it may."""

    notice: int
    now: bool = False
    said: str = ""


@dataclass(frozen=True, slots=True)
class RepeatNotice:
    notice: int
    weekly: bool


@dataclass(frozen=True, slots=True)
class WarnNotice:
    """At once, at any hour, before everything else: for disasters."""

    notice: int
    wanted: bool


@dataclass(frozen=True, slots=True)
class SendNotice:
    """Confirmed by its author. Said twice, it goes out once."""

    notice: int


@dataclass(frozen=True, slots=True)
class DropNotice:
    notice: int


@dataclass(frozen=True, slots=True)
class ReviewNotice:
    """By the second person, before they decide."""

    notice: int


@dataclass(frozen=True, slots=True)
class ApproveNotice:
    notice: int
    granted: bool


@dataclass(frozen=True, slots=True)
class PauseNotice:
    notice: int


@dataclass(frozen=True, slots=True)
class ResumeNotice:
    notice: int


@dataclass(frozen=True, slots=True)
class StopNotice:
    notice: int


@dataclass(frozen=True, slots=True)
class CorrectNotice:
    """Asks for the words that put it right."""

    notice: int


@dataclass(frozen=True, slots=True)
class ShowMissed:
    """Whom it did not reach: to telephone, or to visit."""

    notice: int


@dataclass(frozen=True, slots=True)
class ShowUnheard:
    """Who has not said “đã nắm”."""

    notice: int


@dataclass(frozen=True, slots=True)
class ShowKit:
    """To be passed on by hand, where no account of ours can post."""

    notice: int


# About one that has not gone out,
DraftOrder = (
    EditNotice
    | RewriteNotice
    | PictureNotice
    | DateNotice
    | TeachNotice
    | AddressNotice
    | ScheduleNotice
    | RepeatNotice
    | WarnNotice
    | SendNotice
    | DropNotice
)
# and about one that has, or will.
FollowOrder = PauseNotice | ResumeNotice | StopNotice | ShowMissed | ShowUnheard | ShowKit
NoticeOrder = (
    NewNotice
    | WriteNotice
    | ListNotices
    | ShowNotice
    | ReviewNotice
    | ApproveNotice
    | CorrectNotice
    | DraftOrder
    | FollowOrder
)
