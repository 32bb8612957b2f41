"""How a mock ended, in the words and numbers of its page."""

from collections.abc import Callable
from dataclasses import dataclass

from whichcert.flows.practise import Feedback
from whichcert.flows.sit_assessment import ItemResult, MockResult, TimeAllowed, minutes_for
from whichcert.flows.sitting import State
from whichcert.interop.jsonld import area_name
from whichcert.interval import wilson
from whichcert.library import Library
from whichcert.web import formats

SHOWN: dict[str, tuple[str, Callable[[ItemResult], bool]]] = {
    "all": ("All", lambda one: True),
    "wrong": ("Not right", lambda one: not one.feedback.is_right),
    "open": ("Not answered", lambda one: not one.was_answered),
    "bookmarked": ("Bookmarked", lambda one: one.was_bookmarked),
    "changed": ("Changed", lambda one: one.changes > 0),
}
"""Which questions the page lists, by the word in its address."""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """One question on the result page."""

    number: int
    verdict: str
    is_right: bool
    notes: str
    told: Feedback


@dataclass(frozen=True, slots=True)
class MockReport:
    """What the result page says."""

    heading: str
    score: str
    score_basis: str
    areas: tuple[tuple[str, int, int, str], ...]
    """Name, asked, right, percent; the lowest first."""
    partial: str
    """Empty where no question has several right answers."""
    partial_basis: str
    pace: str
    notes: tuple[str, ...]
    filters: tuple[tuple[str, str, int], ...]
    items: tuple[ShownItem, ...]


NO_SCORE = MockReport(
    heading="No score: its questions are gone",
    score="None of its questions is in this version of whichcert any more.",
    score_basis="Your answers are kept, and count again when the questions are back",
    areas=(),
    partial="",
    partial_basis="",
    pace="",
    notes=(),
    filters=(),
    items=(),
)


def mock_report(state: State, result: MockResult, library: Library, *, show: str) -> MockReport:
    """Return the page's words. show: a key of ``SHOWN``."""
    if not result.asked:
        return NO_SCORE
    chosen = SHOWN[show][1]
    mark = f"{formats.number(result.pass_percent)}{formats.NO_BREAK}%"
    reached = "You reached the mark" if result.reached_the_mark else "Below the mark"
    return MockReport(
        heading=f"{score_words(result.percent)}: {reached[:1].lower()}{reached[1:]} of {mark}",
        score=f"{result.right} of {result.asked} right; the mark of {mark} needs {result.cut}.",
        score_basis=_basis(result),
        areas=_areas(result),
        partial=score_words(result.partial_percent) if _several(result) else "",
        partial_basis=_partial_basis(result),
        pace=_pace(result, library),
        notes=tuple(_notes(state, result)),
        filters=tuple(
            (name, label, sum(map(wanted, result.items))) for name, (label, wanted) in SHOWN.items()
        ),
        items=tuple(_item(one) for one in result.items if chosen(one)),
    )


def score_words(value: float) -> str:
    """Write a score so that one just below the mark does not look as if it reached it."""
    return formats.percent(int(value * 10 + 1e-9) / 1000, 0 if float(value).is_integer() else 1)


def _basis(result: MockResult) -> str:
    interval = wilson(result.right, result.asked)
    span = f"{interval.low * 100:.0f} to {interval.high * 100:.0f}{formats.NO_BREAK}%"
    return (
        f"From {result.asked} questions: over many such questions you would get {span} right "
        f"(95{formats.NO_BREAK}% interval)"
    )


def _areas(result: MockResult) -> tuple[tuple[str, int, int, str], ...]:
    ordered = sorted(result.areas, key=lambda one: (one.share, one.area.value))
    return tuple(
        (area_name(one.area), one.asked, one.right, formats.percent(one.share, 0)) for one in ordered
    )


def _several(result: MockResult) -> int:
    return sum(len(one.feedback.item.keys) > 1 for one in result.items)


def _partial_basis(result: MockResult) -> str:
    points = formats.number(round(result.partial_points, 1))
    questions = formats.counted(_several(result), "question")
    return (
        f"That is {points} of {result.asked} points, if part of an answer to the {questions} with several "
        "right answers earned part of a point."
    )


def _pace(result: MockResult, library: Library) -> str:
    seconds = [one.seconds for one in result.items if one.seconds]
    if not seconds:
        return ""
    questions = formats.counted(len(seconds), "question")
    spent, mean = seconds_words(sum(seconds)), seconds_words(sum(seconds) / len(seconds))
    told = f"You spent {spent} on {questions}, {mean} on average."
    if result.sitting.assessments[0] not in library.blueprints:
        return told
    real = minutes_for(library, result.sitting.assessments[0], result.asked, TimeAllowed.STANDARD) or 0
    return f"{told} The real assessment leaves {seconds_words(real * 60 / result.asked)} for each."


def _notes(state: State, result: MockResult) -> list[str]:
    found = []
    if result.unanswered:
        found.append(
            f"{formats.counted(result.unanswered, 'question')} without an answer; each counts as wrong."
        )
    changed = sum(one.changes > 0 for one in result.items)
    if changed:
        found.append(f"You changed your answer to {formats.counted(changed, 'question')}.")
    if result.late:
        answers = formats.counted(result.late, "question")
        found.append(f"Answers to {answers} came after the end. They are kept, but not scored.")
    if state.finished is None:
        found.append("The clock ended this mock.")
    return found


def _item(one: ItemResult) -> ShownItem:
    told = one.feedback
    verdict = "Right" if told.is_right else ("Not right" if one.was_answered else "Not answered")
    notes = [seconds_words(one.seconds)] if one.seconds else []
    if one.changes:
        notes.append(f"changed {'once' if one.changes == 1 else f'{one.changes} times'}")
    if one.was_bookmarked:
        notes.append("bookmarked")
    if 0 < told.partial_credit < 1:
        notes.append(f"{formats.percent(told.partial_credit, 0)} in parts")
    return ShownItem(one.number, verdict, told.is_right, ", ".join(notes), told)


def seconds_words(seconds: float) -> str:
    """Write a time on a question.

    >>> [seconds_words(one).replace(formats.NO_BREAK, " ") for one in (0.3, 45.2, 60, 125)]
    ['1 s', '45 s', '1 min', '2 min 5 s']
    """
    minutes, rest = divmod(max(1, round(seconds)), 60)
    parts = [f"{minutes}{formats.NO_BREAK}min"] if minutes else []
    if rest or not minutes:
        parts.append(f"{rest}{formats.NO_BREAK}s")
    return " ".join(parts)
