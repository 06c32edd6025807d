"""Takes out of an update what no database can hold: NUL characters and lone surrogates (F32)."""

from dataclasses import replace

from bot.update import (
    Address,
    ButtonPressed,
    ChatOpened,
    Content,
    GroupMoved,
    MediaSent,
    Sender,
    TextSent,
    Update,
)
from storage.columns import plain

# No platform's ids come near; an index's row has about 2,700 bytes on PostgreSQL.
LONGEST_ID = 500  # characters
LONGEST_NAME = 200  # characters; longer ones are no names


def cleaned(update: Update) -> Update:
    """The same update, in texts that can be stored."""
    address, sender = update.address, update.sender
    return Update(
        key=_id(update.key),
        address=Address(address.account, _id(address.chat), address.kind),
        sender=Sender(_id(sender.user), plain(sender.name)[:LONGEST_NAME]),
        content=_content(update.content),
        sent_at=update.sent_at,
    )


def _id(text: str) -> str:
    return plain(text)[:LONGEST_ID]


def _content(content: Content) -> Content:
    match content:
        case TextSent(text):
            return content if plain(text) is text else TextSent(plain(text))
        case ButtonPressed(token, message):
            bubble = None if message is None else _id(message)
            return replace(content, token=_id(token), message=bubble)
        case MediaSent(_, emoji, caption):
            return replace(content, emoji=plain(emoji), caption=plain(caption))
        case ChatOpened(payload):
            return ChatOpened(plain(payload))
        case GroupMoved(new_chat):
            return GroupMoved(_id(new_chat))
        case _:
            return content
