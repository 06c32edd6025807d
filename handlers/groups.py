"""What happens in group chats: we join, leave, move with them, and say once how to write to us."""

from datetime import datetime
from typing import assert_never

from bot.linking import code_anywhere, unbinds
from bot.message import Message
from bot.notices import group_invitation
from bot.update import (
    BotBlocked,
    BotUnblocked,
    ButtonPressed,
    ChatOpened,
    DueCame,
    GroupMoved,
    MediaSent,
    TextSent,
    Update,
)
from handlers import binding
from handlers.bubbles import Bubble, bubbles_of
from storage import groups, outbox, people, recipients
from storage.unit_of_work import UnitOfWork


def happened(uow: UnitOfWork, update: Update, key: str, now: datetime) -> list[Bubble]:
    """One update of a group. A group is nobody's classroom, so no turn is taken."""
    account, chat = update.address.account, update.address.chat
    match update.content:
        case BotUnblocked():
            groups.join(uow, account, chat, update.address.kind, now)
        case BotBlocked():
            groups.lose(uow, account, chat, "removed", now)
            outbox.skip_chat(uow, account, chat, "removed", now)
        case GroupMoved(new_chat):
            move(uow, account, chat, new_chat)
        case TextSent(text):
            return bubbles_of(update.address, [Message(_answer(uow, update, text, now))], key, None)
        case ChatOpened():
            return bubbles_of(update.address, [Message(group_invitation())], key, None)
        case ButtonPressed() | MediaSent() | DueCame():
            pass
        case _:
            assert_never(update.content)
    return []


def _answer(uow: UnitOfWork, update: Update, text: str, now: datetime) -> str:
    """Adapters pass on only what was said to us. Some platforms never tell that we are in a group: its
    first words do."""
    address = update.address
    groups.join(uow, address.account, address.chat, address.kind, now)
    digits = code_anywhere(text)
    if digits is not None:
        return binding.bind(uow, address, digits, now)
    return binding.unbind(uow, update, now) if unbinds(text) else group_invitation()


def move(uow: UnitOfWork, account: str, chat: str, new_chat: str) -> None:
    """A chat has a new id: its rows follow, and what is open waits for the new one (F25)."""
    groups.move(uow, account, chat, new_chat)
    people.redirect(uow, account, chat, new_chat)
    outbox.redirect(uow, account, chat, new_chat)
    recipients.redirect(uow, account, chat, new_chat)
