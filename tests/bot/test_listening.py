"""Hearing a step: its recording where that is what stands there and can be played, else its words."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.engine import take_turn
from bot.intents import Intent, understand
from bot.message import Message, Voice
from bot.standing import Consent, Context, Honorific, Standing
from bot.turn import SPOKEN, School
from bot.update import Address, ChatOpened, Content, Sender, TextSent, Update
from lessons.lesson import Course, Device, Lesson, Line, Recording, Step, Trouble
from service.understand_command import understand_lines

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
RECORDED = Step(
    "mo-kho",
    "Mở kho",
    (Line("Chạm hình tam giác."),),
    troubles=(Trouble("Không thấy?", "Vuốt lên."),),
    recordings=(Recording("iphone.ogg", Device.IPHONE), Recording("chung.ogg")),
)
LESSON = Lesson("bai", "L01", "Bài", "K0", 5, "Mở đầu.", (RECORDED,), "Được.")
SCHOOL = School(Course((LESSON,)))
LEARNER = Standing(Consent.GRANTED, Honorific.CO, Device.ANDROID, settled=True)


def heard(school: School, *said: Content, standing: Standing = LEARNER) -> Message:
    """The last bubble of them all."""
    last = Message("")
    for number, content in enumerate(said):
        update = Update(str(number), Address("a", "lan"), Sender("lan"), content, NOW)
        turn = take_turn(school, standing, update, NOW)
        standing = turn.standing
        last = [one for one in turn.messages if isinstance(one, Message)][-1]
    return last


@pytest.mark.parametrize(
    ("audible", "device", "file"),
    [
        (".ogg", Device.ANDROID, "chung.ogg"),
        (".ogg spoken", Device.IPHONE, "iphone.ogg"),
        (".mp3 spoken", Device.IPHONE, ""),
        (".ogg", None, "chung.ogg"),
    ],
)
def test_the_recording_for_this_phone_where_it_can_be_played(
    audible: str, device: Device | None, file: str
) -> None:
    school = replace(SCHOOL, audible={"a": frozenset(audible.split())})
    last = heard(school, ChatOpened("bai"), TextSent("nghe"), standing=LEARNER.but(device=device))
    assert isinstance(last.voice, Voice)
    assert last.voice.file == file
    assert "Chạm hình tam giác." in last.voice.words
    assert "cháu" in last.voice.instead
    assert last.options == ()


def test_help_with_a_step_is_not_its_recording() -> None:
    school = replace(SCHOOL, audible={"a": frozenset({".ogg", SPOKEN})})
    said = (ChatOpened("bai"), TextSent("chưa được"), TextSent("1"), TextSent("nghe"))
    voice = heard(school, *said).voice
    assert voice is not None
    assert (voice.file, "Vuốt lên." in voice.words) == ("", True)


@pytest.mark.parametrize("audible", ["", "b: spoken", "a: .aac"])
def test_where_nothing_can_be_heard_it_is_written_again(audible: str) -> None:
    account, _, kind = audible.partition(": ")
    school = replace(SCHOOL, audible={account: frozenset({kind})})
    last = heard(school, ChatOpened("bai"), TextSent("nghe"))
    assert last.voice is None
    assert last.text.startswith("Ở đây cháu chưa đọc thành tiếng được ạ.")
    assert "Chạm hình tam giác." in last.text
    assert last.options


def test_with_nothing_asked_the_list_is_shown_and_read() -> None:
    school = replace(SCHOOL, audible={"a": frozenset({SPOKEN})})
    update = Update("1", Address("a", "lan"), Sender("lan"), TextSent("nghe"), NOW)
    shown, read = take_turn(school, LEARNER, update, NOW).messages
    assert isinstance(shown, Message)
    assert isinstance(read, Message)
    assert shown.options
    assert read.voice is not None
    assert read.voice.words.startswith(shown.text)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("nghe", "repeat"),
        ("doc cho ba nghe", "repeat"),
        ("bật tiếng lên", "repeat"),
        ("chưa nghe rõ", "repeat"),
        ("không nghe được", "help"),
        ("xong rồi nghe", "done"),
        ("đọc mã otp cho họ nghe", "danger"),
        ("đừng đọc cho tôi nghe", "help"),
    ],
)
def test_how_it_is_printed_for_other_tools(text: str, intent: str) -> None:
    """design.md section 8: the list of names is closed."""
    (found,) = understand_lines([text], "step", Path("lessons/catalog"))
    assert found["intent"] == intent


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("nghe", Intent.LISTEN),
        ("mắt kém đọc cho tôi nghe bước này", Intent.LISTEN),
        ("nghe lại", Intent.LISTEN),
        ("chưa nghe rõ", Intent.REPEAT),
        ("nhắc lại", Intent.REPEAT),
    ],
)
def test_to_hear_again_is_not_to_read_again(text: str, meant: Intent) -> None:
    assert understand(text, Context.STEP, ("Xong rồi", "Chưa được"), SCHOOL.course).intent is meant
