"""What people do with Zalo on their phones. Each function is one thing a hand does; a mistake is told in Vietnamese.

Each returns when whoever has to hear of it has it in its queue.
"""

from town.people import Impossible
from town.state import State
from town.telegram.limits import units
from town.world import Person
from town.zalo import deeds
from town.zalo.platform import Zalo
from town.zalo.world import App, Kind, Place, ZaloChat, ZaloGroup, ZaloMessage

LONGEST_TYPED = (
    2_000  # UTF-16 units; what a phone lets type is not documented, so the API's own limit
)

# Pretended files lie where nobody can fetch them: `.invalid` is no address by its own law (RFC 2606).
PRETENDED = {
    Kind.PICTURE: "https://photo.zdn.invalid/{}.jpg",
    Kind.STICKER: "https://stickers.zdn.invalid/{}.webp",
    Kind.VOICE: "https://voice.zdn.invalid/{}.aac",
}


def open_chat(zalo: Zalo, person: Person, chat: ZaloChat) -> None:
    """Come to the chat by its link. The account is not written to yet, and may not write first."""
    chat.opened = True
    zalo.keeper.changed()
    if person.online:
        zalo.tell(deeds.Opened(person, chat))


def say(
    zalo: Zalo,
    person: Person,
    place: Place,
    text: str,
    *,
    quotes: ZaloMessage | None = None,
    mention: str | None = None,
) -> None:
    """Type a text and send it; without a network it waits on the phone.

    `mention` is an account that is picked from the list behind the @: its name then stands in the text, in
    front unless it was typed elsewhere. A name that is only typed mentions nobody.
    """
    text = _mentioned(zalo, place, text.strip(), mention)
    if not text:
        raise Impossible("Tin nhắn chưa có chữ nào.")
    if units(text) > LONGEST_TYPED:
        raise Impossible(f"Tin nhắn dài quá {LONGEST_TYPED} ký tự.")
    message = _draft(zalo, person, Kind.TEXT, text, mention)
    message.quotes = quotes.id if quotes is not None else None
    _write(zalo, person, place, message)


def send(
    zalo: Zalo,
    person: Person,
    place: Place,
    kind: Kind,
    caption: str = "",
    *,
    quotes: ZaloMessage | None = None,
    mention: str | None = None,
) -> None:
    """Send what is no text: there is no real file behind it. Only a picture has a caption."""
    if kind is Kind.TEXT:
        raise Impossible("Chữ thì gõ vào ô tin nhắn.")
    if caption and kind is not Kind.PICTURE:
        raise Impossible("Chỉ ảnh mới kèm được chú thích.")
    if mention is not None and kind is not Kind.PICTURE:
        raise Impossible("Chỉ nhắc tên được trong chữ hoặc chú thích của ảnh.")
    caption = _mentioned(zalo, place, caption.strip(), mention)
    message = _draft(zalo, person, kind, caption, mention)
    message.quotes = quotes.id if quotes is not None else None
    _write(zalo, person, place, message)


def tap(zalo: Zalo, person: Person, chat: ZaloChat, message: ZaloMessage, n: int) -> None:
    """Tap the n-th button under a message of an Official Account, counted from 0."""
    _connected(person)
    _may_write(person, chat)
    if not 0 <= n < len(message.buttons):
        raise Impossible("Tin nhắn này không còn nút đó.")
    _interact(zalo, person, chat)
    zalo.keeper.changed()
    zalo.tell(deeds.Tapped(person, chat, message, message.buttons[n]))


def block(zalo: Zalo, person: Person, chat: ZaloChat, *, blocked: bool) -> None:
    """Stop hearing from an account, or hear from it again. Bots are told nothing."""
    if chat.blocked == blocked:
        return
    _connected(person)
    chat.blocked = blocked
    zalo.keeper.changed()
    zalo.tell(deeds.Blocked(person, chat, ended=not blocked))


