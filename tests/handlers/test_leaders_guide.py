"""The leader's guide, done as it says: every sentence that it tells somebody to type is typed, with its marks and
without them, and the answer is what the guide promises; every label that it names is really shown.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.delivery import Ambiguous, Envelope
from bot.folding import fold
from bot.message import Message
from bot.policy import Role
from bot.turn import School
from bot.units import Kind, Name, Population
from bot.update import TextSent
from handlers import appointing, feeding
from handlers.enrolling import codes_for
from lessons.catalogue import read_catalogue
from lessons.lesson import Course
from storage import units
from tests.handlers.village import Village

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "to-truong.md").read_text("utf-8")
TYPED = frozenset(re.findall(r"\*\*(.+?)\*\*", GUIDE))
SHOWN = frozenset(re.findall(r"“(.+?)”", GUIDE))
ADULTS = 365
RATES = {"telegram": 30.0}
GROUP = "-100"


class Hamlet:
    """What is typed out of the guide, by whom, and all that was heard and offered since."""

    def __init__(self, village: Village, *, marked: bool) -> None:
        self.village = village
        self.marked = marked
        self.typed: set[str] = set()
        self.shown: list[str] = []
        self._last: dict[str, Message] = {}

    def types(self, who: str, sentence: str, heard: str, *, code: str = "") -> Sequence[Envelope]:
        """A sentence of the guide, as it stands there; `code` instead of the example's. All that was sent then."""
        assert sentence in TYPED, sentence
        self.typed.add(sentence)
        said = sentence if not code else f"{sentence.rpartition(' KHM')[0]} {code}"
        is_command = said.startswith("/")  # what follows is for others to read
        return self.says(who, said if self.marked or is_command else fold(said), heard)

    def says(self, who: str, text: str, heard: str) -> Sequence[Envelope]:
        """Something else: an answer of one's own, which the guide does not dictate."""
        sent = self.village.say(who, text)
        self.hears(sent, to=who, heard=heard)
        return sent

    def calls(self, text: str, heard: str, *, of_guide: bool = False) -> None:
        """The leader calls the bot in the group."""
        if of_guide:
            assert text in TYPED, text
            self.typed.add(text)
        said = text if self.marked else fold(text)
        update = self.village.update("hoa", TextSent(f"@bot {said}"), GROUP)
        sent = self.village.take(update).envelopes
        self.village.deliver(sent)
        texts = [one.content.text for one in sent if isinstance(one.content, Message)]
        self.shown += texts
        assert heard in "\n".join(texts)

    def chooses(self, who: str, label: str, heard: str) -> None:
        """By its number, as on Zalo. `label`: as the guide has it; the first that begins so."""
        labels = [option.label for option in self._last[who].options]
        number = next((n for n, one in enumerate(labels, 1) if one.startswith(label)), 0)
        assert number, (label, labels)
        self.says(who, str(number), heard)

    def hears(self, sent: Sequence[Envelope], *, to: str, heard: str) -> None:
        mine = []
        for one in sent:
            if isinstance(one.content, Message):
                self.shown += [one.content.text, *(each.label for each in one.content.options)]
                if one.address.chat == f"chat-{to}":
                    mine.append(one.content)
        self._last[to] = mine[-1]
        told = "\n".join(one.text for one in mine)
        assert heard in told

    def feed(self, limit: int = 100) -> list[Envelope]:
        """What the worker does for an announcement in a second."""
        self.village.now += timedelta(seconds=1)
        feeding.tick(self.village.db, self.village.school, self.village.now, RATES)
        return list(self.village.claim(limit))


@pytest.fixture
def village(village: Village) -> Village:
    """The real lessons, and a team in a hamlet whose adults were counted."""
    village.school = School(Course(read_catalogue(ROOT / "lessons" / "catalog").lessons))
    with village.db.transaction() as uow:
        commune = units.add(uow, Name(Kind.XA, "Sông Mây"), None)
        hamlet = units.add(uow, Name(Kind.THON, "Đông"), commune)
        units.count(uow, hamlet, Population(ADULTS, "UBND xã", date(2026, 7, 1)))
    village.change(
        "INSERT INTO team (id, unit_id, name, created_at) VALUES (1, :u, 'Tổ thôn Đông', :t)",
        u=hamlet,
        t=village.now,
    )
    return village


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("marked", [True, False], ids=["marked", "unmarked"])
def test_every_sentence_of_the_guide_is_answered_as_it_says(
    village: Village, *, marked: bool
) -> None:
    hamlet = Hamlet(village, marked=marked)
    first_page(hamlet)
    second_page(hamlet)
    third_page(hamlet)
    fourth_page(hamlet)
    assert hamlet.typed == TYPED
    seen = "\n".join(hamlet.shown).casefold()
    assert [each for each in SHOWN if each.casefold() not in seen] == []


