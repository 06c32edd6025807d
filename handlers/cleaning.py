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
    """The same update, in texts that can be stored; the same object where nothing is to be done."""
    address, sender = update.address, update.sender
    key, chat, user = _id(update.key), _id(address.chat), _id(sender.user)
    name, content = plain(sender.name)[:LONGEST_NAME], _content(update.content)
    if (
        key is update.key
        and chat is address.chat
        and user is sender.user
        and name is sender.name
        and content is update.content
    ):
        return update
    return Update(
        key=key,
        address=Address(address.account, chat, address.kind),
        sender=Sender(user, name),
        content=content,
        sent_at=update.sent_at,
    )


def _id(text: str) -> str:
    return plain(text)[:LONGEST_ID]


def _content(content: Content) -> Content:
    match content:
        case TextSent(text, quotes):
            kept = plain(text), None if quotes is None else _id(quotes)
            unchanged = kept[0] is text and kept[1] is quotes
            return content if unchanged else replace(content, text=kept[0], quotes=kept[1])
        case ButtonPressed(token, message):
            clean = _id(token), None if message is None else _id(message)
            unchanged = clean[0] is token and clean[1] is message
            return content if unchanged else replace(content, token=clean[0], message=clean[1])
        case MediaSent(_, emoji, caption):
            return replace(content, emoji=plain(emoji), caption=plain(caption))
        case ChatOpened(payload):
            return ChatOpened(plain(payload))
        case GroupMoved(new_chat):
            return GroupMoved(_id(new_chat))
        case _:
            return content