def follow(zalo: Zalo, person: Person, chat: ZaloChat, *, followed: bool) -> None:
    """Quan tâm an Official Account, or no longer."""
    if chat.app is not App.OA:
        raise Impossible("Chỉ Official Account mới có nút Quan tâm.")
    if chat.followed == followed:
        return
    _connected(person)
    chat.followed = followed
    if followed:
        chat.opened = True
        _interact(zalo, person, chat)
    zalo.keeper.changed()
    zalo.tell(deeds.Followed(person, chat, ended=not followed))


def read(zalo: Zalo, person: Person, chat: ZaloChat) -> None:
    """Look at the newest messages."""
    if person.online:
        zalo.tell(deeds.Read(person, chat))


def protect(zalo: Zalo, person: Person, *, protected: bool) -> None:
    """Belong to those whose words Zalo keeps from bots, or no longer."""
    person.protected = protected
    zalo.keeper.changed()


def send_what_waits(zalo: Zalo, person: Person) -> None:
    """The phone has a network again: what was typed meanwhile goes out, chat by chat, in order."""
    if not person.online:
        return
    for place in places_of(zalo, person):
        for message in [each for each in place.messages if _waits(person, each)]:
            place.messages.remove(message)
            _post(zalo, person, place, message)


def places_of(zalo: Zalo, person: Person) -> list[Place]:
    """What the person's Zalo lists: private chats first, also those that were never opened."""
    return [*zalo.world.chats_of(person.id), *zalo.world.groups_of(person.id)]


def visible(person: Person, message: ZaloMessage) -> bool:
    """Is it on this phone yet? What came after the network was lost is not, except what was typed there."""
    since = person.offline_since
    return since is None or message.version <= since or message.person == person.id


def _draft(zalo: Zalo, person: Person, kind: Kind, text: str, mention: str | None) -> ZaloMessage:
    mentions = [mention] if mention is not None else []
    now = zalo.clock.now()
    return ZaloMessage(0, now, 0, text, person=person.id, kind=kind, mentions=mentions)


def _write(zalo: Zalo, person: Person, place: Place, message: ZaloMessage) -> None:
    _may_write(person, place)
    _post(zalo, person, place, message)


def _post(zalo: Zalo, person: Person, place: Place, message: ZaloMessage) -> None:
    """Onto the screen, and to the accounts if the phone has a network."""
    if isinstance(place, ZaloChat):
        place = zalo.world.chat(place.account, place.person)  # kept from now on
        place.opened = True
    zalo.post(place, person, message)
    if message.kind in PRETENDED:
        message.url = PRETENDED[message.kind].format(message.outside)
    if not person.online:
        return
    _interact(zalo, person, place)
    zalo.tell(deeds.Wrote(person, place, message))


def _interact(zalo: Zalo, person: Person, place: Place) -> None:
    """What opens the window in which an account may write; for an Official Account its groups do, too."""
    now = zalo.clock.now()
    if isinstance(place, ZaloChat):
        place.last_interaction = now
    elif place.app is App.OA:
        for account in place.accounts:
            zalo.world.chat(account, person.id).last_interaction = now


def _mentioned(zalo: Zalo, place: Place, text: str, mention: str | None) -> str:
    if mention is None:
        return text
    if not isinstance(place, ZaloGroup) or mention not in place.accounts:
        raise Impossible("Trong cuộc trò chuyện này không có ai tên như vậy để nhắc.")
    account = zalo.world.account(mention)
    name = f"@{account.name}" if account is not None else ""
    return text if name in text else f"{name} {text}".strip()


def _may_write(person: Person, place: Place) -> None:
    match place:
        case ZaloChat(blocked=True):
            raise Impossible("Bạn đang chặn tài khoản này. Hãy bỏ chặn trước khi nhắn.")
        case ZaloGroup(members=members) if person.id not in members:
            raise Impossible("Bạn không còn ở trong nhóm này.")
        case _:
            pass


def _connected(person: Person) -> None:
    if not person.online:
        raise Impossible("Máy đang mất mạng nên chưa làm được việc này.")


def _waits(person: Person, message: ZaloMessage) -> bool:
    return message.person == person.id and message.state is State.WAITING
