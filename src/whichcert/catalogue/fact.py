"""One fact about a certification, with the place it comes from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FactValue = str | int | float | bool | tuple[str, ...]

STALE_AFTER_DAYS = 400
"""A yearly look at each source, and five weeks of grace."""


class Confidence(StrEnum):
    """How good the source is: A the issuer, B a trainer or several that agree, C one third party."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class OtherValue:
    """A value that another source gives for the same fact."""

    value: FactValue
    source: str
    note: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with its source, or an honest hole: no value, and ``unknown`` says why."""

    value: FactValue | None
    unit: str | None
    source: str | None
    """A key of the catalogue's sources; only a hole may lack it."""
    checked: date
    confidence: Confidence | None
    """Only a hole may lack it."""
    note: str | None = None
    others: tuple[OtherValue, ...] = ()
    unknown: str | None = None
    line: int | None = None

    @property
    def is_known(self) -> bool:
        return self.value is not None

    @property
    def number(self) -> float | None:
        """The value as a number; None when it is unknown, a text, a list or a yes-or-no."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            return None
        return float(self.value)

    def days_since_check(self, today: date) -> int:
        return (today - self.checked).days

    def is_stale(self, today: date) -> bool:
        """Say whether the source should be looked at again."""
        return self.days_since_check(today) > STALE_AFTER_DAYS
