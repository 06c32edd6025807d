"""Whom to call, for paper: only numbers of the checked list, and none that was confirmed long ago."""

from dataclasses import dataclass
from datetime import date

from lessons.approved import HOTLINES, NATIONAL


@dataclass(frozen=True, slots=True)
class Contact:
    """`number` as it is spoken; `confirmed` None: a short national number, which does not age."""

    number: str
    name: str
    confirmed: date | None = None


@dataclass(frozen=True, slots=True)
class ContactCard:
    """`helper`: who helps in this place ("cô Hoa, 0912…"), "" to leave a line to write on.

    `left_out`: numbers of the list that nobody has called for too long to put them on paper
    (domain.md 3.25), for the person who prints.
    """

    emergency: tuple[Contact, ...]
    hotlines: tuple[Contact, ...]
    helper: str = ""
    left_out: tuple[Contact, ...] = ()


def contact_card(today: date, helper: str = "") -> ContactCard:
    known = {
        Contact(_spoken(number), line.name, line.verified_on): line
        for number, line in HOTLINES.items()
    }
    fresh = tuple(one for one, line in known.items() if line.is_confirmed(today))
    return ContactCard(
        emergency=tuple(Contact(number, name) for number, name in NATIONAL.items()),
        hotlines=fresh,
        helper=helper,
        left_out=tuple(one for one in known if one not in fresh),
    )


def _spoken(digits: str) -> str:
    """As it stands on posters: 1900.0368, 02373.725.725; short numbers as they are."""
    match len(digits):
        case 8:
            return f"{digits[:4]}.{digits[4:]}"
        case 11:
            return f"{digits[:5]}.{digits[5:8]}.{digits[8:]}"
        case _:
            return digits
