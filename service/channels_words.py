"""What `hocvuso channels` found, as a commune's operator reads it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from service import spoken

Row = Mapping[str, Any]

KINDS = {
    "telegram": "Telegram",
    "zalo-bot": "Zalo Bot",
    "zalo-oa": "Zalo OA",
    "web": "trang trò chuyện",
}
PHOTOS = {"bytes": "gửi tệp", "url": "qua địa chỉ trên mạng", "file_id": "gửi lại ảnh đã gửi"}
UNITS = {"UTF-16 units": "đơn vị UTF-16", "code points": "ký tự", "UTF-8 bytes": "byte"}
WINDOWS = {"1 s": "giây", "60 s": "phút"}
PLACES = {"users": "người", "groups": "nhóm", "messages": "tin trong tháng"}


def listed(rows: Sequence[Row]) -> str:
    """A paragraph for each account."""
    return "\n\n".join("\n".join(_account(row)) for row in rows)


def checked(rows: Sequence[Row]) -> str:
    """A line for each account, with what is amiss below it."""
    return "\n".join(line for row in rows for line in _checked(row))


def _account(row: Row) -> list[str]:
    kind = KINDS.get(row["kind"], row["kind"])
    owner = " · ".join(part for part in (kind, row.get("title"), row.get("unit")) if part)
    lines = [f"{row['account']} ({owner})"]
    if "updates" in row:
        lines.append(_line("nhận tin", _updates(row)))
    lines.append(_line("làm được", _abilities(row)))
    lines.append(_line("tốc độ", _rates(row)))
    if row["window_hours"] is not None:
        hours = f"{row['window_hours']:g}"
        lines.append(
            _line("cửa sổ", f"nhắn riêng được trong {hours} giờ sau tin cuối của người học")
        )
    if row.get("quota"):
        lines.append(_line("gói", _plan(row["quota"], row["used"])))
    if "token_until" in row:
        lines.append(_line("quyền gửi", _right(row)))
    return lines


def _right(row: Row) -> str:
    if row["token_trouble"]:
        return str(row["token_trouble"])
    if row["token_until"] is None:
        return f"chưa được cấp; chạy: hocvuso channels authorise {row['account']}"
    return f"đến hết ngày {datetime.fromisoformat(row['token_until']):%d/%m/%Y}, tự gia hạn khi đang chạy"


def _line(name: str, words: str) -> str:
    return f"  {name + ':':<11}{words}"


def _updates(row: Row) -> str:
    if row["updates"] == "polled":
        return "máy này tự hỏi tin (chưa đặt HOCVUSO_PUBLIC_URL)"
    if row["updates"] == "by hand":
        return "đặt webhook bằng tay; cần HOCVUSO_PUBLIC_URL để biết địa chỉ"
    by_hand = " (đặt bằng tay trên trang quản lý của nền tảng)" if row["by_hand"] else ""
    return f"{row['updates']}{by_hand}"


def _abilities(row: Row) -> str:
    photos = ", ".join(PHOTOS.get(way, way) for way in row["photo"]) or "không, kể bằng lời"
    unit = UNITS.get(row["text_unit"], row["text_unit"])
    return " · ".join(
        (
            "có nút bấm" if row["buttons"] else "không có nút: trả lời bằng số",
            "sửa được tin đã gửi" if row["edit"] else "không sửa được tin đã gửi",
            f"ảnh: {photos}",
            "có nhóm" if row["groups"] else "không có nhóm",
            f"tin dài nhất {spoken.count(row['text_limit'])} {unit}",
        )
    )


def _rates(row: Row) -> str:
    named = (
        ("overall", "tất cả"),
        ("private_chat", "mỗi người"),
        ("group_chat", "mỗi nhóm"),
    )
    return " · ".join(f"{words}: {_rate(row[name])}" for name, words in named)


def _rate(rate: str) -> str:
    if rate == "no limit":
        return "không giới hạn"
    count, _, seconds = rate.partition(" in ")
    return f"{count} tin/{WINDOWS.get(seconds, seconds)}"


def _plan(quota: Mapping[str, int | None], used: Mapping[str, int] | None) -> str:
    parts = []
    for what, words in PLACES.items():
        most = quota[what]
        if most is None:
            continue
        said = f"{spoken.count(most)} {words}"
        if used is not None:
            left = max(0, most - used[what])
            said += f" (đã dùng {spoken.count(used[what])}, còn {spoken.count(left)})"
        parts.append(said)
    return " · ".join(parts)


def _checked(row: Row) -> list[str]:
    sign = "✓" if row["ok"] else "!"
    said = [row.get("name") or "", _webhook(row), _pending(row)]
    facts = " · ".join(part for part in said if part)
    lines = [f"{sign} {row['account']}: {facts}" if facts else f"{sign} {row['account']}"]
    if row.get("last_error"):
        lines.append(f"    lỗi gần nhất theo nền tảng: {row['last_error']}")
    lines += [f"    {warning}" for warning in row.get("warnings", ())]
    if row.get("trouble") and row["trouble"] not in " ".join(row.get("warnings", ())):
        lines.append(f"    {row['trouble']}")
    return lines


def _webhook(row: Row) -> str:
    match row.get("webhook"):
        case None | "":
            return ""
        case "none":
            return "không có webhook"
        case "unknown":
            return "nền tảng không cho biết webhook"
        case address:
            return f"webhook {address}"


def _pending(row: Row) -> str:
    pending = row.get("pending")
    return "" if pending is None else f"{pending} tin đang chờ"
