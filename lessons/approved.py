"""The only internet addresses and telephone numbers that a lesson may name.

A person reads or calls each before it is added here; `check` reminds when that was long ago.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

STALE_AFTER_DAYS = 180  # "hide it when older than 6 months" (domain.md 3.25)


@dataclass(frozen=True, slots=True)
class Hotline:
    """A telephone number and when its source, or somebody who called it, last confirmed it."""

    name: str
    verified_on: date | None  # None: from general knowledge, nobody has called yet


# Read in the sources of domain.md 0.2 named behind each; their subdomains are approved as well.
DOMAINS = frozenset(
    {
        "binhdanhocvuso.gov.vn",  # S10
        "dichvucong.gov.vn",  # S42
        "smartca.vnpt.vn",  # the provider's own help pages, domain.md L14
        "tingia.gov.vn",  # S63
        "vneid.gov.vn",  # the Ministry's page of the application
    }
)

# Short numbers fixed nationally; they do not age.
EMERGENCY: Mapping[str, str] = {
    "111": "bảo vệ trẻ em",
    "113": "công an",
    "114": "chữa cháy",
    "115": "cấp cứu",
}

# Digits only. Dates are those of the source; where it gives a month, its first day.
HOTLINES: Mapping[str, Hotline] = {
    "19000368": Hotline("VNeID", date(2025, 8, 1)),  # S34
    "02373725725": Hotline("Công an tỉnh Thanh Hóa, báo lừa đảo", date(2024, 1, 12)),  # S61
    "156": Hotline("báo cuộc gọi lừa đảo", date(2025, 8, 1)),  # S59
    "5656": Hotline("báo tin nhắn lừa đảo", date(2025, 8, 1)),  # S59
    "18008108": Hotline("Trung tâm xử lý tin giả", date(2021, 1, 1)),  # S63
    "18001096": Hotline("Cổng Dịch vụ công quốc gia", None),
    "19009068": Hotline("Bảo hiểm xã hội", None),
    "19006769": Hotline("Điện lực miền Bắc", None),
}

SOURCES = frozenset({"G", *(f"S{number}" for number in range(1, 84))})  # domain.md 0.2


def is_approved_domain(name: str) -> bool:
    """Whether a host name is in the list or below a name that is."""
    return any(name == domain or name.endswith("." + domain) for domain in DOMAINS)
