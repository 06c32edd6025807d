"""Figures in the chat: a leader's of the own team, an officer's of the own unit, and nobody else's."""

from collections.abc import Sequence
from datetime import date

import pytest

from bot.console import figures_wording as wording
from bot.console.figures_orders import ShowDoubts, ShowFigures, ShowLessons
from bot.console.orders import Order
from bot.delivery import Envelope
from bot.message import Message
from bot.policy import Role
from bot.sheets import Bar, Chart, sheet_at
from bot.units import Kind, Name, Population
from bot.update import TextSent
from handlers.console import counter
from storage import units
from tests.handlers.console.hamlet import appoint, labels, settle
from tests.handlers.village import HERE, Village, words

SOURCE = "Số liệu tự khai qua chatbot, đến 24/11/2026. Số người lớn: UBND xã, 01/07/2026."


@pytest.fixture
def hamlet(village: Village) -> Village:
    """Team 1 in thôn Đông with 300 adults, team 2 in thôn Tây, where nobody counted; Sơn is an officer of
    their commune, Thu of the province, Kim of another commune. Lan finished a lesson, Nga began one."""
    settle(village, "lan", "nga")
    village.enrol("son", "thu", "kim")
    with village.db.transaction() as uow:
        province = units.add(uow, Name(Kind.TINH, "Thanh Hóa"), None)
        commune = units.add(uow, Name(Kind.XA, "Lộc"), province)
        other = units.add(uow, Name(Kind.XA, "Sơn"), province)
        east, west = (units.add(uow, Name(Kind.THON, name), commune) for name in ("Đông", "Tây"))
        units.count(uow, east, Population(300, "UBND xã", date(2026, 7, 1)))
    for team, unit in ((1, east), (2, west)):
        village.change("UPDATE team SET unit_id = :u WHERE id = :t", u=unit, t=team)
    office(village, "son", Role.COMMUNE_OFFICER, commune)
    office(village, "thu", Role.PROVINCE_OFFICER, province)
    office(village, "kim", Role.COMMUNE_OFFICER, other)
    village.finish("lan", "L02")
    village.open("nga", "L01")
    return village


def office(village: Village, who: str, role: Role, unit: int) -> None:
    appoint(village, who, Role.MEMBER)
    village.change(
        "UPDATE member SET team_id = NULL, unit_id = :u, role = :r WHERE person_id = :p",
        u=unit,
        r=role.value,
        p=person(village, who),
    )


def person(village: Village, who: str) -> int:
    found: int = dict(village.rows("identity", "user", "person_id"))[who]
    return found


def ordered(village: Village, who: str, order: Order) -> str:
    """As an old button would order it, or one that somebody made up."""
    update = village.update(who, TextSent("?"))
    with village.db.transaction() as uow:
        turns = counter.serve(uow, village.school, update, order, (update.key, village.now))
        return words(turns.write(HERE))


def chart(envelopes: Sequence[Envelope]) -> tuple[Chart, str]:
    shown = envelopes[-1].content
    assert isinstance(shown, Message)
    assert shown.photo is not None
    found = sheet_at(shown.photo.file)
    assert isinstance(found, Chart)
    return found, shown.photo.alt


def test_a_leader_asks_for_the_figures_in_words_and_sees_a_sentence_and_a_chart(
    hamlet: Village,
) -> None:
    heard: Sequence[Envelope] = ()
    for said in ("tiến độ", "tien do", "/tiendo", "Số liệu", "xem tiến độ ạ"):
        heard = hamlet.say("hoa", said)
        assert words(heard) == (
            "Tổ thôn Đông: 2 người đã vào tổ; 1 trên 300 người lớn (dưới 1%) đã học xong ít nhất một "
            f"bài trong chat. {SOURCE}"
        ), said
    drawn, alt = chart(heard)
    assert drawn.title == "Tổ thôn Đông: đã học xong trong chat"
    assert drawn.bars == (
        Bar("Bài mot", 0, 300, "0/300 (0%)"),
        Bar("Bài hai", 1, 300, "1/300 (dưới 1%)"),
    )
    assert drawn.note == SOURCE
    for bar in drawn.bars:
        assert f"{bar.label}: {bar.shown}" in alt
    assert SOURCE in alt
    assert labels(heard) == ["Xem theo từng bài", "Quay lại"]
    heard = hamlet.say("hoa", "1")
    assert "• Bài mot: 0/300 (0%)" in words(heard)
    assert "• Bài hai: 1/300 (dưới 1%)" in words(heard)
    assert SOURCE in words(heard)
    assert labels(heard) == ["Quay lại tiến độ"]
    assert "1 trên 300 người lớn" in words(hamlet.say("hoa", "1"))
    assert "Xem tiến độ" in labels(hamlet.say("hoa", "2"))
    heard = hamlet.say("binh", "tiến độ")  # who leads a team in which nobody learns yet
    assert "Tổ thôn Tây: chưa có ai học" in words(heard)
    assert labels(heard) == ["Quay lại"]


