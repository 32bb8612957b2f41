"""Certifications side by side, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

from whichcert.catalogue import Certification, Fact, Field, Group, Source
from whichcert.scrum import FocusArea


@dataclass(frozen=True, slots=True)
class Cell:
    """What one certification has in one row."""

    certification_id: str
    fact: Fact | None
    """None when the catalogue has no record, not even of a search."""
    unknown: str | None
    """Why there is no value; None when there is one."""
    differs: bool
    """Another certification in this row has a known value that is not this one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact of every certification, in the order of the comparison's certifications."""

    field: Field
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        return any(cell.differs for cell in self.cells)

    @property
    def is_complete(self) -> bool:
        return all(cell.unknown is None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Section:
    group: Group
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Which focus areas the certifications share; ``unknown`` ones take no part."""

    shared: tuple[FocusArea, ...]
    """Areas that all certifications with published areas have; empty when only one has published them."""
    partly: Mapping[FocusArea, tuple[str, ...]]
    """Areas that two or more have but not all, with the ids of those that have them."""
    own: Mapping[str, tuple[FocusArea, ...]]
    """By id, the areas that no other has."""
    counts: Mapping[str, int]
    """By id, how many areas it has at all."""
    unknown: Mapping[str, str]
    """By id, why the areas are not known."""

    @property
    def is_comparable(self) -> bool:
        return len(self.counts) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Certifications side by side: the same sections and rows for each, in a fixed order."""

    certifications: tuple[Certification, ...]
    sections: tuple[Section, ...]
    overlap: Overlap
    sources: Mapping[str, Source]
    """The sources that the cells cite, by key."""

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for section in self.sections for row in section.rows)
