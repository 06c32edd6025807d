"""Finds the lessons and the step that answer a question: shared words, rare ones and those of titles weigh more."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log

from bot.folding import Word, word_of
from bot.phrases import word_list
from bot.spelling import Spelling
from bot.syllable import is_syllable
from bot.teencode import standard_text
from lessons.lesson import Course, Lesson, Step

MOST = 3
# Where in a lesson a word stands says how much the lesson is about it.
_TITLE, _KEYWORD, _PROBLEM, _STEP_TITLE, _BODY = 3.0, 3.5, 1.5, 2.5, 0.6
_PAIR = 1.6  # two words side by side mean more than both alone: "tài" and "khoản" say little
_PART = 0.5  # and "khoản" alone less than a name such as "vneid"
_KEYWORD_PAIR = min(_TITLE, _KEYWORD)
_DULL_PAIR = 0.3  # "bằng lái", but "có sao" as well
_LOOSE_PAIR = 0.8  # less where one of them is in every question: "y tế cho"
_QUIZ = 0.5  # a quiz tells no way to do something
_ENOUGH = 3.0  # measured on the labelled set: chatter stays below, questions come above
_DULL_KEYWORD = 1.0  # what a keyword made of dull words alone is worth
_CLOSE = 0.4  # lessons below this share of the best score are not worth showing
_LONGEST_QUESTION = 60  # words

# Words that are in every question and tell nothing.
_STOPWORDS = """
    bác bà ông tôi mình cháu con em cô chú anh chị ơi dạ vâng ạ nhé nha à là thì mà và có không được bị của cho với
    ở trong này kia đó đấy thế nào gì sao đâu vậy như để đi ra lên xuống rồi chưa đã đang sẽ cũng còn một cái các
    những bằng từ đến khi nếu hay hoặc giúp hỏi xin nói biết muốn cần phải làm học bài dạy chỉ hướng dẫn cách bấm
    chạm nút chữ thấy hiện lại nữa mãi quá lắm nhiều tại vì do nên thôi chứ nó họ ai mấy bao nhiêu nhà ơn người ta việc
    lúc giờ bây xong mới vừa theo về vào thử tìm hiểu bước sau trước đây luôn hết cả ngay đúng sai tự trên dưới máy điện thoại
    nhỉ hả cứ vẫn rất hơn lo sợ tí chút dùng
"""


# They stand between words that belong together: "khóa cái máy".
_FILLERS = frozenset(word_of(filler).marked for filler in ("cái", "giùm", "hộ", "chiếc"))


@dataclass(frozen=True, slots=True)
class Hit:
    """Ids of lessons, best first, the best lesson's best step, and how sure the search is."""

    lessons: tuple[str, ...] = ()
    step: str | None = None
    score: float = 0.0
    keyword: bool = False  # a title or a keyword of the lesson stands in the question as it is
    trouble: bool = False  # one of the step's troubles is what the text tells of

    @property
    def found(self) -> bool:
        return bool(self.lessons)

    @property
    def strong(self) -> bool:
        return self.keyword or self.score >= 2 * _ENOUGH


NOTHING = Hit()


