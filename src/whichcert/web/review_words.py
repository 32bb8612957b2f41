"""What pages and terminal say of grades and of when a question comes back."""

from datetime import timedelta

from whichcert.memory.schedule import Grade
from whichcert.web import formats

GRADES = {
    Grade.AGAIN: ("Again", "I did not know it"),
    Grade.HARD: ("Hard", "I knew it with effort or luck"),
    Grade.GOOD: ("Good", "I knew it"),
    Grade.EASY: ("Easy", "I knew it at once"),
}


def comes_back(after: timedelta) -> str:
    """Say when a question comes back.

    >>> [comes_back(timedelta(days=days)) for days in (1, 4, 30, 100, 800)]
    ['tomorrow', 'in 4 days', 'in 4 weeks', 'in 3 months', 'in 2 years']
    """
    days = max(1, round(after / timedelta(days=1)))
    if days == 1:
        return "tomorrow"
    for unit, length, most in (("day", 1, 14), ("week", 7, 60), ("month", 30.4, 550)):
        if days < most:
            return f"in {formats.counted(round(days / length), unit)}"
    return f"in {formats.counted(round(days / 365), 'year')}"
