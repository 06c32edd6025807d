"""What people do with their phones. Each function is one thing a hand does; a mistake is told in Vietnamese."""

from datetime import timedelta
from typing import assert_never

from town import groups
from town.state import State
from town.telegram import events, shapes
from town.telegram.limits import LONGEST_PAYLOAD, LONGEST_TEXT, PRESS_KEPT, units
from town.telegram.platform import Platform
from town.world import (
    Attachment,
    AttachmentKind,
    Chat,
    Device,
    GroupChat,
    Message,
    Person,
    Press,
    PrivateChat,
)

LONGEST_NAME = 64  # core.telegram.org: first names have at most 64 characters


class Impossible(Exception):
    """The hand cannot do that; the text says why, in Vietnamese, to whoever plays with the town."""


def move_in(platform: Platform, name: str, device: Device) -> Person:
    """A new person with a phone, on whose screen every bot waits to be started."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Impossible(f"Tên cần có từ 1 đến {LONGEST_NAME} ký tự.")
    world = platform.world
    person = Person(world.next_person, name, device)
    world.next_person += 1
    world.people[person.id] = person
    for bot in world.bots.values():
        chat = PrivateChat(person.id, bot.id)
        world.private[chat.key] = chat
    platform.keeper.changed()
    return person


def start(platform: Platform, person: Person, chat: PrivateChat, payload: str = "") -> None:
    """Press Start, or come through a link that carries a payload; also lets a blocked bot in again."""
    allowed = payload.replace("_", "").replace("-", "")
    if payload and not (
        len(payload) <= LONGEST_PAYLOAD and allowed.isascii() and allowed.isalnum()
    ):
        raise Impossible("Mã trong đường dẫn chỉ gồm chữ không dấu, số, _ và -, tối đa 64 ký tự.")
    if chat.blocked:
        block(platform, person, chat, blocked=False)
    _write(platform, person, chat, f"/start {payload}".strip())


def say(
    platform: Platform, person: Person, chat: Chat, text: str, reply_to: int | None = None
) -> None:
    """Type a text and send it; without a network it waits on the phone."""
    text = text.strip()
    if not text:
        raise Impossible("Tin nhắn chưa có chữ nào.")
    if units(text) > LONGEST_TEXT:
        raise Impossible(f"Tin nhắn dài quá {LONGEST_TEXT} ký tự.")
    _write(platform, person, chat, text, reply_to=reply_to)


def send(
    platform: Platform, person: Person, chat: Chat, kind: AttachmentKind, emoji: str = ""
) -> None:
    """Send a stand-in for a sticker, a voice note or a photo: there is no real file behind it."""
    if kind is AttachmentKind.DOCUMENT:
        raise Impossible("Điện thoại ở đây chỉ gửi được nhãn dán, tin thoại và ảnh.")
    shown = (emoji or "👍") if kind is AttachmentKind.STICKER else ""
    _write(platform, person, chat, "", attachment=Attachment(kind, emoji=shown))


def press(platform: Platform, person: Person, chat: Chat, message_id: int, n: int) -> None:
    """Press the n-th button under a message, counted from 0 over all rows."""
    if not person.online:
        raise Impossible("Máy đang mất mạng nên chưa bấm được nút.")
    _may_write(person, chat)
    message = platform.world.message(chat, message_id)
    if message is None or not visible(person, message):
        raise Impossible("Tin nhắn này không còn trên màn hình.")
    buttons = [button for row in message.keyboard for button in row]
    if not 0 <= n < len(buttons):
        raise Impossible("Tin nhắn này không còn nút đó.")
    data = buttons[n].data
    if data is None:
        raise Impossible("Nút này mở một trang web, không gửi gì cho trợ giảng.")
    bot = platform.world.bots[message.author]
    pressed = Press(
        id=str(platform.world.next_press),
        bot=bot.id,
        person=person.id,
        chat=chat.key,
        message=message.id,
        at=platform.clock.now(),
    )
    platform.world.next_press += 1
    _forget_old_presses(platform)
    platform.world.presses[pressed.id] = pressed
    chat.notice = None
    events.press(platform, bot, chat, pressed, on=message, data=data)


def network(platform: Platform, person: Person, *, online: bool) -> None:
    """Lose or find the network. What was typed meanwhile goes out in order."""
    if online == person.online:
        return
    if not online:
        person.offline_since = platform.world.version
        platform.keeper.changed()
        return
    person.offline_since = None
    platform.keeper.changed()
    for chat in platform.world.chats_of(person):
        waiting = [
            each
            for each in chat.messages
            if each.author == person.id and each.state is State.WAITING
        ]
        for message in waiting:
            chat.messages.remove(message)
            _post(platform, person, chat, message)


def block(platform: Platform, person: Person, chat: PrivateChat, *, blocked: bool) -> None:
    if chat.blocked == blocked:
        return
    if not person.online:
        raise Impossible("Máy đang mất mạng nên chưa làm được việc này.")
    chat.blocked = blocked
    old, new = ("member", "kicked") if blocked else ("kicked", "member")
    bot = platform.world.bots[chat.bot]
    events.membership(platform, bot, chat, by=shapes.person(person), old=old, new=new)


def delete_account(platform: Platform, person: Person) -> None:
    """For good, as on the real platform: who comes back has another number (`move_in`)."""
    person.deactivated = True
    platform.keeper.changed()


def visible(person: Person, message: Message) -> bool:
    """Is it on this phone yet? What came after the network was lost is not, except what was typed there."""
    since = person.offline_since
    return since is None or message.version <= since or message.author == person.id


def spinning(platform: Platform, person: Person, chat: Chat, message: Message) -> bool:
    """Does a button of that message wait for its answer on this phone?"""
    oldest = platform.clock.now() - timedelta(seconds=PRESS_KEPT)
    return any(
        not each.answered
        and each.message == message.id
        and each.chat == chat.key
        and each.person == person.id
        and each.at > oldest
        for each in platform.world.presses.values()
    )


def _write(
    platform: Platform,
    person: Person,
    chat: Chat,
    text: str,
    *,
    attachment: Attachment | None = None,
    reply_to: int | None = None,
) -> None:
    _may_write(person, chat)
    message = Message(
        id=0,
        author=person.id,
        text=text,
        at=platform.clock.now(),
        version=0,
        attachment=attachment,
        reply_to=reply_to,
    )
    _post(platform, person, chat, message)


def _post(platform: Platform, person: Person, chat: Chat, message: Message) -> None:
    """Onto the screen, and to the bots if the phone has a network."""
    message.id = platform.world.next_message_id(chat)
    message.version = platform.keeper.changed()
    message.state = State.SENT if person.online else State.WAITING
    platform.world.show(chat, message)
    if not person.online:
        return
    match chat:
        case PrivateChat():
            chat.started = True
            bots = [platform.world.bots[chat.bot]]
        case GroupChat():
            bots = groups.hearers(platform, chat, message)
        case _:
            assert_never(chat)
    for bot in bots:
        events.message(platform, bot, chat, message)


def _may_write(person: Person, chat: Chat) -> None:
    if person.deactivated:
        raise Impossible("Tài khoản này đã bị xóa nên không nhắn được nữa.")
    match chat:
        case PrivateChat(blocked=True):
            raise Impossible("Trợ giảng đang bị chặn. Hãy bỏ chặn trước khi nhắn.")
        case GroupChat(deleted=True):
            raise Impossible("Nhóm này không còn nữa.")
        case _:
            pass


def _forget_old_presses(platform: Platform) -> None:
    oldest = platform.clock.now() - timedelta(seconds=PRESS_KEPT)
    presses = platform.world.presses
    for stale in [each.id for each in presses.values() if each.at <= oldest]:
        del presses[stale]
