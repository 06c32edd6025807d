"""Those in whose place an author may try a lesson: how they are addressed, what they hold, how they type."""

from dataclasses import dataclass

from bot.standing import Honorific
from lessons.lesson import Device


@dataclass(frozen=True, slots=True)
class Persona:
    id: str
    name: str
    about: str  # in Vietnamese, shown to authors
    about_en: str
    honorific: Honorific | None  # None: has never written to the bot
    device: Device | None
    bare: bool = False  # types without marks


PERSONAS = (
    Persona(
        "bac-lan",
        "Bác Lan",
        "gõ không dấu, máy Android cũ",
        "types without marks, an old Android",
        Honorific.BAC,
        Device.ANDROID,
        bare=True,
    ),
    Persona("chu-hung", "Chú Hùng", "máy iPhone", "an iPhone", Honorific.CHU, Device.IPHONE),
    Persona(
        "co-hoa",
        "Cô Hoa",
        "không biết máy mình loại gì",
        "does not know which phone she has",
        Honorific.CO,
        None,
    ),
    Persona(
        "anh-tu", "Anh Tú", "trẻ, gõ có dấu", "young, types marks", Honorific.ANH, Device.ANDROID
    ),
    Persona(
        "chi-mai", "Chị Mai", "bán hàng ở chợ", "sells at the market", Honorific.CHI, Device.IPHONE
    ),
    Persona(
        "nguoi-moi",
        "Người mới",
        "nhắn cho bot lần đầu, gõ không dấu",
        "writes to the bot for the first time",
        None,
        None,
        bare=True,
    ),
)


def persona(name: str) -> Persona:
    """Raises LookupError."""
    found = next((one for one in PERSONAS if one.id == name), None)
    if found is None:
        raise LookupError(name)
    return found
