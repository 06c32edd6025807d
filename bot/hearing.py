"""Hears a command in standard words: whole phrases first, then signs of being stuck, and only then of being done."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot import lexicon
from bot.courtesy import core, is_polite, only_polite, peelings, telling
from bot.folding import Folded, Vocabulary, Word, listed, word_of
from bot.intent import Intent
from bot.phrases import EXACT, Phrases, word_list
from bot.spelling import Spelling
from bot.standing import Context


@dataclass(frozen=True, slots=True)
class Heard:
    """`firm` when the whole text is such a phrase; the other marks help when no command was heard."""

    intent: Intent | None = None
    readings: tuple[Intent, ...] = ()
    firm: bool = False
    asking: bool = False
    wishing: bool = False
    subject: bool = False
    pleading: bool = False  # begins by asking for help
    denying: bool = False
    foreign: bool = False  # about something that no lesson is about


_ALL = Phrases(
    " · ".join(
        (
            *lexicon.WHOLE.values(),
            *lexicon.INSIDE.values(),
            lexicon.DONE_OR_YES,
            lexicon.GOING_ON,
        )
    )
)
_KNOWN = _ALL.vocabulary | word_list(lexicon.ACTIONS) | word_list(lexicon.POLITE)
_SPELLING = Spelling(_KNOWN, shortest=4)


def _book(listed: str) -> Phrases:
    return Phrases(listed, _SPELLING)


def _spoken(words: str) -> Vocabulary:
    return Vocabulary(map(word_of, words.split()))


_WHOLE = {intent: _book(phrases) for intent, phrases in lexicon.WHOLE.items()}
# Whatever is in one of them, looked up first: most texts are in none.
_ANY_WHOLE = _book(" · ".join((*lexicon.WHOLE.values(), lexicon.DONE_OR_YES, lexicon.GOING_ON)))
_INSIDE = {intent: _book(phrases) for intent, phrases in lexicon.INSIDE.items()}
_EITHER = _book(lexicon.DONE_OR_YES)
_GOING_ON = _book(lexicon.GOING_ON)
_LEARNING = _book(lexicon.LEARNING)
_ASKING = _book(lexicon.ASKING)
_SUBJECTS = _book(lexicon.SUBJECTS)
_MATTERS = _book(lexicon.MATTERS)
_FOREIGN = _book(lexicon.FOREIGN)
_PLEAS = _book(lexicon.PLEAS)
_WHEN = Phrases("bao giờ · khi nào · chừng nào · bao lâu nữa")
_DONE_WORDS = _book(lexicon.DONE_WORDS)
_ACTIONS = word_list(lexicon.ACTIONS)
_NEGATIONS = _spoken(lexicon.NEGATIONS)
# Not "chớ" among them, which an unmarked "cho" might be: "đọc cho tôi nghe".
_UNHEARD = _spoken("không chưa chẳng chả đừng khỏi")
_QUESTION_ENDS = _spoken(lexicon.QUESTION_ENDS)
_ASKS_BACK = _spoken(lexicon.ASKS_BACK)
_SETTLED = {word_of(typed).marked: intent for typed, intent in lexicon.SETTLED.items()}
_ME = word_of("tôi")
_MYSELF = frozenset(word_of(text).marked for text in listed(lexicon.MYSELF))
_ALWAYS_ASKED = frozenset({"thoi", "doi"})  # even with their marks on
_YES_ALONE = frozenset({"da", "vang", "u"})
_NO_FIRST = _spoken("không chưa")
_YES_FIRST = _spoken("có đồng ok được đúng phải")
_ASKED_AWAY = frozenset({("gi", "da"), ("nao", "da"), ("gi", "ma")})
_ALREADY = word_of("đã")
_WHAT_NOW = frozenset({"gi", "sao", "dau", "nao"})

# What may be found by leaving words out in the middle; a mistake in any other intent costs more.
_FORGIVING = frozenset(
    {Intent.DONE, Intent.HELP, Intent.BACK, Intent.REPEAT, Intent.LATER, Intent.THANKS}
)


def hear(said: Folded, context: Context, *, short: bool) -> Heard:
    """`short` texts may be commands; longer ones are only looked at for what they ask."""
    words = said.words
    if not words:
        return Heard(Intent.HELP) if said.asked else _signs(said.signs, context)
    heard = None
    if short:
        heard = _trapped(said, context) or _whole(said, context)
    if heard is not None:
        return heard
    asking = said.asked or _asks(words) or _ASKING.any(words) is not None
    inside = _inside(said, context) if short else None
    return Heard(
        inside,
        asking=asking,
        wishing=_wishing(words),
        subject=_named(words, asking=asking),
        pleading=_PLEAS.any(core(words)[:2]) is not None,
        denying=_denies(words),
        foreign=_FOREIGN.any(words, EXACT) is not None,
    )


def _signs(signs: str, context: Context) -> Heard:
    """A thumb or a heart agrees only to what was asked."""
    if any(sign in lexicon.APPROVING for sign in signs):
        match context:
            case Context.STEP:
                return Heard(Intent.DONE, firm=True)
            case Context.YESNO:
                return Heard(Intent.YES, firm=True)
            case Context.NONE | Context.QUIZ | Context.MENU:
                return Heard(Intent.THANKS, firm=True)
    if any(sign in lexicon.DISAPPROVING for sign in signs):
        refused = context is Context.YESNO
        return Heard(Intent.NO if refused else Intent.HELP, firm=True)
    thanked = any(sign in lexicon.THANKING for sign in signs)
    return Heard(Intent.THANKS, firm=True) if thanked else Heard()


def _named(words: Sequence[Word], *, asking: bool) -> bool:
    """Whether something is named that lessons are about; everyday matters count in questions only."""
    asked_about = asking and len(words) > 3 and _MATTERS.any(words, EXACT) is not None
    return asked_about or _SUBJECTS.any(words) is not None


def _wishing(words: Sequence[Word]) -> bool:
    found = _LEARNING.any(words)
    return found is not None and len(telling(words)) > len(found.phrase.words)


def _trapped(said: Folded, context: Context) -> Heard | None:
    """One word that may be two is asked back; nothing is ever stopped for it."""
    alone = core(said.words)
    if len(alone) != 1:
        return None
    word = alone[0]
    if word.marked in _SETTLED:
        return _as_asked(_SETTLED[word.marked], said, firm=True)
    readings = lexicon.TRAPS.get(word.plain)
    if readings is None or (word.is_marked and word.plain not in _ALWAYS_ASKED):
        return None
    return Heard(readings=readings[0] if context is Context.YESNO else readings[1])


def _whole(said: Folded, context: Context) -> Heard | None:
    """The intent whose phrase the text is, courtesies aside."""
    words = said.words
    if only_polite(words) and any(word.plain in _YES_ALONE for word in words):
        return _as_asked(Intent.YES, said, firm=True)
    for candidate in peelings(words):
        if (intent := _listed(candidate, context)) is not None:
            return _as_asked(intent, said, firm=True)
    intent = _listed(telling(words), context)
    return _as_asked(intent, said, firm=False) if intent in _FORGIVING else None


def _listed(words: Sequence[Word], context: Context) -> Intent | None:
    if _ANY_WHOLE.whole(words) is None:
        return None
    if _EITHER.whole(words) is not None:
        return Intent.YES if context is Context.YESNO else Intent.DONE
    if _GOING_ON.whole(words) is not None:
        return Intent.REPEAT if context in (Context.STEP, Context.QUIZ) else Intent.DONE
    return next((intent for intent, book in _WHOLE.items() if book.whole(words)), None)


def _as_asked(intent: Intent, said: Folded, *, firm: bool) -> Heard:
    """ "Ok?" asks for help and "xong chưa" is a question: neither agrees to anything."""
    words = said.words
    asks_back = said.asked or _asks_back(words[-1])
    match intent:
        case Intent.DONE | Intent.YES if asks_back and len(words) > 1 and _DONE_WORDS.any(words):
            return Heard(Intent.QUESTION, asking=True, firm=True)
        case Intent.DONE | Intent.YES | Intent.NO if said.asked:
            return Heard(Intent.HELP, asking=True, firm=True)
        case Intent.STOP if said.asked:
            return Heard(readings=(Intent.STOP, Intent.HELP))
        case _:
            return Heard(intent, firm=firm, asking=asks_back)


def _inside(said: Folded, context: Context) -> Intent | None:
    """The first intent, in the order of what a mistake would cost, that the text shows signs of."""
    words = said.words
    asked = said.asked or _asks(words)
    mine = tuple(_ME if word.marked in _MYSELF else word for word in words)
    for intent in (Intent.EXPORT_DATA, Intent.DELETE_DATA, Intent.STOP, Intent.LATER):
        if _INSIDE[intent].any(mine) and not (intent is Intent.STOP and asked):
            return intent
    if _asks_if_done(said):
        return Intent.QUESTION
    if _INSIDE[Intent.LISTEN].any(mine) and not any(map(_UNHEARD.holds, words)):
        return Intent.LISTEN
    if _INSIDE[Intent.REPEAT].any(words):
        return Intent.REPEAT
    if context is Context.YESNO and _INSIDE[Intent.NO].any(words):
        return Intent.NO
    if _INSIDE[Intent.HELP].any(mine) or _what_next(words):
        return Intent.HELP
    if context is Context.YESNO and not asked and (answer := _begins(words)) is not None:
        return answer
    for intent in (Intent.BACK, Intent.MENU):
        if _INSIDE[intent].any(words):
            return intent
    if not asked and not _denies(words):
        if _is_done(words, context):
            return Intent.DONE
        if _INSIDE[Intent.YES].any(words):
            return Intent.YES
    return Intent.THANKS if _INSIDE[Intent.THANKS].any(words) else None


def _begins(words: Sequence[Word]) -> Intent | None:
    """ "Có, bác có wifi rồi": the first word answers, the rest explains."""
    first = next((word for word in words if not is_polite(word)), words[0])
    if _NO_FIRST.holds(first):
        return Intent.NO
    return Intent.YES if _YES_FIRST.holds(first) and not _denies(words) else None


def _asks(words: tuple[Word, ...]) -> bool:
    said = core(words)
    if said[-1].plain == "dau" and _denies(said[:-1]):
        return False  # "không học nữa đâu" insists
    ends = _QUESTION_ENDS.holds(said[-1]) or _asks_back(words[-1])
    return len(words) > 1 and ends


def _asks_if_done(said: Folded) -> bool:
    """ "Bác làm thế xong chưa": the learner wants to know."""
    words = core(said.words)
    if len(words) < 2 or _DONE_WORDS.any(words) is None:
        return False
    when = _WHEN.any(words, EXACT) is not None
    return said.asked or when or _asks_back(said.words[-1]) or _asks_back(words[-1])


def _asks_back(last: Word) -> bool:
    """An unmarked "a" is a polite "ạ" rather than a doubting "à"."""
    return last.marked != "a" and _ASKS_BACK.holds(last)


def _what_next(words: Sequence[Word]) -> bool:
    """A question word after "rồi" or "xong": done, and what now?"""
    plains = [word.plain for word in words]
    return any(
        plain in ("roi", "xong") and not _WHAT_NOW.isdisjoint(plains[at + 1 : at + 6])
        for at, plain in enumerate(plains)
    )


def _denies(words: Sequence[Word]) -> bool:
    """ "Chưa xong"; and "làm gì đã xong", "xong cái gì mà xong", which ask only to deny."""
    plains = [word.plain for word in words]
    asked_away = any(pair in _ASKED_AWAY for pair in pairwise(plains))
    return asked_away or any(map(_NEGATIONS.holds, words))


def _is_done(words: tuple[Word, ...], context: Context) -> bool:
    """Done words, or an action with "đã" before it or "rồi" behind."""
    if context is Context.MENU:
        return False
    if _DONE_WORDS.any(words) or _INSIDE[Intent.DONE].any(words):
        return True
    acted = [at for at, word in enumerate(words) if word.plain in _ACTIONS]
    if not acted:
        return False
    if ("qua", "roi") in pairwise([word.plain for word in words]):
        return False  # "tốt quá rồi", "khó quá rồi" judge, they do not report
    last = next((word.plain for word in reversed(words) if not is_polite(word)), "")
    return last == "roi" or any(word.may_be(_ALREADY) for word in words[: acted[-1]])