@dataclass(frozen=True, slots=True)
class _Places:
    """Where one spelling of a term stands, with its marks: all that costs time is worked out before."""

    marked: str
    lessons: tuple[tuple[int, float], ...]  # a lesson, and what the term is worth to it
    steps: tuple[tuple[tuple[int, int], float], ...]  # a lesson's step, and what it is worth there


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Everything that questions are compared with, of one course. Built once, never changed."""

    lessons: tuple[Lesson, ...]
    places: Mapping[str, tuple[_Places, ...]]  # plain word, or two with a space -> where
    rarity: Mapping[str, float]
    keywords: Mapping[
        tuple[str, ...], tuple[tuple[int, tuple[Word, ...]], ...]
    ]  # by the first two words
    spelling: Spelling


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """A course as a cache key. Lessons hold mappings and have no hash, so the ids are hashed;
    equality compares the lessons by value, which ends at once where they are the same objects.
    """

    course: Course

    def __hash__(self) -> int:
        return hash(tuple(lesson.id for lesson in self.course.lessons))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self.course.lessons == other.course.lessons


def search(words: Sequence[Word], course: Course, *, eager: bool = False) -> Hit:
    """What the course has about these words; `NOTHING` where all scores are low.

    `eager` when the words are known to be a question: then half a match is better than none.
    """
    index = _index(_Key(course))
    told = [word for word in words[:_LONGEST_QUESTION] if word.marked not in _FILLERS]
    asked = _corrected(told, index)
    scores, steps = _scores(asked, index)
    keyworded = _add_keywords(asked, index, scores)
    ranked = sorted(scores, key=lambda at: (-scores[at], at))
    if not ranked or scores[ranked[0]] < (_ENOUGH / 2 if eager else _ENOUGH):
        return NOTHING
    best = scores[ranked[0]]
    shown = tuple(index.lessons[at].id for at in ranked[:MOST] if scores[at] >= _CLOSE * best)
    step = _best_step(ranked[0], steps, index)
    return Hit(
        shown,
        step.id if step else None,
        best,
        ranked[0] in keyworded,
        _tells_of_trouble(asked, step),
    )


@lru_cache(maxsize=4)
def _index(key: _Key) -> SearchIndex:
    return build_index(key.course)


def build_index(course: Course) -> SearchIndex:
    weights: dict[str, dict[tuple[int, int, str], float]] = defaultdict(dict)
    keywords: dict[tuple[str, ...], list[tuple[int, tuple[Word, ...]]]] = defaultdict(list)
    for at, lesson in enumerate(course.lessons):
        for step, text, weight in _texts(lesson):
            for term, marked, worth in _terms(standard_text(text), weight):
                place = (at, step, marked)
                weights[term][place] = max(worth, weights[term].get(place, 0.0))
        for text in (lesson.title, lesson.code, *lesson.keywords):
            phrase = standard_text(text)
            if phrase:
                keywords[tuple([word.plain for word in phrase[:2]])].append((at, phrase))
    rarity = {term: _rarity(at, len(course.lessons)) for term, at in weights.items()}
    return SearchIndex(
        course.lessons,
        {term: _placed(at, rarity[term], course.lessons) for term, at in weights.items()},
        rarity,
        {first: tuple(phrases) for first, phrases in keywords.items()},
        Spelling((term for term in weights if " " not in term), shortest=4),
    )


def _placed(
    weights: Mapping[tuple[int, int, str], float], rarity: float, lessons: Sequence[Lesson]
) -> tuple[_Places, ...]:
    """A step's words tell it from the lesson's others the more, the fewer of them have the word."""
    having = Counter(lesson for lesson, step in {at[:2] for at in weights} if step >= 0)
    by_lesson: dict[str, dict[int, float]] = defaultdict(dict)
    by_step: dict[str, dict[tuple[int, int], float]] = defaultdict(dict)
    for (lesson, step, marked), weight in weights.items():
        best = by_lesson[marked]
        best[lesson] = max(weight * rarity, best.get(lesson, 0.0))
        if step >= 0:
            telling = _QUIZ if lessons[lesson].steps[step].is_quiz else 1.0
            by_step[marked][lesson, step] = weight * rarity * telling / having[lesson] ** 0.5
    return tuple(
        _Places(marked, tuple(worth.items()), tuple(by_step[marked].items()))
        for marked, worth in by_lesson.items()
    )


def _rarity(places: Mapping[tuple[int, int, str], float], lessons: int) -> float:
    """1 for a word of one lesson only, less the more lessons have it, however many lessons there are.

    A lesson that only mentions the word in passing counts for less than one that is called by it.
    """
    best: dict[int, float] = {}
    for (lesson, _, _), weight in places.items():
        best[lesson] = max(weight, best.get(lesson, 0.0))
    most = max(best.values())
    having = sum(weight / most for weight in best.values())
    return (1.0 + log(lessons / having)) / (1.0 + log(lessons))


def _texts(lesson: Lesson) -> Iterator[tuple[int, str, float]]:
    yield -1, lesson.title, _TITLE
    yield -1, lesson.code, _KEYWORD
    for keyword in lesson.keywords:
        yield -1, keyword, _KEYWORD
    if lesson.practice_of is not None:
        return  # its made-up scenes answer nobody's question: the lesson that it practises does
    yield -1, lesson.intro, _BODY
    yield -1, lesson.outcome, _BODY
    for at, step in enumerate(lesson.steps):
        yield from ((at, text, weight) for text, weight in _step_texts(step))


def _step_texts(step: Step) -> Iterator[tuple[str, float]]:
    yield step.title, _STEP_TITLE
    for line in step.lines:
        yield line.text, _BODY
    for trouble in step.troubles:
        yield trouble.problem, _PROBLEM


def _terms(words: Sequence[Word], weight: float) -> Iterator[tuple[str, str, float]]:
    """Single telling words, and every two that stand side by side if one of them tells something."""
    dull = word_list(_STOPWORDS)
    for word in words:
        if word.plain not in dull and (len(word.plain) > 1 or word.plain.isdigit()):
            part = len(words) > 1 and is_syllable(word.plain)
            yield word.plain, word.marked, weight * (_PART if part else 1.0)
    for one, two in pairwise(words):
        telling = (one.plain not in dull) + (two.plain not in dull)
        if telling or weight >= _KEYWORD_PAIR:  # "bằng lái" is made of dull words alone
            worth = weight * (_DULL_PAIR, _LOOSE_PAIR, _PAIR)[telling]
            yield f"{one.plain} {two.plain}", f"{one.marked} {two.marked}", worth


def _corrected(words: Sequence[Word], index: SearchIndex) -> list[Word]:
    out = []
    for word in words:
        near = sorted(index.spelling.near(word.plain)) if word.plain not in index.rarity else []
        out.append(Word(near[0], near[0]) if near else word)
    return out


def _scores(
    asked: Sequence[Word], index: SearchIndex
) -> tuple[dict[int, float], dict[tuple[int, int], float]]:
    lessons: dict[int, float] = defaultdict(float)
    steps: dict[tuple[int, int], float] = defaultdict(float)
    careful = _carefully_marked(asked)
    for term, marked, _ in dict.fromkeys(_terms(asked, _KEYWORD_PAIR)):
        best: dict[int, float] = {}
        for places in index.places.get(term, ()):
            if not _agree(term, marked, places.marked) or (careful and marked != places.marked):
                continue
            for lesson, worth in places.lessons:
                best[lesson] = max(worth, best.get(lesson, 0.0))
            for step, worth in places.steps:
                steps[step] += worth
        for lesson, worth in best.items():
            lessons[lesson] += worth
    return lessons, steps


def _carefully_marked(words: Sequence[Word]) -> bool:
    """In a text with its marks on, a word without any has none: "to" is big, not "tờ"."""
    return sum(word.is_marked for word in words) * 2 > len(words)


def _agree(term: str, typed: str, meant: str) -> bool:
    """Whether the marks that were typed are those of the lesson's words."""
    if typed in (term, meant):
        return True
    plains = term.split()
    pairs = zip(plains, typed.split(), meant.split(), strict=True)
    return all(Word(plain, mine).may_be(Word(plain, theirs)) for plain, mine, theirs in pairs)


