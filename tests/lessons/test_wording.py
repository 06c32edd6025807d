"""Rules of thumb over Vietnamese sentences: what is caught, and the ordinary words that pass."""

from datetime import date

import pytest

from lessons.approved import Hotline
from lessons.fault import Severity
from lessons.passages import Passage, Voice
from lessons.wording import look_at

TODAY = date(2026, 11, 24)


def errors(text: str, voice: Voice = Voice.TUTOR, *, strict: bool = False) -> list[str]:
    found = look_at(Passage(7, text, voice), "bai.md", TODAY, strict=strict)
    return [fault.message for fault in found if fault.is_error]


def warnings(text: str, voice: Voice = Voice.TUTOR) -> list[str]:
    found = look_at(Passage(7, text, voice), "bai.md", TODAY)
    return [fault.message for fault in found if fault.severity is Severity.WARNING]


@pytest.mark.parametrize(
    "text",
    [
        "Nhắn mã OTP vào đây.",
        "Gõ mật khẩu VNeID vào khung chat.",
        "{Bác} gửi ảnh căn cước cho {cháu} nhé.",
        "Chụp căn cước rồi gửi vào đây.",
        "Gửi số CCCD cho cán bộ thôn.",
        "Vui lòng cung cấp mã PIN.",
        "Xong rồi thì đọc mã xác nhận cho cháu.",
        "Đừng vội. Nhắn số định danh qua đây.",
        "Gửi ảnh thẻ căn cước, không cần che gì.",
    ],
)
def test_nobody_is_asked_for_a_secret(text: str) -> None:
    assert any("Không được bảo người học gửi" in message for message in errors(text))


@pytest.mark.parametrize(
    "text",
    [
        "Mã OTP, mật khẩu, passcode chỉ tự bấm trên máy mình. Đừng gửi vào đây, đừng đọc cho ai.",
        "Không gửi ảnh căn cước vào đây.",
        "Tự gõ số định danh và mật khẩu VNeID vào ô trên trang.",
        "Máy gửi OTP (mã số gửi về máy), tự gõ vào rồi đặt passcode mới.",
        "Chưa thấy nút? Chụp lại cho tổ công nghệ số, đừng chụp căn cước.",
        "Ai hỏi mã OTP, dù xưng công an hay ngân hàng, cũng không đưa.",
        "Chụp mặt trước căn cước ngay trong ứng dụng.",
        "Nhắn GIÚP để hỏi tổ công nghệ số.",
        "Gửi ảnh cho con cháu xem nhé.",
    ],
)
def test_reminders_to_keep_secrets_pass(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Vào https://vneid-capnhat.com/a?b nhé.", "vneid-capnhat.com"),
        ("Vào dichvucong-gov.com.", "dichvucong-gov.com"),
        ("Vào dichvucong.gov.vn.xyz nhé.", "dichvucong.gov.vn.xyz"),
        ("Vào giadichvucong.gov.vn nhé.", "giadichvucong.gov.vn"),
        ("Vào bit.ly/abc", "bit.ly"),
        ("Mở http://10.0.0.1/x", "10.0.0.1"),
        ("Mở WWW.Example.COM", "www.example.com"),
    ],
)
def test_only_approved_addresses_are_named(text: str, host: str) -> None:
    assert any(f"“{host}”" in message for message in errors(text))
    assert errors(text, Voice.LEARNER)


@pytest.mark.parametrize(
    "text",
    [
        "Gõ dichvucong.gov.vn rồi chạm mũi tên.",
        "Vào https://www.dichvucong.gov.vn/p/home.html.",
        'Trang nhà nước kết thúc bằng ".gov.vn".',
        "Đừng cài tệp đuôi .apk, ví dụ vneid.apk.",
        "Chạm nút.Xong thì bấm.Vui nhé.",
        "Máy Android 13.0 trở lên.",
    ],
)
def test_approved_addresses_and_full_stops_pass(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Gọi 0912 345 678 nhé.", "0912345678"),
        ("Gọi +84 912.345.678.", "0912345678"),
        ("Tổng đài 1900.1234.", "19001234"),
        ("Gọi ngay 9999 để được giúp.", "9999"),
        ("Nhắn tin tới số 8088.", "8088"),
    ],
)
def test_only_approved_numbers_are_named(text: str, number: str) -> None:
    assert any(f"Số điện thoại {number}" in message for message in errors(text))


