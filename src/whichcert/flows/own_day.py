"""Which day it is where the learner is.

``at``, now, comes in as an aware time in the learner's own zone; so the clock that is passed says when a day
of theirs begins. Times of answers are in UTC.
"""

from datetime import date, datetime, time


def day_of(when: datetime, at: datetime) -> date:
    """Return on which day of the learner a time lies.

    >>> from datetime import UTC, timedelta, timezone
    >>> tokyo = timezone(timedelta(hours=9))
    >>> day_of(datetime(2026, 3, 1, 16, tzinfo=UTC), datetime(2026, 3, 5, tzinfo=tokyo))
    datetime.date(2026, 3, 2)
    """
    return when.astimezone(at.tzinfo).date()


def morning_of(at: datetime) -> datetime:
    """Return when the learner's day began."""
    return datetime.combine(at.date(), time(0), at.tzinfo)
