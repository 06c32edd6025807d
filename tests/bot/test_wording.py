"""The bot's sentences: short, never rude, and never with somebody else's form of address."""

import re
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

import pytest

from bot import console, notices, wording
from bot.address import fill
from bot.commands import COMMANDS, command_meant, start_payload
from bot.folding import fold
from bot.menu import AT_ONCE
from bot.scene import BUBBLE
from bot.standing import Action, GetHelp, Honorific, OpenMenu, SetReminders, Standing
from bot.turn import HelpAsked
from lessons.lesson import Course, Lesson, Line, Step


def sentences() -> list[tuple[str, str]]:
    return [one for module in (wording, *console_wording()) for one in said_in(module)]


def said_in(module: ModuleType) -> list[tuple[str, str]]:
    found = []
    for name, value in vars(module).items():
        if name.isupper():
            texts = value if isinstance(value, tuple) else (value,)
            found += [(name, text) for text in texts]
    return found


def console_wording() -> list[ModuleType]:
    """Each area of a team's work has its own words."""
    names = [
        found.name for found in iter_modules(console.__path__) if found.name.endswith("wording")
    ]
    return [import_module(f"bot.console.{name}") for name in names]


@pytest.mark.parametrize(("name", "text"), sentences())
def test_a_sentence_is_short_and_has_no_pronoun_of_its_own(name: str, text: str) -> None:
    assert len(text) <= BUBBLE
    bare = re.sub(r"\{\w+\}", "", text)
    words = set(re.findall(r"\w+", bare.lower().replace("bà con", "")))  # the neighbours
    pronouns = {"bác", "cháu", "bạn", "em", "cụ", "con"}
    if name not in ("CO_OR_CHU", "ANH_OR_CHI"):  # these two ask for it
        pronouns |= {"cô", "chú", "anh", "chị"}
    assert not words & pronouns
    assert not words & {"sai"}


@pytest.mark.parametrize("honorific", list(Honorific))
def test_every_place_in_the_sentences_is_filled_by_the_form_of_address_or_named(
    honorific: Honorific,
) -> None:
    values = {"nhóm", "xong", "tất", "bài", "phút", "mở_đầu", "bước", "tên", "máy", "lời", "khen",
              "tự_kiểm_tra", "chỗ", "liên_hệ", "khẩn_cấp", "báo_cuộc_gọi", "xưng_hô",
              "đang_học", "nhắc", "tên_bước", "mã", "đáp", "tổ", "tên_nhóm", "lộ_trình",
              "trước", "vai", "nơi", "lúc", "khi", "ngày", "số"}  # fmt: skip
    # The speeches of the console are tested with what they are filled with.
    for _, text in said_in(wording):
        assert set(re.findall(r"\{(\w+)\}", fill(text, honorific))) <= values


@pytest.mark.parametrize(
    ("honorific", "heard"),
    [
        (None, "Bác ơi, cháu đây"),
        (Honorific.BAC, "Bác ơi, cháu đây"),
        (Honorific.CO, "Cô ơi, cháu đây"),
        (Honorific.CHU, "Chú ơi, cháu đây"),
        (Honorific.ANH, "Anh ơi, em đây"),
        (Honorific.CHI, "Chị ơi, em đây"),
    ],
)
def test_the_bots_own_word_follows_the_learners(honorific: Honorific | None, heard: str) -> None:
    assert fill("{Bác} ơi, {cháu} đây", honorific) == heard


def test_what_is_filled_in_is_not_looked_at_again() -> None:
    assert fill("{tên}", None, tên="{bác} {x}") == "{bác} {x}"
    assert fill("{không_ai_biết}", None) == "{không_ai_biết}"


def test_commands_have_a_word_without_marks_and_a_description() -> None:
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    for command in COMMANDS:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", command.name)  # Telegram's rule for bot commands
        assert 3 <= len(command.description) <= 100
        assert fold(command.description) != command.description.lower()  # it has its marks
    assert {"menu", "giup", "lai", "lui", "desau", "dungnhac", "dulieu", "xoadulieu", "xungho",
            "doimay", "lienket", "lotrinh"} == set(names)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("/menu", OpenMenu()),
        ("/MENU@HocVuSoBot", OpenMenu()),
        ("/giup tôi với", GetHelp()),
        ("/dungnhac", SetReminders(False)),
        ("/khongco", None),
        ("menu", None),
        ("", None),
        ("/", None),
    ],
)
def test_a_command_is_known_with_or_without_the_bots_name(text: str, action: Action | None) -> None:
    assert command_meant(text) == action


def test_start_carries_a_payload_or_none() -> None:
    assert start_payload("/start L02") == "L02"
    assert start_payload("/start@HocVuSoBot") == ""
    assert start_payload("bắt đầu") is None
    assert start_payload("  ") is None


def test_a_helper_reads_who_and_where_and_no_more() -> None:
    step = Step("mot", "Mở kho", (Line("Mở."),))
    lesson = Lesson("bai", "L02", "Cài ứng dụng", "K0", 5, "", (step,), "")
    asked = HelpAsked("bai", "mot")
    from bot.standing import Run

    standing = Standing(honorific=Honorific.CO, run=Run(1, "bai", "mot", ""))
    call = notices.help_call(Course((lesson,)), standing, "Lan\nNguyễn", asked)
    assert call.text == "Cô Lan Nguyễn đang cần giúp ở bài “Cài ứng dụng”, bước 1/1: Mở kho."
    urgent = notices.help_call(Course(), standing, "", HelpAsked(None, None, danger=True))
    assert urgent.text.startswith("GẤP")
    assert AT_ONCE <= 5