def _add_keywords(asked: Sequence[Word], index: SearchIndex, scores: dict[int, float]) -> set[int]:
    """A keyword that stands in the question as it is counts once more, by its length."""
    found: dict[int, float] = {}
    for start in range(len(asked)):
        pair = tuple([one.plain for one in asked[start : start + 2]])
        for lesson, phrase in (*index.keywords.get(pair[:1], ()), *index.keywords.get(pair, ())):
            typed = asked[start : start + len(phrase)]
            if len(typed) == len(phrase) and all(map(Word.may_be, typed, phrase)):
                worth = max(sum(index.rarity.get(w.plain, 0.0) for w in phrase), _DULL_KEYWORD)
                found[lesson] = max(worth, found.get(lesson, 0.0))
    for lesson, worth in found.items():
        scores[lesson] = scores.get(lesson, 0.0) + 1.5 * worth
    return set(found)


def _best_step(
    lesson: int, steps: Mapping[tuple[int, int], float], index: SearchIndex
) -> Step | None:
    mine = {step: score for (at, step), score in steps.items() if at == lesson}
    if not mine:
        return None
    best = max(mine, key=lambda step: (mine[step], -step))
    return index.lessons[lesson].steps[best]


def _tells_of_trouble(asked: Sequence[Word], step: Step | None) -> bool:
    """Whether all that tells something in one of the step's problems stands in the text."""
    typed = {word.plain for word in asked}
    problems = (standard_text(trouble.problem) for trouble in (step.troubles if step else ()))
    told = ({term for term, _, _ in _terms(words, 1.0) if " " not in term} for words in problems)
    return any(len(terms) > 1 and terms <= typed for terms in told)