def first_page(hamlet: Hamlet) -> None:
    village = hamlet.village
    hamlet.types("hoa", "xin chào", "18 tuổi")
    hamlet.chooses("hoa", "ĐỒNG Ý", "gọi")
    hamlet.chooses("hoa", "Bác", "Android")
    hamlet.chooses("hoa", "Android", "muốn học")
    code, _ = appointing.invite(village.db, 1, Role.LEADER, village.now)
    hamlet.types("hoa", "VAI TRÒ KHMP 4729", "từ nay bác là tổ trưởng", code=code)
    hamlet.types("hoa", "việc của tổ", "đang làm việc của Tổ thôn Đông")
    hamlet.types("hoa", "tổ", "đang làm việc của Tổ thôn Đông")
    hamlet.chooses("hoa", "Việc khác", "Việc khác của Tổ thôn Đông")
    joins = codes_for(village.db, [1], "", village.now)[1]
    hamlet.chooses("hoa", "Mã mời bà con vào tổ", joins)
    for who in ("lan", "nga", "tam"):
        village.enrol(who)
        hamlet.types(who, "TỔ KHM472", "học cùng Tổ thôn Đông", code=joins)
    hamlet.types("hoa", "kết nối nhóm", "dùng một lần trong 15 phút")
    (given,) = re.findall(r"\d{3} \d{3}", hamlet.shown[-1])
    hamlet.calls(given, "Đã kết nối nhóm này")
    hamlet.calls("hủy kết nối", "Đã hủy kết nối", of_guide=True)
    hamlet.types("hoa", "kết nối nhóm", "dùng một lần trong 15 phút")
    (given,) = re.findall(r"\d{3} \d{3}", hamlet.shown[-1])
    hamlet.calls(given, "Đã kết nối nhóm này")


def second_page(hamlet: Hamlet) -> None:
    village = hamlet.village
    village.change("UPDATE person SET reminders_wanted = true")
    hamlet.types("hoa", "thông báo", "viết lời thông báo")
    hamlet.types("hoa", "thôi", "đang làm việc của")
    notice = "/tb Tối mai 19 giờ, mời bà con tới nhà văn hóa thôn."
    hamlet.types("hoa", notice, "nhóm của tổ, 1 nhóm. Gửi ngay khi bác xác nhận")
    hamlet.chooses("hoa", "Chọn giờ gửi", "Gửi lúc nào")
    hamlet.types("hoa", "19 giờ tối nay", "Sẽ gửi lúc 19 giờ thứ Ba")
    hamlet.chooses("hoa", "Chọn giờ gửi", "Gửi lúc nào")
    hamlet.chooses("hoa", "Gửi ngay", "Gửi ngay khi bác xác nhận")
    hamlet.chooses("hoa", "Sửa lời, thêm hình, bài học", "muốn đổi gì")
    hamlet.chooses("hoa", "Kèm hình chữ to", "Trên đây là tin bà con sẽ thấy")
    hamlet.chooses("hoa", "Chọn người nhận", "gửi tới ai")
    hamlet.chooses("hoa", "Bà con của tổ: 3 người", "bà con của tổ, 3 người")
    hamlet.chooses("hoa", "Gửi đi", "Đã bắt đầu gửi thông báo số 1 tới 3 người")
    hamlet.types("hoa", "tạm dừng 1", "đang tạm dừng")
    assert hamlet.feed() == []
    hamlet.types("hoa", "gửi tiếp 1", "đang gửi")
    first, second = hamlet.feed(limit=2)
    village.deliver([first])
    village.deliver([second], Ambiguous("the line broke"))
    hamlet.types("hoa", "dừng thông báo 1", "đã dừng lúc")
    assert hamlet.feed() == []
    hamlet.types("hoa", "thông báo 1", "Đã tới 1 người")
    hamlet.types("hoa", "thông báo 1", "Chưa rõ có tới hay không: 1 người")
    reader = first.address.chat.removeprefix("chat-")
    hamlet.chooses("hoa", "Ai chưa nắm", f"Tên {reader}")
    hamlet.types(reader, "đã nắm", "ghi nhận bác đã nắm")
    hamlet.types("hoa", "đính chính 1", "viết lời đúng")
    hamlet.says("hoa", "Tối mai 18 giờ.", "ĐÍNH CHÍNH của Tổ thôn Đông")
    hamlet.chooses("hoa", "Bỏ bản nháp", "Đã bỏ")
    hamlet.types("hoa", "chuyển tiếp 1", "chọn Chuyển tiếp")
    hamlet.types("hoa", "xem thông báo", "Các thông báo gần đây")


