"""Standings and messages written down and read back are the same; the future is refused by name."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.orders import Order
from bot.message import Document, Mark, Message, Option, Outgoing, Photo, Purpose
from bot.serial import (
    NewerRelease,
    outgoing_from_json,
    outgoing_to_json,
    standing_from_json,
    standing_to_json,
)
from bot.standing import (
    STANDING_VERSION,
    Action,
    AddLearner,
    Ask,
    AskVisit,
    Consent,
    Context,
    FollowRoute,
    GetHelp,
    GiveConsent,
    Honorific,
    LinkApp,
    Offer,
    OpenMenu,
    Prompt,
    Question,
    Reminders,
    Run,
    Standing,
    SwitchLearner,
)
from lessons.lesson import Device

# Rows as the first release wrote them, one of every kind of answer among them.
FIRST_RELEASE = json.loads((Path(__file__).parent / "first_release.json").read_text("utf-8"))
AT = datetime(2026, 11, 24, 1, 2, 3, 456789, UTC)

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
st.register_type_strategy(datetime, MOMENTS)


@given(st.from_type(Standing))
def test_a_standing_survives(standing: Standing) -> None:
    assert standing_from_json(standing_to_json(standing)) == standing


@pytest.mark.parametrize("action", get_args(Action), ids=lambda action: action.__name__)
@given(data=st.data())
def test_every_kind_of_answer_survives(action: type[Action], data: st.DataObject) -> None:
    offer = Offer("nhãn", data.draw(st.from_type(action)))
    standing = Standing()
    text = standing_to_json(standing)
    raw = json.loads(text) | {"prompt": {"seq": 1, "context": "menu", "text": "?", "offers": []}}
    read = standing_from_json(json.dumps(raw))
    assert read.prompt is not None
    from dataclasses import replace

    asked = replace(read, prompt=replace(read.prompt, offers=(offer,)))
    assert standing_from_json(standing_to_json(asked)) == asked


@given(st.one_of(st.from_type(Message), st.from_type(Mark)))
def test_a_message_survives(outgoing: Outgoing) -> None:
    assert outgoing_from_json(outgoing_to_json(outgoing)) == outgoing


def test_a_standing_with_nothing_in_it_is_small() -> None:
    assert json.loads(standing_to_json(Standing())) == {"v": STANDING_VERSION}


def test_the_future_is_refused_by_name() -> None:
    with pytest.raises(NewerRelease, match="newer release"):
        standing_from_json(json.dumps({"v": STANDING_VERSION + 1}))
    with pytest.raises(NewerRelease):
        outgoing_from_json('{"v": 99, "kind": "message", "text": "?"}')


def test_fields_of_a_sister_release_are_passed_over() -> None:
    read = standing_from_json(
        '{"v": 1, "runs": 3, "horoscope": "Tý", "reminders": {"wanted": true, "x": 1}}'
    )
    assert read.runs == 3
    assert read.reminders.wanted


@pytest.mark.parametrize("row", FIRST_RELEASE["standings"])
def test_a_standing_of_the_first_release_means_the_same(row: str) -> None:
    assert json.loads(standing_to_json(standing_from_json(row))) == json.loads(row)


@pytest.mark.parametrize("row", FIRST_RELEASE["messages"])
def test_a_message_of_the_first_release_means_the_same(row: str) -> None:
    assert json.loads(outgoing_to_json(outgoing_from_json(row))) == json.loads(row)


def test_a_standing_of_the_first_release_is_read_as_what_it_was() -> None:
    nobody, guest, learner = map(standing_from_json, FIRST_RELEASE["standings"])
    assert nobody == Standing()
    assert guest.consent is Consent.DECLINED
    assert guest.prompt == Prompt(
        1795507208,
        Context.YESNO,
        (Offer("ĐỒNG Ý", GiveConsent(True)), Offer("KHÔNG", GiveConsent(False))),
        'Hai dòng\n“ngoặc” "kép" 🙂',
    )
    assert (learner.honorific, learner.device) == (Honorific.CO, Device.ANDROID)
    assert learner.run == Run(2, "cai-ung-dung", "go-ten", "ab" * 16, ("mo-kho", "cham-o-tim"))
    assert learner.paused == {"chu-ky-so": Run(1, "chu-ky-so", "b1", "")}
    assert learner.finished == {"dich-vu": AT}
    assert learner.reminders == Reminders(True, True, 2, (AT - timedelta(days=3), AT))
    assert learner.prompt is not None
    # Those came later.
    later = {LinkApp, FollowRoute, AskVisit, SwitchLearner, AddLearner, *get_args(Order)}
    actions = {offer.action for offer in learner.prompt.offers}
    assert {type(action) for action in actions} == set(get_args(Action)) - later
    assert {OpenMenu("K0", 2), GetHelp(0, 1), Ask(Question.CO_OR_CHU)} <= actions


def test_a_message_of_the_first_release_is_read_as_what_it_was() -> None:
    read = [outgoing_from_json(row) for row in FIRST_RELEASE["messages"]]
    answers = (Option("Xong rồi", "9:0"), Option("Chưa được", "9:1"))
    assert read == [
        Message(""),
        Message("Chào bác ạ", answers, Purpose.LESSON, Photo("a/b.jpg", "hình")),
        Message("Đây ạ", document=Document("du-lieu.txt", "text/plain", "Tên: Lan\n")),
        Message("Mai học nhé", purpose=Purpose.BROADCAST),
        Mark("55", "Xong rồi"),
    ]


@pytest.mark.parametrize("row", ["", "[]", "{}", "null", "x", '{"v": 1, "consent": "perhaps"}',
                                 '{"v": 1, "run": {"number": 1}}', '{"v": 1, "run": [1]}'])  # fmt: skip
def test_what_was_never_ours_is_refused(row: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        standing_from_json(row)


def test_a_row_means_the_same_whichever_library_wrote_it() -> None:
    standing = Standing(runs=2**64 - 1, wanted="chữ\u2028\x00🙂", finished={"a": AT})
    written = standing_to_json(standing)
    for row in (written, json.dumps(json.loads(written)), f" {written}"):
        assert standing_from_json(row) == standing


def test_letters_that_are_none_survive_as_well() -> None:
    """Half a letter cannot be encoded; texts are cleaned of them, but a row must never be lost to one."""
    standing = Standing(wanted="\ud800", runs=2**70)
    assert standing_from_json(standing_to_json(standing)) == standing
    message = Message("a \udfff", (Option("\ud83d", "1:0"),))
    assert outgoing_from_json(outgoing_to_json(message)) == message
