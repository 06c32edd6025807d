"""A second person decides about an announcement to many: never its author."""

from functools import partial
from typing import assert_never

from bot.announcing import State
from bot.console import announced as told
from bot.console import announcing as speech
from bot.console import announcing_wording as wording
from bot.console import menu
from bot.console.announcing import Draft
from bot.console.announcing_orders import ApproveNotice, ReviewNotice
from bot.policy import Act
from handlers import broadcasting
from handlers.broadcasting import Refused
from handlers.bulletins import issuer
from handlers.console import announced
from handlers.console.caller import Answer, Caller, Gone
from handlers.console.notices import draft_of, place_of
from storage import broadcasts
from storage.broadcasts import Broadcast


def ask(caller: Caller, row: Broadcast, draft: Draft) -> Answer:
    number = row.id
    seconds = announced.approvers(caller, place_of(caller, row))
    if not seconds:
        return Answer(partial(told.nobody_approves, number=number))
    broadcasts.turn(caller.uow, number, [State.DRAFT], State.APPROVAL)
    reach = speech.amount(draft.reach.groups, draft.reach.people)
    values = {"tổ": issuer(caller.uow, row), "số": reach, "số_hiệu": number}
    bubbles = announced.tell(caller, seconds, wording.REVIEW_ASKED, "approve", **values)
    answer = announced.confirmed(caller, number, draft.reach)
    return Answer(answer.speech, tuple(bubbles))


def serve(caller: Caller, order: ReviewNotice | ApproveNotice) -> Answer:
    row = broadcasts.get(caller.uow, order.notice)
    if row is None:
        raise Gone
    caller.check(Act.APPROVE, place_of(caller, row))
    if row.state != State.APPROVAL:
        return announced.passed(caller, row, again=False)
    if row.author_id == caller.pupil.person_id:
        return Answer(partial(menu.refuse, template=wording.OWN))
    by = issuer(caller.uow, row)
    match order:
        case ReviewNotice():
            return Answer(partial(speech.review, draft=draft_of(caller, row), issuer=by))
        case ApproveNotice(_, granted):
            return _decided(caller, row, by, granted=granted)
        case _:
            assert_never(order)


def _decided(caller: Caller, row: Broadcast, by: str, *, granted: bool) -> Answer:
    """The author hears of it, and so does whoever decided."""
    uow, number = caller.uow, row.id
    if granted:
        made = broadcasting.confirm(uow, caller.school, number, caller.pupil.person_id, caller.now)
        if isinstance(made, Refused):
            return announced.passed(caller, row, again=False)
    else:
        broadcasts.turn(uow, number, [State.APPROVAL], State.DRAFT)
    template = wording.APPROVED if granted else wording.REJECTED
    to_author = wording.TOLD_APPROVED if granted else wording.TOLD_REJECTED
    authors = [row.author_id] if row.author_id is not None else []
    said = partial(told.decided, template=template, number=number, issuer=by)
    bubbles = announced.tell(caller, authors, to_author, "decided", số_hiệu=number)
    return Answer(said, tuple(bubbles))
