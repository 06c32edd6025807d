"""Numbers as an operator here says them."""

from datetime import timedelta


def size(bytes_: int) -> str:
    return f"{bytes_ / 1024**3:.1f} GiB" if bytes_ >= 1024**3 else f"{bytes_ / 1024**2:.0f} MiB"


def count(number: int) -> str:
    """As people here write it: 3.000."""
    return f"{number:,}".replace(",", ".")


def span(time: timedelta) -> str:
    minutes = int(time.total_seconds()) // 60
    if minutes < 1:
        return f"{int(time.total_seconds())} giây"
    if minutes < 120:
        return f"{minutes} phút"
    hours = minutes // 60
    return f"{hours} giờ" if hours < 48 else f"{hours // 24} ngày"
