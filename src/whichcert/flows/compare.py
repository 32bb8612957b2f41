"""Compare certifications side by side, each in equal detail."""

from collections import Counter
from collections.abc import Mapping, Sequence

from whichcert.catalogue import FIELDS, GROUP_LABELS, Catalogue, Certification, Fact, Field, Group, Source
from whichcert.errors import InputRefused, Problem, UnknownName
from whichcert.flows.comparison import Cell, Comparison, Overlap, Row, Section
from whichcert.flows.show import Record, fact_record
from whichcert.scrum import FocusArea

FEWEST, MOST = 2, 4
"""Five columns no longer fit a page that a person can read."""


def compare(ids: Sequence[str], catalogue: Catalogue) -> Comparison:
    """Compare two to four certifications.

    Raises InputRefused for too few, too many or the same one twice, and UnknownName, with the
    nearest ids, for one that the catalogue lacks.
    """
    _refuse_wrong_numbers(ids, catalogue)
    certifications = tuple(catalogue.get(one) for one in ids)
    cited = {key for certification in certifications for key in certification.sources}
    return Comparison(
        certifications=certifications,
        sections=tuple(_section(group, certifications) for group in Group),
        overlap=_overlap(certifications),
        sources={key: source for key, source in catalogue.sources.items() if key in cited},
    )


def _refuse_wrong_numbers(ids: Sequence[str], catalogue: Catalogue) -> None:
    known = f"choose from {', '.join(catalogue.certifications)}"
    if not FEWEST <= len(ids) <= MOST:
        found = f"{len(ids)} certifications to compare; give {FEWEST} to {MOST}, {known}"
        raise InputRefused([Problem("ids", found)])
    for one in ids:
        if one not in catalogue.certifications:
            raise UnknownName("certification", one, list(catalogue.certifications))
    twice = [one for one, times in Counter(ids).items() if times > 1]
    if twice:
        raise InputRefused(
            [Problem("ids", f"{one!r} is named twice; name another, {known}") for one in twice]
        )


def _section(group: Group, certifications: tuple[Certification, ...]) -> Section:
    """A row stays although all its cells are unknown, unless the fact does not apply to most anyway."""
    fields = [
        field
        for field in FIELDS
        if field.group is group and (field.full or any(field.key in one.facts for one in certifications))
    ]
    return Section(group, GROUP_LABELS[group], tuple(_row(field, certifications) for field in fields))


def _row(field: Field, certifications: tuple[Certification, ...]) -> Row:
    facts = [certification.facts.get(field.key) for certification in certifications]
    known = {_comparable(fact) for fact in facts if fact and fact.is_known}
    return Row(
        field,
        tuple(
            Cell(
                certification_id=certification.id,
                fact=fact,
                unknown=_why_unknown(certification, fact),
                differs=bool(fact and fact.is_known and known - {_comparable(fact)}),
            )
            for certification, fact in zip(certifications, facts, strict=True)
        ),
    )


def _comparable(fact: Fact) -> object:
    """Lists differ by what they hold, not by its order."""
    return frozenset(fact.value) if isinstance(fact.value, tuple) else fact.value


def _why_unknown(certification: Certification, fact: Fact | None) -> str | None:
    if fact is None:
        return f"The catalogue does not hold this for {certification.short_name}."
    return fact.unknown if not fact.is_known else None


def _overlap(certifications: tuple[Certification, ...]) -> Overlap:
    areas = {
        one.id: [FocusArea(entry) for entry in one.entries("focus_areas")]
        for one in certifications
        if one.entries("focus_areas")
    }
    holders = {area: tuple(one for one in areas if area in areas[one]) for area in FocusArea}
    everybody = len(areas) if len(areas) > 1 else None
    return Overlap(
        shared=tuple(area for area, ids in holders.items() if len(ids) == everybody),
        partly={area: ids for area, ids in holders.items() if len(ids) > 1 and len(ids) != everybody},
        own={one: tuple(area for area, ids in holders.items() if ids == (one,)) for one in areas},
        counts={one: len(entries) for one, entries in areas.items()},
        unknown={
            one.id: _why_unknown(one, one.facts.get("focus_areas")) or ""
            for one in certifications
            if one.id not in areas
        },
    )


def as_json(comparison: Comparison) -> Record:
    """Return a comparison ready for JSON."""
    overlap = comparison.overlap
    return {
        "certifications": [
            {
                "id": one.id,
                "name": one.name,
                "short_name": one.short_name,
                "issuer": one.issuer,
                "role": one.role.value,
                "level": one.level,
                "detail": one.detail.value,
                "summary": one.summary,
                "requires": list(one.requires),
                "recommended_before": list(one.recommended_before),
            }
            for one in comparison.certifications
        ],
        "sections": [
            {
                "group": section.group.value,
                "label": section.label,
                "rows": [_row_record(row, comparison.sources) for row in section.rows],
            }
            for section in comparison.sections
        ],
        "focus_areas": {
            "shared": [area.value for area in overlap.shared],
            "partly": {area.value: list(ids) for area, ids in overlap.partly.items()},
            "own": {one: [area.value for area in areas] for one, areas in overlap.own.items()},
            "counts": dict(overlap.counts),
            "unknown": dict(overlap.unknown),
            "is_comparable": overlap.is_comparable,
        },
    }


def _row_record(row: Row, sources: Mapping[str, Source]) -> Record:
    return {
        "key": row.field.key,
        "label": row.field.label,
        "unit": row.field.unit,
        "differs": row.differs,
        "is_complete": row.is_complete,
        "cells": [
            {
                "certification": cell.certification_id,
                "differs": cell.differs,
                "unknown": cell.unknown,
                "fact": fact_record(row.field.key, cell.fact, sources) if cell.fact else None,
            }
            for cell in row.cells
        ],
    }
