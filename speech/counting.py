"""Numbers in Vietnamese words, counted or digit by digit."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
MOST = 10**12 - 1
_SIZES = ("tỷ", "triệu", "nghìn", "")


def spelled(digits: str) -> str:
    """ "0912" as "không chín một hai". ASCII digits only."""
    return " ".join(DIGITS[int(digit)] for digit in digits)


def counted(number: int) -> str:
    """From 0 to MOST, as an amount is said."""
    if number == 0:
        return DIGITS[0]
    said: list[str] = []
    for place, size in enumerate(_SIZES):
        group = number // 1_000 ** (len(_SIZES) - 1 - place) % 1_000
        if group:
            said += [*_hundreds(group, is_first=not said), size]
    return " ".join(filter(None, said))


def _hundreds(group: int, *, is_first: bool) -> list[str]:
    """Behind a larger group the missing hundreds are said too: "hai nghìn không trăm linh sáu"."""
    hundreds, rest = divmod(group, 100)
    if is_first and not hundreds:
        return _tens(rest)
    head = [DIGITS[hundreds], "trăm"]
    if not rest:
        return head
    return [*head, "linh", DIGITS[rest]] if rest < 10 else [*head, *_tens(rest)]


def _tens(rest: int) -> list[str]:
    tens, ones = divmod(rest, 10)
    if not tens:
        return [DIGITS[ones]]
    said = ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    match ones:
        case 0:
            return said
        case 1 if tens > 1:
            return [*said, "mốt"]
        case 5:
            return [*said, "lăm"]
        case _:
            return [*said, DIGITS[ones]]
