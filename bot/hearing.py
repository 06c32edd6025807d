"""Hears a command in standard words: whole phrases first, then signs of being stuck, and only then of being done."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import lexicon
from bot.folding import Folded, Word, listed, word_of
from bot.intent import Intent
from bot.phrases import Phrases, word_list
from bot.spelling import Spelling
from bot.standing import Context
from bot.teencode import standard_text


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


_ALL = Phrases(" · ".join((*lexicon.WHOLE.values(), *lexicon.INSIDE.values(), lexicon.DONE_OR_YES)))
_KNOWN = _ALL.vocabulary | word_list(lexicon.ACTIONS) | word_list(lexicon.POLITE)
_SPELLING = Spelling(_KNOWN, shortest=4)


def _book(listed: str) -> Phrases:
    return Phrases(listed, _SPELLING)


_WHOLE = {intent: _book(listed) for intent, listed in lexicon.WHOLE.items()}
_INSIDE = {intent: _book(listed) for intent, listed in lexicon.INSIDE.items()}
_EITHER = _book(lexicon.DONE_OR_YES)
_LEARNING = _book(lexicon.LEARNING)
_ASKING = _book(lexicon.ASKING)
_SUBJECTS = _book(lexicon.SUBJECTS)
_MATTERS = _book(lexicon.MATTERS)
_PLEAS = _book("giúp · cứu · hướng dẫn · cho hỏi · nhờ")
_DONE_WORDS = _book(lexicon.DONE_WORDS)
_POLITE = {word.marked: word for text in lexicon.POLITE.split() for word in (word_of(text),)}
_POLITE_PLAIN = frozenset(word.plain for word in _POLITE.values())
_EMPTY = [word_of(text) for text in lexicon.EMPTY.split()]
_ACTIONS = word_list(lexicon.ACTIONS)
_NEGATIONS = word_list(lexicon.NEGATIONS)
_QUESTION_ENDS = [word_of(text) for text in lexicon.QUESTION_ENDS.split()]
_SETTLED = {standard_text(typed)[0].marked: intent for typed, intent in lexicon.SETTLED.items()}
_ME = word_of("tôi")
_MYSELF = frozenset(
    word_of(text).marked for text in listed("bác bà ông mình chú cô anh chị cụ mẹ bac ong minh")
)
_ALWAYS_ASKED = frozenset({"thoi", "doi"})  # even with their marks on
_YES_ALONE = frozenset({"da", "vang", "u"})

# Thanks given for a step are said when it is done; these signs stand for either.
_APPROVING = frozenset("👍👌✅✔❤♥💯🆗🙆💪🥰😍😊🫶💖💗💓💕💚💙🧡💛")
_THANKING = frozenset("🙏👏💐🌹🌷")

_ASK_BACK = "à hả chưa nhỉ"
_ENDS_ASKING = [word_of(text) for text in _ASK_BACK.split()]


def hear(said: Folded, context: Context, *, short: bool) -> Heard:
    """`short` texts may be commands; longer ones are only looked at for what they ask."""
    words = said.words
    if not words:
        return _signs(said.signs, context)
    asking = said.asked or _ASKING.any(words) is not None
    if not short:
        return _loose(words, asking=asking)
    core = _core(words)
    trapped = _trapped(core or words, context)
    if trapped is not None:
        return trapped
    whole = _whole(words, core, context)
    if whole is not None:
        return _as_asked(whole, words, said, asking=asking)
    inside = _inside(words, said, context)
    if inside is not None:
        return Heard(inside, asking=asking, wishing=_wishing(words))
    return _loose(words, asking=asking)


def _signs(signs: str, context: Context) -> Heard:
    if any(sign in _APPROVING for sign in signs):
        match context:
            case Context.STEP:
                return Heard(Intent.DONE, firm=True)
            case Context.YESNO:
                return Heard(Intent.YES, firm=True)
            case Context.NONE | Context.QUIZ | Context.MENU:
                return Heard(Intent.THANKS, firm=True)
    if any(sign in _THANKING for sign in signs):
        return Heard(Intent.THANKS, firm=True)
    return Heard()


def _loose(words: Sequence[Word], *, asking: bool) -> Heard:
    return Heard(
        asking=asking,
        wishing=_wishing(words),
        subject=_named(words, asking=asking),
        pleading=_PLEAS.any(_core(tuple(words))[:2]) is not None,
    )


def _named(words: Sequence[Word], *, asking: bool) -> bool:
    """Whether something is named that lessons are about; everyday matters count in questions only."""
    asked_about = asking and len(words) > 3 and _MATTERS.any(words, Word.may_be) is not None
    return asked_about or _SUBJECTS.any(words) is not None


def _wishing(words: Sequence[Word]) -> bool:
    found = _LEARNING.any(words)
    return found is not None and len(_without_empty(words)) > len(found.phrase.words)


def _polite(word: Word) -> bool:
    return word.marked in _POLITE or (not word.is_marked and word.plain in _POLITE_PLAIN)


def _core(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words without the courtesies around them."""
    start, end = 0, len(words)
    while start < end and _polite(words[start]):
        start += 1
    while end > start and _polite(words[end - 1]):
        end -= 1
    return words[start:end]


