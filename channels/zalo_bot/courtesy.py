"""Says "please write it in words" at most once an hour in a chat.

What Zalo will not show us may come many times a day, all that some people ever send (the platform
withholds the messages of those whom the law protects). Told each time, they would be scolded.
"""

from datetime import datetime, timedelta

from bot.update import MediaKind, MediaSent, Update

# What is left of a message that Zalo will not show.
WITHHELD = MediaSent(MediaKind.OTHER)
APART = timedelta(hours=1)
# Chats remembered: several times those of the largest bot; then the oldest is forgotten.
MOST_CHATS = 10_000


class Courtesy:
    """Of this process only: with several, each may say it."""

    def __init__(self) -> None:
        self._answered: dict[str, tuple[datetime, str]] = {}  # by chat: when, to which update

    def lets_through(self, update: Update, now: datetime) -> bool:
        """The same update is let through again: it may not have been stored."""
        if update.content != WITHHELD:
            return True
        at, key = self._answered.get(update.address.chat, (None, ""))
        if at is not None and now - at < APART:
            return key == update.key
        self._answered.pop(update.address.chat, None)
        self._answered[update.address.chat] = now, update.key
        if len(self._answered) > MOST_CHATS:
            del self._answered[next(iter(self._answered))]
        return True
