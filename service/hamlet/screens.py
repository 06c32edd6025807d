"""The hamlet's phones while its story is told: what is typed there, and what is answered, as the platforms carry it."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import assert_never

from bot.delivery import Envelope, Result, Sent
from bot.message import Mark, Message
from bot.update import Update
from channels.http import Upload
from channels.pictures import Pictures
from channels.telegram import calls as telegram_calls
from channels.telegram.adapter import Telegram
from channels.text import told_picture
from channels.zalo_bot import calls as zalo_calls
from channels.zalo_bot.adapter import ZaloBot
from service.hamlet.story import App, Talk
from town import people
from town.past import Past
from town.request import Upload as Received
from town.town import Town
from town.zalo import people as zalo_people

# As `service.local_town` names the accounts.
TELEGRAM, ZALO = "town", "town-zalo"


class Screens:
    """`pictures` are for Telegram, which is given the bytes; `media` says where Zalo's phones find them."""

    def __init__(
        self, town: Town, past: Past, pictures: Pictures, media: Callable[[str], str | None]
    ) -> None:
        self._town = town
        self._past = past
        self._pictures = pictures
        self._media = media
        now = town.clock.now
        self._telegram = Telegram(TELEGRAM, town.token, now)
        self._telegram.knows_its_name(town.home.username)
        self._zalo = ZaloBot(ZALO, town.zalo_bots.token, now, name=town.zalo_bots.home.name)
        self._heard: dict[str, str] = {}  # by chat, what came there last; the newest at the end

    def stand_at(self, moment: datetime) -> None:
        self._past.stand_at(moment)

    def begin_at(self, moment: datetime) -> None:
        self._past.since(moment)
        self._past.stand_at(moment)

    def was_looked_at(self) -> None:
        self._past.was_looked_at()

    def write(self, talk: Talk, words: str) -> None:
        """Somebody types it and sends it. In a group, they call the bot."""
        town = self._town
        match talk.app:
            case App.TELEGRAM:
                phone = town.phone(talk.who)
                groups = (one for one in town.world.groups.values() if one.title == talk.group)
                chat = next(groups) if talk.group else phone.chat
                said = f"@{town.home.username} {words}" if talk.group else words
                people.say(town.platform, phone.person, chat, said)
            case App.ZALO:
                hand = town.zalo_bots.phone(talk.who)
                circles = (
                    one for one in town.world.zalo.groups.values() if one.title == talk.group
                )
                place = next(circles) if talk.group else hand.chat
                mention = hand.account if talk.group else None
                zalo_people.say(town.zalo, hand.person, place, words, mention=mention)
            case _:
                assert_never(talk.app)

    def came_in(self) -> Sequence[Update]:
        """What the adapters make of what the platforms would bring."""
        found = [
            one for each in self._past.came_to_telegram() for one in self._telegram.read_json(each)
        ]
        return [
            *found,
            *(one for each in self._past.came_to_zalo() for one in self._zalo.read_event(each)),
        ]

    def last_heard(self, who: str) -> str:
        """What the person was sent last, in whichever app."""
        chats = (str(self._town.phone(who).id), self._town.zalo_bots.phone(who).id)
        newest = reversed(self._heard.items())
        return next((text for chat, text in newest if chat in chats), "")

    async def show(self, envelope: Envelope) -> Result:
        """On the phones, as if the platform had just taken it."""
        chat, content = envelope.address.chat, envelope.content
        if isinstance(content, Message):
            self._heard.pop(chat, None)
            self._heard[chat] = content.text
        if envelope.address.account == ZALO:
            return self._on_zalo(chat, content)
        return await self._on_telegram(chat, content)

    def _on_zalo(self, chat: str, content: Message | Mark) -> Result:
        if isinstance(content, Mark):
            return Sent(content.message, parts=0)
        picture = self._media(content.photo.file) if content.photo else None
        calls = zalo_calls.calls_of(chat, content, picture)
        numbers = [self._past.on_zalo(call.method, call.fields) for call in calls]
        return Sent(numbers[-1] if numbers else "", len(numbers))

    async def _on_telegram(self, chat: str, content: Message | Mark) -> Result:
        if isinstance(content, Mark):
            call = telegram_calls.mark_call(chat, content)
        else:
            call = await self._call(chat, content)
        file = call.upload
        files = {file.field: Received(file.name, file.media_type, file.content)} if file else {}
        return Sent(self._past.on_telegram(call.method, call.fields, files))

    async def _call(self, chat: str, message: Message) -> telegram_calls.Call:
        picture = self._pictures.find(message.photo.file) if message.photo else None
        content = await asyncio.to_thread(picture.load) if picture else None
        if picture is None or content is None:
            return telegram_calls.text_call(chat, told_picture(message))
        upload = Upload("photo", picture.name, picture.media_type, content)
        return telegram_calls.photo_call(chat, message, upload)
