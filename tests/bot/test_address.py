"""Forms of address agree: nobody hears somebody else's pronoun, in no sentence of the bot or of a lesson."""

import ast
import re
from pathlib import Path

import pytest

from bot import wording
from bot.address import fill
from bot.standing import Honorific
from lessons.approved import HOTLINES
from lessons.passages import Passage, Voice, passages_of
from lessons.pronouns import hard_coded
from lessons.reader import draft
from lessons.typography import without_marks
from lessons.wording import look_at

ROOT = Path(__file__).parents[2]
ADDRESSED = {
    None: ("bác", "cháu"),
    Honorific.BAC: ("bác", "cháu"),
    Honorific.CO: ("cô", "cháu"),
    Honorific.CHU: ("chú", "cháu"),
    Honorific.ANH: ("anh", "em"),
    Honorific.CHI: ("chị", "em"),
}
# Where such words stand in the code and are not said to a learner, or are the question itself.
NOT_SAID = {
    "address.py": "the table from which the places are filled",
    "standing.py": "the forms of address that can be chosen",
    "notices.py": "titles in front of a name, taken off",
    "welcome.py": "the button with which one of them is chosen",
    "danger.py": "what learners write",
    "lexicon.py": "what learners write",
    "search.py": "what learners write",
    "secrets.py": "what learners write",
}
ASKING = {wording.CO_OR_CHU, wording.ANH_OR_CHI}


def bot_sentences() -> list[str]:
    values = [value for name, value in vars(wording).items() if name.isupper()]
    texts = [text for value in values for text in (value if isinstance(value, tuple) else (value,))]
    return [text for text in texts if text not in ASKING]


def lesson_sentences() -> list[str]:
    found = []
    for file in sorted((ROOT / "lessons" / "catalog").glob("*.md")):
        made = draft(file.read_text("utf-8"), file.name)
        passages = passages_of(made.lesson, made.places)
        found += [one.text for one in passages if one.voice is not Voice.SCREEN]
    return found


SENTENCES = [*bot_sentences(), *lesson_sentences()]


@pytest.mark.parametrize("honorific", ADDRESSED, ids=str)
def test_every_sentence_speaks_to_one_person_and_of_oneself_in_one_way(
    honorific: Honorific | None,
) -> None:
    learner, own = ADDRESSED[honorific]
    quoted = re.compile(r"\"[^\"]*\"|“[^”]*”|\([^()]*\)")
    for text in SENTENCES:
        assert hard_coded(re.sub(r"\{\w+\}", "·", quoted.sub(" ", text))) is None, text
        said = fill(text, honorific)
        expected = text
        for place, word in (("bác", learner), ("cháu", own)):
            expected = expected.replace(f"{{{place}}}", word)
            expected = expected.replace(f"{{{place.capitalize()}}}", word.capitalize())
        assert said == expected
        assert not re.search(r"\{(?:bác|cháu)\}", said, re.IGNORECASE), said
        for start in re.findall(rf"(?:^|[.!?…]\s+)({learner}|{own})\b", said):
            raise AssertionError(f"“{start}” begins a sentence small: {said}")


def test_the_bots_own_sentences_begin_and_go_on_as_the_linter_wants_it_of_lessons() -> None:
    """But for the fragments that are set into others, which begin with a comma, and for numbers (tested
    below) and what only lessons may not say."""
    for text in bot_sentences():
        found = look_at(Passage(1, text), "wording.py", None)
        assert [
            f.message for f in found if "câu viết" in f.message or "Gọi thẳng" in f.message
        ] == []


def test_no_code_of_the_bot_or_of_a_channel_addresses_anybody_by_itself() -> None:
    offenders: dict[str, list[str]] = {}
    for file in sorted([*ROOT.glob("bot/*.py"), *ROOT.glob("channels/**/*.py")]):
        for line, text in constants(file):
            if text not in ASKING and hard_coded(re.sub(r"\{\w+\}", "·", text)):
                offenders.setdefault(file.name, []).append(f"{line}: {text}")
    assert offenders.keys() == NOT_SAID.keys(), offenders


def test_the_bot_names_no_hotline() -> None:
    """Only short numbers of the national plan: a hotline must be confirmed each half year (domain.md 3.25)."""
    for file in [*ROOT.glob("bot/*.py"), *ROOT.glob("channels/**/*.py")]:
        for line, text in constants(file):
            digits = re.sub(r"[ .]", "", text)
            assert not any(number in digits for number in HOTLINES), f"{file.name}:{line}"


def constants(file: Path) -> list[tuple[int, str]]:
    """The texts in a module that are no docstrings, with marks (folded words are heard, not said) or digits."""
    tree = ast.parse(file.read_text("utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
        if without_marks(node.value) != node.value.lower() or any(map(str.isdigit, node.value))
    ]
