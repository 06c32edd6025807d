"""No code, password or number that only its owner should know gets past, and none is left by the mask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.secrets import contains_secret, mask

DIGITS = "0123456789"
SEPARATORS = st.sampled_from(["", " ", ".", "-", " - "])
LEADS = ["", "số của tôi là ", "cháu ơi ", "đây nhé: ", "can cuoc bac "]


@st.composite
def separated(draw: st.DrawFn, sizes: st.SearchStrategy[int]) -> str:
    """Digits in groups, with one kind of separator between them."""
    count = draw(sizes)
    digits = draw(st.text(DIGITS, min_size=count, max_size=count))
    size = draw(st.sampled_from([1, 2, 3, 4, count]))
    groups = [digits[at : at + size] for at in range(0, count, size)]
    return draw(SEPARATORS).join(groups)


CODE_WORDS = [
    "otp",
    "mã",
    "ma",
    "mã otp là",
    "ma xac nhan la",
    "passcode",
    "pin",
    "mã pin:",
    "mật khẩu",
    "mat khau la",
]
SECRETS = st.one_of(
    st.tuples(st.sampled_from(LEADS), separated(st.just(12))).map("".join),
    st.tuples(
        st.sampled_from(CODE_WORDS), st.just(" "), st.text(DIGITS, min_size=4, max_size=8)
    ).map("".join),
    st.tuples(st.sampled_from(["cmnd ", "cmt ", "số cmnd là "]), separated(st.just(9))).map(
        "".join
    ),
    st.tuples(
        st.sampled_from(["stk ", "số tài khoản ", "so tai khoan la "]),
        st.text(DIGITS, min_size=8, max_size=16),
    ).map("".join),
    st.tuples(
        st.sampled_from(["mk la ", "mật khẩu là ", "mat khau zalo la "]),
        st.from_regex(r"[A-Za-z]{3,8}[0-9@!]{2,4}", fullmatch=True),
    ).map("".join),
)


@given(SECRETS)
def test_secrets_are_seen_and_taken_out(text: str) -> None:
    assert contains_secret(text)
    masked = mask(text)
    assert not contains_secret(masked)
    assert mask(masked) == masked


@given(
    st.text(st.characters(), max_size=120)
    | st.lists(SECRETS | st.sampled_from(["\n", " ", "a@b.vn", "0912345678", "và"])).map(" ".join)
)
def test_masking_again_changes_nothing(text: str) -> None:
    masked = mask(text)
    assert mask(masked) == masked
    assert not contains_secret(masked)


@pytest.mark.parametrize(
    "text",
    [
        "038123456789",
        "0381 2345 6789",
        "038.123.456.789",
        "0-3-8-1-2-3-4-5-6-7-8-9",
        "０３８１２３４５６７８９",
        "٠٣٨١٢٣٤٥٦٧٨٩",
        "0\u200b38123456789",
        "cccd038123456789",
        "4111 1111 1111 1111",
        "482910",
        "482 910 ạ",
        "đây cháu 482910",
        "G-482910",
        "483920 là mã otp đó",
        "mã otp 6 số là 482910",
        "otp là một hai ba bốn năm sáu",
        "mật khẩu: 12345678",
        "mật khẩu mới là con mèo",
        "pass là hoaphuong",
        "mat khau vneid cua toi la Hoa@1234",
        "mật khẩu Hoa@1965",
        "cvv 123",
        "tôi đọc mã 482910 cho họ rồi",
    ],
)
def test_secrets(text: str) -> None:
    assert contains_secret(text)
    assert not contains_secret(mask(text))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "bước 5",
        "năm 1960",
        "sinh năm 1955",
        "50k",
        "2 triệu",
        "500.000 đồng",
        "1.000.000.000.000 đồng",
        "giá 150000",
        "23/11/2026",
        "ngày 23.11.2026",
        "2026-11-23",
        "từ 7:30 đến 18:00, nghỉ 20:30",
        "0912345678",
        "gọi 0912 345 678 hoặc 0987 654 321",
        "gọi 1900.0368",
        "tổng đài 18001096",
        "mã hồ sơ 123456",
        "hồ sơ 000.00.16.H56-230101-0001",
        "gửi mã về số 0912345678",
        "mật khẩu là gì",
        "mk la gi",
        "mk la nguoi moi",
        "quên mật khẩu",
        "quên mật khẩu từ năm 2023",
        "mật khẩu phải có 8 đến 20 ký tự",
        "otp là gì",
        "2 tạ cam",
        "4000 người mà 5000 chỗ",
    ],
)
def test_no_secrets(text: str) -> None:
    assert not contains_secret(text)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("gọi bác số 0912 345 678 nhé", "gọi bác số ••• nhé"),
        ("thư: a.b+c@thon5.vn", "thư: •••"),
        ("gọi +84 912 345 678", "gọi +•••"),
        ("mã otp 482910 nhé", "mã otp ••• nhé"),
        ("mk la hoa 1960\ncảm ơn", "mk la •••\ncảm ơn"),
        ("bác bấm bước 5 rồi", "bác bấm bước 5 rồi"),
    ],
)
def test_mask(text: str, masked: str) -> None:
    assert mask(text) == masked