def test_an_officer_sees_the_hamlets_in_the_order_of_the_list_and_what_is_missing(
    hamlet: Village,
) -> None:
    heard = hamlet.say("son", "tiến độ")
    said = words(heard)
    assert "Xã Lộc: 2 người đã vào tổ; 1 người đã học xong ít nhất một bài" in said
    assert "Chưa tính tỷ lệ vì thiếu số người lớn của thôn Tây." in said
    assert "• thôn Đông: 1/300 (dưới 1%)\n• thôn Tây: 0 người" in said
    drawn, _ = chart(heard)
    assert [bar.denominator for bar in drawn.bars] == [300, 0]
    assert labels(heard) == ["Xem theo từng bài", "Chỗ nên xem lại", "Quay lại"]
    assert "• Bài hai: 1 người" in words(hamlet.say("son", "1"))


def test_the_province_sees_its_communes_and_counts_only(hamlet: Village) -> None:
    heard = hamlet.say("thu", "/tiendo")
    assert "• xã Lộc: 1 người\n• xã Sơn: 0 người" in words(heard)
    assert "Chỗ nên xem lại" not in labels(heard)


def test_many_places_come_in_pages(hamlet: Village) -> None:
    with hamlet.db.transaction() as uow:
        for n in range(5):
            units.add(uow, Name(Kind.THON, f"Mới {n}"), 2)
    heard = hamlet.say("son", "tiến độ")
    assert "(trang 1/2)" in words(heard)
    assert labels(heard)[0] == wording.MORE
    heard = hamlet.say("son", "1")
    assert "• thôn Mới 4: 0 người" in words(heard)
    assert labels(heard)[0] == wording.FIRST_PAGE
    assert "(trang 1/2)" in words(hamlet.say("son", "1"))


def test_what_should_be_looked_at_again_is_told_as_numbers_of_phones(hamlet: Village) -> None:
    hamlet.say("son", "tiến độ")
    assert "chưa thấy chỗ nào cần xem lại" in words(hamlet.say("son", "2"))
    for _ in range(11):
        hamlet.finish("lan", "L02")
    hamlet.say("son", "tiến độ")
    said = words(hamlet.say("son", "2"))
    assert "Tổ thôn Đông: 1 máy báo xong hơn 10 bài trong một ngày." in said
    assert "Lan" not in said
    assert "lan" not in said.split()


def test_nobody_sees_the_figures_of_others(hamlet: Village) -> None:
    for who, order in (
        ("binh", ShowFigures(team=1)),
        ("binh", ShowLessons(team=1)),
        ("binh", ShowFigures(unit=2)),
        ("kim", ShowFigures(team=1)),
        ("kim", ShowFigures(unit=2)),
        ("kim", ShowLessons(unit=1)),
        ("kim", ShowDoubts(2)),
        ("son", ShowFigures(unit=1)),
        ("hoa", ShowDoubts(2)),
        ("thu", ShowDoubts(2)),  # the province sees counts, not whom to ask
    ):
        assert "không thuộc" in ordered(hamlet, who, order), (who, order)
    assert "không còn nữa" in ordered(hamlet, "son", ShowFigures(unit=77))
    assert "người đã vào tổ" in ordered(hamlet, "son", ShowFigures(team=1))


def test_who_serves_in_two_places_is_asked_which(hamlet: Village) -> None:
    appoint(hamlet, "hoa", Role.LEADER, team=2)
    assert labels(hamlet.say("hoa", "tiến độ")) == ["Tổ thôn Đông", "Tổ thôn Tây"]
    assert "Tổ thôn Tây: chưa có ai học" in words(hamlet.say("hoa", "2"))
