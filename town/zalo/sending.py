"""The methods that put something into a chat, and the one that says what the bot is about to do."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from town.request import Parameters
from town.zalo import errors, meter, shapes
from town.zalo.accounts import ZaloBot
from town.zalo.errors import Refused
from town.zalo.limits import LONGEST_CAPTION, LONGEST_TEXT, units
from town.zalo.outward import Outward, Unfetchable
from town.zalo.platform import Zalo
from town.zalo.world import Kind, Place, ZaloChat, ZaloGroup

TYPING = timedelta(seconds=5)  # how long a phone shows it; undocumented


def get_me(zalo: Zalo, bot: ZaloBot, given: Parameters) -> object:
    del zalo, given
    return shapes.me(bot)


def send_message(zalo: Zalo, bot: ZaloBot, given: Parameters) -> object:
    """`parse_mode` and `text_styles` are taken and shown as they come; everything else that Telegram has is
    ignored, buttons above all."""
    text = given.text("text")
    if not text.strip():
        raise Refused(errors.TEXT_MISSING)
    if units(text) > LONGEST_TEXT:
        raise Refused(errors.TEXT_TOO_LONG)
    return _send(zalo, bot, reach(zalo, bot, given), text)


def send_sticker(zalo: Zalo, bot: ZaloBot, given: Parameters) -> object:
    place = reach(zalo, bot, given)
    if not given.text("sticker"):
        raise Refused(errors.STICKER_MISSING)
    return _send(zalo, bot, place, "", kind=Kind.STICKER)


def send_voice(zalo: Zalo, bot: ZaloBot, given: Parameters) -> object:
    """In a group the answer says yes, and nothing arrives."""
    place, url = reach(zalo, bot, given), given.text("voice_url")
    if not (url.startswith(("http://", "https://")) and urlsplit(url).path.endswith(".aac")):
        raise Refused(errors.VOICE_INVALID)
    if isinstance(place, ZaloGroup):
        meter.spend(bot, zalo.clock.now())
        return shapes.sent(zalo.unseen(bot.id))
    return _send(zalo, bot, place, "", kind=Kind.VOICE, url=url)


def send_chat_action(zalo: Zalo, bot: ZaloBot, given: Parameters) -> object:
    """Costs nothing of the quota. Answered by a bare yes."""
    place = reach(zalo, bot, given)
    if given.text("action") != "typing":
        raise Refused(errors.ACTION_INVALID)
    if isinstance(place, ZaloChat):
        place.typing_until = zalo.clock.now() + TYPING
        zalo.keeper.changed()
    return None


async def send_photo(zalo: Zalo, outward: Outward, bot: ZaloBot, given: Parameters) -> object:
    """The picture is fetched from the address that the bot names, and again by every phone that looks."""
    reach(zalo, bot, given)
    url, caption = given.text("photo"), given.text("caption")
    if not url:
        raise Refused(errors.PICTURE_MISSING)
    if units(caption) > LONGEST_CAPTION:
        raise Refused(errors.CAPTION_TOO_LONG)
    try:
        await outward.picture(url)
    except Unfetchable as reason:
        raise Refused(_unfetched(reason)) from None
    # Much may have happened while it came.
    return _send(zalo, bot, reach(zalo, bot, given), caption, kind=Kind.PICTURE, url=url)


Method = Callable[[Zalo, ZaloBot, Parameters], object]
METHODS: dict[str, Method] = {
    "getMe": get_me,
    "sendMessage": send_message,
    "sendSticker": send_sticker,
    "sendVoice": send_voice,
    "sendChatAction": send_chat_action,
}


def reach(zalo: Zalo, bot: ZaloBot, given: Parameters) -> Place:
    """The chat that the call names, if the bot may write there. Raises Refused."""
    chat_id = given.text("chat_id")
    if not chat_id:
        raise Refused(errors.CHAT_MISSING)
    group = zalo.world.groups.get(chat_id)
    if group is not None:
        if bot.id not in group.accounts:
            raise Refused(errors.NOT_IN_GROUP)
        return group
    chat = zalo.world.chats.get(f"{bot.id}:{chat_id}")
    # Who only opened the chat, and whom the plan has no room for, the bot has never met.
    if chat is None or chat.last_interaction is None or chat.id not in bot.served:
        raise Refused(errors.CHAT_UNKNOWN)
    if chat.blocked:
        raise Refused(errors.BLOCKED)
    return chat


def _send(
    zalo: Zalo, bot: ZaloBot, place: Place, text: str, *, kind: Kind = Kind.TEXT, url: str = ""
) -> shapes.Json:
    meter.spend(bot, zalo.clock.now())
    if isinstance(place, ZaloChat):
        place.typing_until = None
    return shapes.sent(zalo.show(place, text, account=bot.id, kind=kind, url=url))


def _unfetched(reason: Unfetchable) -> errors.Refusal:
    if reason.large:
        return errors.PICTURE_TOO_LARGE
    return errors.PICTURE_INVALID if reason.found else errors.PICTURE_UNREACHABLE