def _without_empty(words: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(word for word in words if not any(map(word.may_be, _EMPTY)))


def _trapped(core: Sequence[Word], context: Context) -> Heard | None:
    """One word that may be two is asked back; nothing is ever stopped for it."""
    if len(core) != 1:
        return None
    word = core[0]
    settled = _SETTLED.get(word.marked)
    if settled is not None:
        return Heard(settled, firm=True)
    readings = lexicon.TRAPS.get(word.plain)
    if readings is None or (word.is_marked and word.plain not in _ALWAYS_ASKED):
        return None
    return Heard(readings=readings[0] if context is Context.YESNO else readings[1])


def _whole(
    words: tuple[Word, ...], core: tuple[Word, ...], context: Context
) -> tuple[Intent, int] | None:
    """The intent whose phrase the text is, courtesies aside, and how many words the phrase has."""
    if not core and any(word.plain in _YES_ALONE for word in words):
        return Intent.YES, 1
    for candidate in _peelings(words, core):
        either = _EITHER.whole(candidate)
        if either is not None:
            intent = Intent.YES if context is Context.YESNO else Intent.DONE
            return intent, len(either.words)
        for intent, book in _WHOLE.items():
            phrase = book.whole(candidate)
            if phrase is not None and _tells(candidate, phrase.words):
                return intent, len(phrase.words)
    return None


def _peelings(words: tuple[Word, ...], core: tuple[Word, ...]) -> list[tuple[Word, ...]]:
    """The text with ever fewer courtesies: a phrase may itself begin or end with one."""
    found: list[tuple[Word, ...]] = []
    starts = range(words.index(core[0]) + 1) if core else range(len(words))
    reach = len(core)
    for start in starts:
        for end in range(len(words), start, -1):
            if core and not start <= starts[-1] <= end - reach:
                continue
            found.append(words[start:end])
    found.sort(key=len, reverse=True)
    return [piece for piece in found[:60] if piece] + [_without_empty(words)]


def _tells(typed: Sequence[Word], meant: Sequence[Word]) -> bool:
    """A single wrongly marked word is another word."""
    return len(typed) > 1 or not typed[0].is_marked or typed[0].may_be(meant[0])


def _as_asked(
    whole: tuple[Intent, int], words: Sequence[Word], said: Folded, *, asking: bool
) -> Heard:
    """ "Ok?" asks for help and "xong chưa" is a question: neither agrees to anything."""
    intent, _ = whole
    asks_back = said.asked or (words[-1].plain != "a" and any(map(words[-1].may_be, _ENDS_ASKING)))
    match intent:
        case Intent.DONE | Intent.YES if asks_back and len(words) > 1 and _DONE_WORDS.any(words):
            return Heard(Intent.QUESTION, asking=True, firm=True)
        case Intent.DONE | Intent.YES | Intent.NO if said.asked:
            return Heard(Intent.HELP, asking=True, firm=True)
        case Intent.STOP if said.asked:
            return Heard(readings=(Intent.STOP, Intent.HELP))
        case _:
            return Heard(intent, firm=True, asking=asking)


def _inside(words: tuple[Word, ...], said: Folded, context: Context) -> Intent | None:
    """The first intent, in the order of what a mistake would cost, that the text shows signs of."""
    asked = said.asked or _asks(words)
    mine = tuple(_ME if word.marked in _MYSELF else word for word in words)
    for intent in (Intent.EXPORT_DATA, Intent.DELETE_DATA, Intent.STOP, Intent.LATER):
        if _INSIDE[intent].any(mine) and not (intent is Intent.STOP and asked):
            return intent
    if _asks_if_done(words, said):
        return Intent.QUESTION
    if _INSIDE[Intent.REPEAT].any(words):
        return Intent.REPEAT
    if context is Context.YESNO and _INSIDE[Intent.NO].any(words):
        return Intent.NO
    if _INSIDE[Intent.HELP].any(mine) or _what_next(words):
        return Intent.HELP
    for intent in (Intent.BACK, Intent.MENU):
        if _INSIDE[intent].any(words):
            return intent
    if not asked and not _denies(words):
        if _is_done(words, context):
            return Intent.DONE
        if _INSIDE[Intent.YES].any(words):
            return Intent.YES
    return Intent.THANKS if _INSIDE[Intent.THANKS].any(words) else None


def _asks(words: Sequence[Word]) -> bool:
    core = _core(tuple(words)) or words
    if core[-1].plain == "dau" and _denies(core[:-1]):
        return False  # "không học nữa đâu" insists
    return len(core) > 1 and any(
        core[-1].plain == end.plain and core[-1].may_be(end) for end in _QUESTION_ENDS
    )


def _asks_if_done(words: Sequence[Word], said: Folded) -> bool:
    """ "Bác làm thế xong chưa": the learner wants to know."""
    if _DONE_WORDS.any(words) is None:
        return False
    core = _core(tuple(words)) or words
    ends_so = core[-1].plain in ("chua", "ha") or core[-1].marked == word_of("à").marked
    return len(core) > 1 and (ends_so or said.asked)


def _what_next(words: Sequence[Word]) -> bool:
    """A question word after "rồi" or "xong": done, and what now?"""
    plains = [word.plain for word in words]
    for at, plain in enumerate(plains):
        if plain in ("roi", "xong") and any(
            p in ("gi", "sao", "dau", "nao") for p in plains[at + 1 : at + 6]
        ):
            return True
    return False


def _denies(words: Sequence[Word]) -> bool:
    return any(word.plain in _NEGATIONS and _is_negation(word) for word in words)


_NEGATION_WORDS = [word_of(text) for text in lexicon.NEGATIONS.split()]


def _is_negation(word: Word) -> bool:
    return any(map(word.may_be, _NEGATION_WORDS))


def _is_done(words: Sequence[Word], context: Context) -> bool:
    """Done words, or an action with "đã" before it or "rồi" behind."""
    if context is Context.MENU:
        return False
    if _DONE_WORDS.any(words) or _INSIDE[Intent.DONE].any(words):
        return True
    plains = [word.plain for word in _core(tuple(words)) or words]
    acted = [at for at, plain in enumerate(plains) if plain in _ACTIONS]
    if not acted:
        return False
    tail = [word.plain for word in words if not _polite(word) or word.plain == "roi"][-1:]
    return tail == ["roi"] or "da" in [word.plain for word in words[: acted[-1]]]
