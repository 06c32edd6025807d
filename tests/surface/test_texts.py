"""F34 by Telegram: an odd text is answered, an odd name is stored composed and without control characters."""

import json
import unicodedata

import httpx
import pytest

from tests.frontdoor.conftest import HEADER, SECRET, said
from tests.surface.odd_texts import ODD
from tests.surface.serving import Surface

pytestmark = pytest.mark.slow

LONG = {"ten thousand letters": "ạ" * 10_000, "a long word": "a" * 10_000, "NUL": "a\0b\ud800"}
TEXTS = ODD | LONG


def brings(surface: Surface, person: int, number: int, text: str, name: str) -> None:
    update = said(text, person, number)
    update["message"]["from"]["first_name"] = name
    body = json.dumps(update).encode()  # httpx takes no halves of letters
    answer = httpx.post(f"{surface.url}/webhook/telegram", content=body, headers={HEADER: SECRET})
    assert answer.status_code == 200
    reply = f"SELECT count(*) FROM message WHERE key LIKE 'reply:telegram:{number}:%'"
    assert surface.rows(reply)[0][0] > 0
    state = f"SELECT state FROM inbound WHERE account = 'telegram' AND key = '{number}'"
    assert surface.rows(state) == [("taken",)]


@pytest.mark.parametrize("number", range(len(TEXTS)), ids=list(TEXTS))
def test_an_odd_text_is_answered_and_an_odd_name_is_stored_composed(
    surface: Surface, number: int
) -> None:
    text = list(TEXTS.values())[number]
    person = 7_300_000 + number
    for n, words in enumerate(("xin chào", text, "đồng ý", text, "bác")):
        brings(surface, person, 10 * person + n, words, text)
    ((name,),) = surface.rows(
        "SELECT p.display_name FROM person p JOIN identity i ON i.person_id = p.id "
        f"WHERE i.user = '{person}'"
    )
    assert name
    assert len(name) <= 100
    assert name == unicodedata.normalize("NFC", name)
    assert not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in name)
    if len(text) <= 100 and text in ODD.values():
        assert name == unicodedata.normalize("NFC", text).strip()


def test_what_is_typed_is_nowhere_stored(surface: Surface) -> None:
    brings(surface, 7_400_000, 74_000_000, "một câu chẳng ai lưu lại 🪷", "Bác Lan")
    everything = [
        surface.rows(f"SELECT * FROM {table}")
        for (table,) in surface.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    assert "chẳng ai lưu lại" not in repr(everything)
