"""The hours of a week laid over its days: which days are for study, how long, and where the mocks go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from whichcert.flows.day_work import mock_minutes

LIGHT_DAYS = 1
"""Days before the assessment with reviews only."""

SHORTEST_DAY = 15
"""Minutes below which a day is not worth starting: few hours go to fewer days."""

LONGEST_DAY = 120
"""Minutes of a day beyond which little stays; set by the authors."""

MOCK_EVERY_DAYS = 7
MOCKS_APART = 4
"""Days that lie at least between the last mock and the next: one that came early or late takes the
place of its neighbour."""

CHECK_MOCKS = 3
"""Mocks on unseen items that tell luck from knowledge."""
CHECKS_APART = 2
_CHECKED_WITHIN = 21
"""Days for which a mock counts towards them."""


@dataclass(frozen=True, slots=True)
class Pace:
    """When and how long a learner studies each week."""

    deadline: date
    weekdays: frozenset[int]
    """Those with study, 0 is Monday."""
    minutes_a_day: int

    @property
    def minutes_a_week(self) -> int:
        return self.minutes_a_day * len(self.weekdays)

    def is_study(self, day: date) -> bool:
        return day < self.deadline and day.weekday() in self.weekdays

    def is_full(self, day: date) -> bool:
        """Return whether a day has more than reviews."""
        return self.is_study(day) and (self.deadline - day).days > LIGHT_DAYS

    def minutes_on(self, day: date, mocks: Mapping[date, int]) -> int:
        """Return the minutes of a study day; what a mock takes beyond a day's, the week's others give.

        mocks: lengths by day, sat or planned. Weeks begin on Monday.
        """
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
        inside = [one for one in mocks if first <= one <= last]
        beyond = sum(max(0, mock_minutes(mocks[one]) - self._own(one)) for one in inside)
        if day in mocks:
            return max(self._own(day), mock_minutes(mocks[day]))
        others = len(self.weekdays) - sum(one.weekday() in self.weekdays for one in inside)
        return max(0, self._own(day) - ceil(beyond / max(1, others)))

    def _own(self, day: date) -> int:
        return self.minutes_a_day if day.weekday() in self.weekdays else 0


def pace(deadline: date, hours_a_week: float, days_off: frozenset[int]) -> Pace:
    """Return the pace of a goal: the same minutes on each study day, no day too short or too long.

    >>> pace(date(2027, 3, 1), 0.5, frozenset()).minutes_a_day, pace(date(2027, 3, 1), 20, frozenset({6}))
    (15, Pace(deadline=datetime.date(2027, 3, 1), weekdays=frozenset({0, 1, 2, 3, 4, 5}), minutes_a_day=120))
    """
    minutes = hours_a_week * 60
    last = (deadline - timedelta(days=LIGHT_DAYS + 1)).weekday()
    open_days = sorted((day for day in range(7) if day not in days_off), key=lambda day: (last - day) % 7)
    used = min(len(open_days), max(1, int(minutes / SHORTEST_DAY)))
    chosen = frozenset(open_days[place * len(open_days) // used] for place in range(used))
    return Pace(deadline, chosen, min(LONGEST_DAY, int(minutes / used)))


@dataclass(frozen=True, slots=True)
class MockWish:
    """What the mocks of a plan depend on."""

    lengths: tuple[int, ...]
    sat: Mapping[date, int]
    unmet: int
    is_check: bool
    """Whether mocks on unseen items come before all else."""
    not_on: date | None = None
    """The day of the diagnostic."""


@dataclass(frozen=True, slots=True)
class MockDays:
    """The mocks to come."""

    lengths: Mapping[date, int]
    """By day."""
    last_check: date | None = None
    """The last of those that tell luck from knowledge; None where none does."""


def mock_days(found: Pace, days: Sequence[date], wish: MockWish) -> MockDays:
    """Return the mocks to come; ``days``: from today on.

    One every seventh day, counted back from the last full day; it takes at most half of a week's minutes,
    so few hours get a shorter one, and the fewest one every second week. To tell luck from knowledge up to
    three come first, as soon as the hours allow, on items that were never met. No seven days hold mocks
    that last longer than a week's minutes.
    """
    full = [day for day in days if found.is_full(day)]
    if not full:
        return MockDays({})
    today = days[0]
    length, every = _usual(found, wish.lengths)
    sat = {day: items for day, items in wish.sat.items() if day < today}
    counted = sum((today - day).days < _CHECKED_WITHIN for day in sat)
    wanted = max(1, CHECK_MOCKS - counted) if wish.is_check else 0
    planned, unmet, last_check = dict[date, int](), wish.unmet, None
    for day in full:
        is_check = wanted > 0 and unmet >= wish.lengths[-1]
        is_its_day = (full[-1] - day).days % every == 0 and (day != wish.not_on or len(full) == 1)
        if not is_check and not is_its_day:
            continue
        held = {**sat, **planned}
        if day > today and today in wish.sat:
            held[today] = wish.sat[today]
        room = found.minutes_a_week - sum(
            mock_minutes(items) for one, items in held.items() if (day - one).days < MOCK_EVERY_DAYS
        )
        if is_check:
            fitting = [one for one in wish.lengths if mock_minutes(one) <= found.minutes_a_week]
            unseen = next((one for one in fitting if one <= unmet), wish.lengths[-1])
            if mock_minutes(unseen) <= room and all((day - one).days >= CHECKS_APART for one in held):
                planned[day], last_check = unseen, day
                wanted, unmet = wanted - 1, unmet - unseen
            continue
        is_apart = all((day - one).days >= MOCKS_APART for one in held)
        if is_apart and mock_minutes(length) <= room:
            planned[day] = length
    return MockDays(planned, last_check)


def _usual(found: Pace, lengths: Sequence[int]) -> tuple[int, int]:
    """Return the length of the weekly mock and after how many days it comes again."""
    for length in lengths:
        if 2 * mock_minutes(length) <= found.minutes_a_week:
            return length, MOCK_EVERY_DAYS
    return lengths[-1], 2 * MOCK_EVERY_DAYS
