"""How numbers, dates and lists are written on a page."""

from collections.abc import Iterable
from datetime import date, datetime

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
