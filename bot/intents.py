"""What a typed text means, given what the bot is waiting for.

The order of the questions asked of a text matters more than any of them: danger and secrets first,
then what stands in a list as it is, then being stuck before being done, and free questions last.
"""

from bot.answers import picked_label, picked_number
from bot.danger import in_danger, nearly_in_danger
from bot.folding import Folded
from bot.hearing import Heard, hear
from bot.intent import Intent, Understanding
from bot.joined import unjoined
from bot.search import NOTHING, Hit, search
from bot.secrets import contains_secret
from bot.standing import Context
from bot.teencode import standard
from bot.typed import Typed, as_typed
from lessons.lesson import Course

__all__ = ["Intent", "Understanding", "understand", "understand_typed"]

# A longer text is a story: looked through for danger, secrets and a question, never a command.
_LONGEST_REPLY = 40  # words
_CHOOSING = frozenset({Context.QUIZ, Context.MENU})
# What the bot offers in every step; these words keep their meaning whatever the labels are called.
_ALWAYS = frozenset(
    {Intent.DONE, Intent.HELP, Intent.BACK, Intent.REPEAT, Intent.STOP, Intent.MENU, Intent.LATER}
    | {Intent.LISTEN, Intent.DELETE_DATA, Intent.EXPORT_DATA}
)


def understand(
    text: str, context: Context, labels: tuple[str, ...], course: Course
) -> Understanding:
    """Never raises, for any text. `labels` are the offered answers, in order."""
    return understand_typed(as_typed(text), context, labels, course)


def understand_typed(
    typed: Typed, context: Context, labels: tuple[str, ...], course: Course
) -> Understanding:
    """`understand` for a text of which the words are known already."""
    own = typed.own
    said = Folded(standard(unjoined(own.words)), own.asked, own.signs)
    if in_danger(said.words):
        return _about(Intent.DANGER, search(said.words, course))
    if contains_secret(typed.text):
        return Understanding(Intent.SECRET)
    option = _option(typed, said, context, labels)
    if option is not None:
        return Understanding(Intent.OPTION, option=option)
    if said.words and all(word.plain.isdecimal() for word in said.words):
        return Understanding(Intent.UNKNOWN)  # a number that stands in no list asks for no lesson
    heard = hear(said, context, short=len(said.words) <= _LONGEST_REPLY)
    if len(heard.readings) > 1:
        return Understanding(Intent.AMBIGUOUS, readings=heard.readings)
    label = _abbreviated(said, context, labels, heard)
    if label is not None:
        return Understanding(Intent.OPTION, option=label)
    return _answered(said, context, course, heard)


def _about(intent: Intent, hit: Hit) -> Understanding:
    return Understanding(intent, lessons=hit.lessons, step=hit.step)


def _option(typed: Typed, said: Folded, context: Context, labels: tuple[str, ...]) -> int | None:
    """An answer picked beyond doubt."""
    if not labels or typed.own.asked:
        return None
    number = picked_number(typed, len(labels))
    if number is not None:
        return number
    exact = picked_label(said.words, labels, whole=True)
    if exact is None or context in _CHOOSING:
        return exact
    meant = hear(said, context, short=True)
    settled = meant.readings == () and meant.intent not in (None, Intent.QUESTION)
    return None if settled else exact


def _abbreviated(
    said: Folded, context: Context, labels: tuple[str, ...], heard: Heard
) -> int | None:
    """An answer of which only some words were typed, unless they are a command as they stand."""
    if not labels or said.asked or len(said.words) > _LONGEST_REPLY:
        return None
    if heard.firm and (heard.intent in _ALWAYS or context is Context.YESNO):
        return None
    return picked_label(said.words, labels, whole=False)


def _answered(said: Folded, context: Context, course: Course, heard: Heard) -> Understanding:
    """The command that was heard, or the question it is about."""
    intent = heard.intent
    idle = context in (Context.NONE, Context.MENU)
    may_ask = idle and intent is Intent.DONE and not heard.firm
    if intent not in (None, Intent.HELP, Intent.QUESTION, Intent.THANKS) and not may_ask:
        return Understanding(intent)
    hit = search(said.words, course) if said.words else NOTHING
    match intent:
        case Intent.HELP:
            named = hit.strong or (hit.found and heard.subject)
            asks = not heard.firm and ((idle and named) or (hit.keyword and heard.asking))
            return _about(Intent.QUESTION if asks else Intent.HELP, hit)
        case Intent.DONE:
            asks = heard.asking or hit.strong
            return _about(Intent.QUESTION, hit) if asks else Understanding(Intent.DONE)
        case Intent.QUESTION:
            return _about(Intent.QUESTION, hit)
        case Intent.THANKS:
            return Understanding(Intent.THANKS)
        case _:
            return _unheard(said, context, course, heard, hit)


def _unheard(
    said: Folded, context: Context, course: Course, heard: Heard, hit: Hit
) -> Understanding:
    if not hit.keyword and nearly_in_danger(said.words):
        return _about(Intent.DANGER, hit)
    if heard.foreign and not hit.keyword:
        return Understanding(Intent.UNKNOWN, foreign=True)
    at_work = context in (Context.STEP, Context.QUIZ, Context.YESNO)
    if at_work and heard.denying and not (heard.asking and hit.found):
        return _about(Intent.HELP, hit)
    if hit.found:
        stuck = at_work and hit.trouble and not (heard.asking or heard.wishing)
        return _about(Intent.HELP if stuck else Intent.QUESTION, hit)
    if heard.wishing or heard.subject:
        return _about(Intent.QUESTION, search(said.words, course, eager=True))
    if heard.pleading or (heard.asking and at_work):
        return Understanding(Intent.HELP)
    return Understanding(Intent.UNKNOWN)
