"""Spaced repetition: the laws that the schedule must keep."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from whichcert.memory.schedule import Grade, Memory, Recall, memory_of, next_intervals, retrievability

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)

histories = st.lists(st.tuples(st.integers(1, 60), st.sampled_from(list(Grade))), min_size=1, max_size=6).map(
    lambda steps: tuple(_recalls(steps))
)


def _recalls(steps: list[tuple[int, Grade]]) -> list[Recall]:
    at, found = NOW, []
    for days, grade in steps:
        at += timedelta(days=days)
        found.append(Recall(at, grade))
    return found


def _after(*grades: Grade) -> Memory:
    found = memory_of(Recall(NOW + timedelta(days=place), grade) for place, grade in enumerate(grades))
    assert found is not None
    return found


def test_an_item_never_answered_has_no_memory() -> None:
    assert memory_of(()) is None


def test_first_intervals_are_those_of_the_default_parameters() -> None:
    # The initial stabilities of FSRS-6 are 0.212, 1.2931, 2.3065 and 8.2956 days.
    days = [interval.days for interval in next_intervals((), NOW).values()]
    assert days == [1, 1, 2, 8]


@given(histories)
def test_a_better_grade_never_brings_an_item_back_sooner(history: tuple[Recall, ...]) -> None:
    at = history[-1].at + timedelta(days=5)
    intervals = list(next_intervals(history, at).values())
    assert intervals == sorted(intervals)


@given(histories, st.integers(0, 400))
def test_what_is_not_reviewed_is_forgotten_bit_by_bit(history: tuple[Recall, ...], days: int) -> None:
    memory = memory_of(history)
    assert memory is not None
    sooner = retrievability(memory, memory.last + timedelta(days=days))
    later = retrievability(memory, memory.last + timedelta(days=days + 1))
    assert 0 < later <= sooner <= 1


def test_a_lapse_is_counted_and_shortens_what_follows() -> None:
    lapsed, kept = _after(Grade.GOOD, Grade.AGAIN), _after(Grade.GOOD, Grade.GOOD)
    assert (lapsed.lapses, kept.lapses) == (1, 0)
    assert lapsed.due < kept.due


def test_the_same_history_gives_the_same_date() -> None:
    assert _after(Grade.GOOD, Grade.HARD, Grade.EASY) == _after(Grade.GOOD, Grade.HARD, Grade.EASY)
