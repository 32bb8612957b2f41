"""Facts as pages show them: the value in words, and beside it where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass

from whichcert.catalogue import FIELDS, GROUP_LABELS, Catalogue, Certification, Fact, Field, Group, Source
from whichcert.catalogue.fact import Confidence, FactValue
from whichcert.interop.jsonld import area_name
from whichcert.web import formats

CONFIDENCE_WORDS = {
    Confidence.A: "the issuer’s own page",
    Confidence.B: "an accredited trainer, or several sources that agree",
    Confidence.C: "one third party only, or no support",
}


@dataclass(frozen=True, slots=True)
class ShownOther:
    """What another source says."""

    lines: tuple[str, ...]
    source: Source | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact ready for a template; ``lines`` is empty when nobody knows, and ``unknown`` says why."""

    key: str
    label: str
    lines: tuple[str, ...]
    unknown: str | None
    note: str | None
    source: Source | None
    checked: str
    confidence: str | None
    others: tuple[ShownOther, ...]
    is_run_on: bool
    """Short words of a closed list, that read better as one line than as a list."""

    @property
    def more(self) -> str:
        """What stands behind the basis line, in words; empty when nothing does."""
        parts = ["note"] if self.note else []
        parts += [formats.counted(len(self.others), "other value")] if self.others else []
        said = formats.listed(parts)
        return said[:1].upper() + said[1:]


@dataclass(frozen=True, slots=True)
class FactGroup:
    key: str
    label: str
    facts: tuple[ShownFact, ...]


def shown(fact: Fact, field: Field, catalogue: Catalogue) -> ShownFact:
    return ShownFact(
        key=field.key,
        label=field.label,
        lines=value_lines(fact.value, field),
        unknown=fact.unknown,
        note=fact.note,
        source=catalogue.sources.get(fact.source) if fact.source else None,
        checked=formats.plain_date(fact.checked),
        confidence=fact.confidence.value if fact.confidence else None,
        others=tuple(
            ShownOther(value_lines(other.value, field), catalogue.sources.get(other.source), other.note)
            for other in fact.others
        ),
        is_run_on=field.choices is not None,
    )


def grouped(certification: Certification, catalogue: Catalogue) -> tuple[FactGroup, ...]:
    """Return all facts of a certification by group, in the fixed order; empty groups are left out."""
    return tuple(
        FactGroup(group.value, GROUP_LABELS[group], facts)
        for group in Group
        if (facts := _of_group(certification, group, catalogue))
    )


def picked(certification: Certification, keys: Iterable[str], catalogue: Catalogue) -> tuple[ShownFact, ...]:
    """Return the named facts that the certification has, in the order of the names."""
    fields = {field.key: field for field in FIELDS}
    return tuple(
        shown(certification.facts[key], fields[key], catalogue) for key in keys if key in certification.facts
    )


def value_lines(value: FactValue | None, field: Field) -> tuple[str, ...]:
    """Write a value in words: several lines for a list, none for a hole."""
    match value:
        case None:
            return ()
        case bool():
            return ("Yes" if value else "No",)
        case int() | float():
            return (formats.measured(value, field.unit),)
        case str():
            return (value,)
        case _:
            return tuple(area_name(entry) if field.choices else entry for entry in value)


def _of_group(certification: Certification, group: Group, catalogue: Catalogue) -> tuple[ShownFact, ...]:
    return picked(certification, (field.key for field in FIELDS if field.group is group), catalogue)
