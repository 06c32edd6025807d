"""The commands of a chat's menu button, each a word that could be typed as well."""

from dataclasses import dataclass

from bot.standing import (
    Action,
    Ask,
    GetHelp,
    GoBack,
    LinkApp,
    OpenMenu,
    Pause,
    Question,
    SetReminders,
    ShowAgain,
    ShowData,
)


@dataclass(frozen=True, slots=True)
class Command:
    """`name` without the slash; `description` as the platform shows it beside the name."""

    name: str
    description: str
    action: Action


COMMANDS = (
    Command("menu", "Xem danh sách bài", OpenMenu()),
    Command("lotrinh", "Chọn lộ trình học", Ask(Question.ROUTE)),
    Command("giup", "Gỡ khó hoặc gặp người", GetHelp()),
    Command("lai", "Xem lại bước này", ShowAgain()),
    Command("lui", "Lùi lại một bước", GoBack()),
    Command("desau", "Nghỉ, để sau học tiếp", Pause()),
    Command("dungnhac", "Dừng nhắc, vẫn giữ bài đã học", SetReminders(False)),
    Command("dulieu", "Xem dữ liệu của tôi", ShowData()),
    Command("xoadulieu", "Xóa dữ liệu của tôi", Ask(Question.ERASE)),
    Command("xungho", "Đổi cách xưng hô", Ask(Question.HONORIFIC)),
    Command("doimay", "Đổi loại máy", Ask(Question.DEVICE)),
    Command("lienket", "Học chung với ứng dụng khác", LinkApp()),
)
_BY_NAME = {command.name: command.action for command in COMMANDS}


def command_meant(text: str) -> Action | None:
    """ "/menu", "/menu@ten_bot", "/MENU gì đó"; None for anything else."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    name = first.removeprefix("/").partition("@")[0].lower()
    return _BY_NAME.get(name) if first.startswith("/") else None


def start_payload(text: str) -> str | None:
    """What "/start" carries, "" for none; None for anything else."""
    first, *rest = text.split(maxsplit=1) or [""]
    if first.partition("@")[0].lower() != "/start":
        return None
    return rest[0].strip() if rest else ""
