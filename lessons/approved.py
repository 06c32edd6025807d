"""The only internet addresses and telephone numbers that a lesson may name.

A person reads or calls each before it is added here; `check` refuses a number that nobody has
confirmed for half a year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

STALE_AFTER_DAYS = 180  # "hide when older than 6 months" (domain.md 3.25)


@dataclass(frozen=True, slots=True)
class Hotline:
    """A telephone number and when its source, or somebody who called it, last confirmed it."""

    name: str
    verified_on: date | None  # None: from general knowledge, nobody has called yet

    def is_confirmed(self, today: date) -> bool:
        """Whether a lesson may name it: confirmed within the last half year."""
        checked = self.verified_on
        return checked is not None and (today - checked).days <= STALE_AFTER_DAYS


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

# Short numbers of the national plan: short enough to know by heart, given to nobody else, marked certain
# in domain.md 3.25. They do not age; what may change (who answers 156) the lesson itself says.
NATIONAL: Mapping[str, str] = {
    "111": "bảo vệ trẻ em",
    "113": "công an",
    "114": "chữa cháy",
    "115": "cấp cứu",
    "156": "báo cuộc gọi lừa đảo",  # S59
    "5656": "báo tin nhắn lừa đảo",  # S59
}

# Digits only, and when each was last confirmed by a call or a source (where that gives a month, its
# first day). One that nobody confirmed within the half year is waiting to be called and stands in no
# lesson: an old hotline in a stranger's hands is how people are robbed.
HOTLINES: Mapping[str, Hotline] = {
    "19000368": Hotline("VNeID", date(2025, 8, 1)),  # S34
    "02373725725": Hotline("Công an tỉnh Thanh Hóa, báo lừa đảo", date(2024, 1, 12)),  # S61
    "18008108": Hotline("Trung tâm xử lý tin giả", date(2021, 1, 1)),  # S63
    "18001096": Hotline("Cổng Dịch vụ công quốc gia", None),
    "19009068": Hotline("Bảo hiểm xã hội", None),
    "19006769": Hotline("Điện lực miền Bắc", None),
    "19009095": Hotline("Bộ Y tế", None),
}

SOURCES = frozenset({"G", *(f"S{number}" for number in range(1, 84))})  # domain.md 0.2


def is_approved_domain(name: str) -> bool:
    """Whether a host name is in the list or below a name that is."""
    return any(name == domain or name.endswith("." + domain) for domain in DOMAINS)