def third_page(hamlet: Hamlet) -> None:
    village = hamlet.village
    hamlet.says("lan", "cài ứng dụng an toàn", "Bước 1/")
    hamlet.hears(village.say("lan", "gặp người"), to="hoa", heard="Nhắn NHẬN 1")
    hamlet.types("hoa", "ai đang chờ", "1 người đang chờ giúp")
    hamlet.chooses("hoa", "Bác Tên lan", "cần giúp")
    hamlet.types("hoa", "nhận 1", "nhắn lời trả lời ngay ở đây")
    hamlet.chooses("hoa", "Câu trả lời có sẵn", "gửi ngay cho bác Tên lan")
    hamlet.types("hoa", "nhận 1", "nhắn lời trả lời ngay ở đây")
    hamlet.chooses("hoa", "Đến nhà giúp", "hẹn bác Tên lan lúc nào")
    hamlet.types("hoa", "nhận 1", "nhắn lời trả lời ngay ở đây")
    answer = village.say("hoa", "Bác xem máy có mạng chưa nhé.")
    hamlet.hears(answer, to="lan", heard="Bác xem máy có mạng chưa nhé.")
    hamlet.hears(answer, to="hoa", heard="đã chuyển cho bác Tên lan")
    left = hamlet.types("hoa", "tổ", "đang làm việc của")
    assert "chat-lan" not in {one.address.chat for one in left}
    hamlet.types("hoa", "nhận 1", "nhắn lời trả lời ngay ở đây")
    assert "Trả lại cho tổ" in hamlet.shown
    hamlet.chooses("hoa", "Đã giúp xong", "Cảm ơn bác đã giúp")
    village.now += timedelta(days=4)
    hamlet.types("hoa", "danh sách", "Tổ thôn Đông có")
    hamlet.chooses("hoa", "Tên nga", "chưa bắt đầu")
    hamlet.chooses("hoa", "Gửi lời hỏi thăm", "đã gửi lời hỏi thăm")
    hamlet.types("hoa", "danh sách", "Tổ thôn Đông có")
    hamlet.chooses("hoa", "Tên nga", "chưa bắt đầu")
    hamlet.chooses("hoa", "Xác nhận đã làm được", "tận mắt thấy")
    hamlet.chooses("hoa", "", "thế nào ạ")
    hamlet.chooses("hoa", "Làm được một mình", "một mình")
    hamlet.types("hoa", "thăm bà Lan", "bác thăm Tên lan: đã gặp. Cháu ghi lại nhé?")
    hamlet.chooses("hoa", "Thôi", "đang làm việc của")
    visit = "thăm bà Lan, đã cài VNeID, tự làm được"
    hamlet.types("hoa", visit, "đã gặp, về bài “")
    assert "làm được một mình" in "\n".join(hamlet.shown[-5:])
    hamlet.chooses("hoa", "Đúng, ghi lại", "đã ghi buổi thăm Tên lan và việc làm được")
    hamlet.types(
        "hoa", "thăm ông Tư xóm 3, không có nhà", ": không có nhà. Trong tổ chưa có tên này"
    )
    hamlet.chooses("hoa", "Đúng, ghi lại", "đã ghi buổi thăm")
    hamlet.types("hoa", "xóa hộ ông Tư xóm 3", "muốn xóa nhà nào")
    hamlet.chooses("hoa", "Xóa", "đã xóa nhà này")


def fourth_page(hamlet: Hamlet) -> None:
    hamlet.types("hoa", "tiến độ", f"trên {ADULTS} người lớn")
    hamlet.types("hoa", "menu", "muốn học về việc gì")