@pytest.mark.parametrize(
    "text",
    [
        "Gọi 113 hoặc gọi 115.",
        "Báo số 156.",
        "Gửi 156 hoặc 5656, không mất tiền.",
        "Chuyển 20000 đồng, gửi 3 ảnh.",
        "Từ ngày 01.07.2024, đăng nhập bằng VNeID.",
        "Chờ 300 giây. Giá 1.900.000 đồng. Năm 2026.",
        "Báo 200 người trong thôn.",
        "Ảnh nặng 0 KB, mã 0123.",
    ],
)
def test_approved_numbers_days_and_sums_pass(text: str) -> None:
    assert errors(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Gọi 02373.725.725 để báo.", "12/01/2024"),
        ("Gọi 1900 9068.", "chưa ai gọi thử"),
    ],
)
def test_a_number_that_nobody_confirmed_is_not_named(text: str, told: str) -> None:
    assert errors(text) == []
    assert any(told in message for message in warnings(text))
    assert any("bỏ khỏi bài" in message for message in errors(text, strict=True))


def test_a_number_called_within_half_a_year_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    called = {"19000368": Hotline("VNeID", date(2026, 5, 28))}  # 180 days before
    monkeypatch.setattr("lessons.wording.HOTLINES", called)
    assert errors("Gọi 1900.0368 để khóa tài khoản.", strict=True) == []
    called["19000368"] = Hotline("VNeID", date(2026, 5, 27))
    assert len(errors("Gọi 1900.0368 để khóa tài khoản.", strict=True)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Bác chạm vào hình bánh răng.",
        "Bạn hãy chạm vào đây.",
        "Xong rồi. Cô bấm tiếp.",
        "Anh chị chạm nút này.",
        "Ông/bà chạm nút này.",
        "Chạm vào đây nhé bác.",
        "Mời anh xem tiếp.",
        "Máy của bạn hết pin.",
        "Giỏi quá, bác ơi!",
        "Quý vị đọc kỹ.",
        "Cháu gửi lại bài nhé.",
        "Chạm vào hình này nhé bà.",
        "Để em chỉ cho.",
        "Đưa máy cho cụ xem.",
    ],
)
def test_nobody_is_addressed_with_a_typed_pronoun(text: str) -> None:
    assert warnings(text)
    assert errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "{Bác} chạm vào hình bánh răng. Mời {bác} xem tiếp. {Cháu} gửi lại nhé.",
        "Chú ý: đọc kỹ trước khi bấm. Chú thích nằm ở dưới.",
        "Ảnh chụp nằm trong thư mục. Hình ảnh rõ.",
        "Anh em, con cháu trong nhà cùng xem.",
        "Bác sĩ xem kết quả trong sổ. Nhờ bác sĩ đọc giúp.",
        "Bà con ra nhà văn hóa. Mời bà con xem.",
        "Cô Lan nhận một cuộc gọi lạ.",
        "Cô giáo gửi ảnh lớp. Cho cô giáo xem.",
        "Con cái có thể đọc hộ.",
        "Chạm tiếng Anh để đổi chữ.",
        "Chạm nút “Bạn bè” rồi tìm người bạn cũ, bấm Kết bạn.",
        "Cháu nhỏ nghịch máy.",
        "Chị em trong hội phụ nữ cùng học.",
        "Bác Hồ dặn dò. Ghi chú ở dưới. Hỏi anh Tư, bà Ba bên xóm.",
        "Trẻ em dưới 6 tuổi. Xem cụ thể trong sổ.",
        'Thấy dòng "Bạn có muốn cài không?" thì chạm "OK".',
    ],
)
def test_ordinary_words_pass(text: str) -> None:
    assert warnings(text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Click vào hình bánh răng.", "“chạm”"),
        ("Bấm OK nhé.", "“đồng ý”"),
        ("Download ứng dụng về.", "“tải về”"),
        ("Chạm **Cài đặt**.", "chữ đậm"),
        ("Sai rồi!", "Đừng chê"),
        ("Truy cập phần cài đặt.", "“vào, mở”"),
        ("Vui lòng thực hiện lại.", "“làm”"),
        ("Xong rồi. {bác} bấm tiếp.", "Đầu câu viết {Bác}"),
        ("Mời {Bác} bấm tiếp.", "Giữa câu viết {bác}"),
        ("Hôm nay {Cháu} nhắc nhé.", "Giữa câu viết {cháu}"),
    ],
)
def test_words_that_learners_do_not_know(text: str, told: str) -> None:
    assert any(told in message for message in warnings(text))


def test_learners_and_screens_may_say_what_they_like() -> None:
    assert warnings("Bác bấm OK", Voice.LEARNER) == []
    assert warnings("Login | Password*", Voice.SCREEN) == []
