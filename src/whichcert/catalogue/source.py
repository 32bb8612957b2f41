"""Where a fact comes from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SourceKind(StrEnum):
    ISSUER = "issuer"
    TRAINER = "trainer"
    THIRD_PARTY = "third-party"
    GUIDE = "guide"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Source:
    """A page or document, and the day on which we saw it."""

    key: str
    title: str
    url: str
    kind: SourceKind
    seen: date
    published: str | None = None
    """A date in ISO form, or the source's own words such as "spring 2024"."""
    licence: str | None = None
    note: str | None = None
    line: int | None = None
