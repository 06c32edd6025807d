"""A group chat becomes a team's: its leader is given a code in private and says it in the group."""

from datetime import datetime
from typing import assert_never

from bot import wording
from bot.address import fill
from bot.message import Message
from bot.notices import group_bound, group_code, group_lost
from bot.serial import standing_from_json
from bot.standing import Honorific
from bot.update import Address, Update
from handlers import codes
from handlers.bubbles import Bubble, bubbles_of
from handlers.codes import Barred, Unknown
from storage import groups, people, teams
from storage.codes import Purpose
from storage.unit_of_work import UnitOfWork


def give_code(
    uow: UnitOfWork,
    update: Update,
    honorific: Honorific | None,
    key: str,
    now: datetime,
    *,
    helps: bool,
) -> list[Bubble]:
    """To those who lead a team, and to the chat that `helps` here; to nobody else."""
    person = people.of_user(uow, update.address.account, update.sender.user)
    if person is None:
        return []
    if helps or teams.led(uow, person, now):
        words = group_code(honorific, codes.new(uow, Purpose.GROUP, person, now))
    else:
        words = fill(wording.GROUP_CODE_REFUSED, honorific)
    return bubbles_of(update.address, [Message(words)], f"{key}:group", person)


def bind(uow: UnitOfWork, address: Address, digits: str, now: datetime) -> str:
    """The code was said in a group. What is answered there."""
    account, chat = address.account, address.chat
    if groups.is_bound(uow, account, chat):
        return fill(wording.GROUP_BOUND_ALREADY, None)
    found = codes.redeem(uow, Purpose.GROUP, digits, (account, chat), now)
    match found:
        case Barred():
            return fill(wording.GROUP_CODE_TOO_MANY, None)
        case Unknown():
            return fill(wording.GROUP_CODE_WRONG, None)
        case int(person):
            team, name = next(iter(teams.led(uow, person, now)), (None, ""))
            groups.bind(uow, account, chat, team=team, person=person, now=now)
            return group_bound(name)
        case _:
            assert_never(found)


def unbind(uow: UnitOfWork, update: Update, now: datetime) -> str:
    """By whoever bound it, or leads its team. What is answered in the group."""
    account, chat = update.address.account, update.address.chat
    bond = groups.bond(uow, account, chat)
    if bond is None:
        return fill(wording.GROUP_NOT_BOUND, None)
    person = people.of_user(uow, account, update.sender.user)
    led = {team for team, _ in teams.led(uow, person, now)} if person is not None else set()
    if person is None or (person != bond.person and bond.team not in led):
        return fill(wording.GROUP_NOT_YOURS, None)
    groups.unbind(uow, account, chat)
    return fill(wording.GROUP_UNBOUND, None)


def lost(uow: UnitOfWork, account: str, chat: str, key: str) -> list[Bubble]:
    """A group that does not take our messages any more: its binding ends, and whoever bound it is told."""
    bond = groups.bond(uow, account, chat)
    if bond is None:
        return []
    groups.unbind(uow, account, chat)
    leader = people.lock(uow, [bond.person]).get(bond.person) if bond.person is not None else None
    if leader is None:
        return []
    honorific = standing_from_json(leader.standing).honorific
    words = Message(group_lost(honorific, bond.title))
    return bubbles_of(Address(leader.account, leader.chat), [words], key, leader.person_id)
