"""How numbers, dates and lists are written on a page."""

from collections.abc import Iterable
from datetime import date, datetime

from whichcert.interval import Interval

NO_BREAK = "\u00a0"


def plain_date(day: date | datetime | str | None) -> str:
    """Write a date the way every reader takes alike: 3 Nov 2026; text passes unchanged.

    >>> plain_date(date(2026, 11, 3)).replace(NO_BREAK, " ")
    '3 Nov 2026'
    """
    if day is None or isinstance(day, str):
        return day or ""
    return f"{day.day}{NO_BREAK}{day:%b}{NO_BREAK}{day.year}"


def number(value: float) -> str:
    """Write a number with thousands separated and no needless decimals.

    >>> number(1063300), number(12.0), number(0.25)
    ('1,063,300', '12', '0.25')
    """
    if float(value).is_integer():
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def percent(share: float, decimals: int | None = None) -> str:
    """Write a share of one as a percentage; below 10 % with one decimal.

    >>> percent(0.294).replace(NO_BREAK, " "), percent(0.0312).replace(NO_BREAK, " ")
    ('29 %', '3.1 %')
    """
    shown = share * 100
    if decimals is None:
        decimals = 0 if round(shown, 1) >= 10 or shown == 0 else 1
    return f"{shown:.{decimals}f}{NO_BREAK}%"


def share_words(share: float) -> str:
    """Write an expected share; what is not quite all or nothing is said so.

    >>> [share_words(one).replace(NO_BREAK, " ") for one in (0.62, 0.9996, 0.0004)]
    ['62 %', 'more than 99 %', 'less than 1 %']
    """
    return f"{out_of_hundred(share).replace('fewer', 'less')}{NO_BREAK}%"


def out_of_hundred(share: float) -> str:
    """Say a share as a count of a hundred; what is not quite all or nothing is said so.

    >>> out_of_hundred(0.62), out_of_hundred(0.9996), out_of_hundred(0.0004), out_of_hundred(1)
    ('62', 'more than 99', 'fewer than 1', '100')
    """
    # one decimal of doubt at the ends would be no news to anybody
    if 0.995 <= share < 1:
        return "more than 99"
    return "fewer than 1" if 0 < share < 0.005 else f"{share * 100:.0f}"


def range_words(interval: Interval) -> str:
    """Say where a chance lies, in whole numbers of a hundred."""
    return f"{interval.level * 100:.0f}{NO_BREAK}% range {range_numbers(interval)}"


def range_numbers(interval: Interval) -> str:
    """Write a range in whole numbers of a hundred; nothing that is estimated is as sure as 0 to 0.

    >>> ranges = Interval(0.217, 0.984), Interval(0.998, 1.0), Interval(0.0, 0.0)
    >>> [range_numbers(one).replace(NO_BREAK, " ") for one in ranges]
    ['22 to 98', '99 to 100', '0 to 1']
    """
    low, high = min(round(interval.low * 100), 99), max(round(interval.high * 100), 1)
    return f"{low}{NO_BREAK}to{NO_BREAK}{high}"


def measured(value: float, unit: str | None) -> str:
    """Write a fact's number with its unit.

    >>> [measured(*pair).replace(NO_BREAK, " ") for pair in [(200, "USD"), (85, "percent"), (60, "minutes")]]
    ['$200', '85 %', '60 minutes']
    """
    if unit == "USD":
        return f"${number(value)}"
    sign = "%" if unit == "percent" else unit
    return f"{number(value)}{NO_BREAK}{sign}" if sign else number(value)


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun.

    >>> counted(1, "source"), counted(1200, "source"), counted(2, "country", "countries")
    ('1 source', '1,200 sources', '2 countries')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Join words as a sentence does.

    >>> listed(["PSM I"]), listed(["PSM I", "PSPO I"]), listed(["a", "b", "c"], "or")
    ('PSM I', 'PSM I and PSPO I', 'a, b or c')
    """
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return f"{', '.join(found[:-1])} {last} {found[-1]}"
