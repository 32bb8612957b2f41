"""The certifications at stake: which they are, side by side, and what each asks of a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from whichcert.catalogue import Catalogue, Certification, Family
from whichcert.flows.compare import compare
from whichcert.flows.recommendation import Recommendation
from whichcert.library import Library
from whichcert.web import formats
from whichcert.web.facts import ShownFact, picked, shown
from whichcert.web.views.prepare import hours_range

BOTH_SIDES = ("psm-1", "pspo-1")
ROWS = ("purpose", "audience", "questions", "pass_mark_percent", "validity")
COSTS = ("fee_usd",)
HOURS = ("prep_hours_low",)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the small comparison; a cell is a fact, or why there is none."""

    label: str
    cells: tuple[ShownFact | str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a family; standing: what the person has to do with it, in words."""

    certification: Certification
    standing: str


@dataclass(frozen=True, slots=True)
class Way:
    """What one certification asks: facts with their sources, the chance to pass, and the levels around it."""

    certification: Certification
    costs: tuple[ShownFact, ...]
    hours: str
    hours_basis: ShownFact | None
    chance: str
    chance_range: str
    own_answers: int
    """On which the chance rests; 0 where it is a prior."""
    levels: tuple[Level, ...]


def at_stake(answer: Recommendation) -> tuple[str, str]:
    """Return the two certifications that the answer is about, the favoured one first."""
    wanted = [*answer.sequence, *([answer.certification] if answer.certification else [])]
    wanted += [alternative.split()[0] for alternative in answer.compared or ()]
    wanted += BOTH_SIDES
    names = dict.fromkeys(name for name in wanted if name != "neither-yet")
    first, second, *_ = names
    return first, second


def rows_of(ids: Sequence[str], catalogue: Catalogue) -> tuple[Row, ...]:
    """Return the rows that a first look needs, in equal detail for each."""
    by_key = {row.field.key: row for row in compare(ids, catalogue).rows}
    return tuple(
        Row(
            by_key[key].field.label,
            tuple(
                shown(cell.fact, by_key[key].field, catalogue)
                if cell.fact
                else cell.unknown or "Not recorded."
                for cell in by_key[key].cells
            ),
        )
        for key in ROWS
        if key in by_key
    )


def way_to(name: str, answer: Recommendation, library: Library) -> Way:
    """Return what a pass of one certification takes."""
    one = library.catalogue.get(name)
    chance = answer.readiness.get(name)
    return Way(
        certification=one,
        costs=picked(one, COSTS, library.catalogue),
        hours=hours_range(one) or "",
        hours_basis=next(iter(picked(one, HOURS, library.catalogue)), None),
        chance=_percent(chance[0]) if chance else "",
        chance_range=f"{formats.range_numbers(chance[1])}{formats.NO_BREAK}%" if chance else "",
        own_answers=answer.measured[name].answers if name in answer.measured else 0,
        levels=_levels(one, answer, library.catalogue),
    )


def _percent(share: float) -> str:
    count = formats.out_of_hundred(share)
    return f"{count[:1].upper()}{count[1:]}{formats.NO_BREAK}%"


def _levels(one: Certification, answer: Recommendation, catalogue: Catalogue) -> tuple[Level, ...]:
    family = [
        other
        for other in catalogue.certifications.values()
        if other.family is one.family and other.level and one.family is not Family.OTHER
    ]
    return tuple(Level(other, _standing(other, one, answer)) for other in sorted(family, key=_level))


def _level(certification: Certification) -> int:
    return certification.level or 0


def _standing(other: Certification, one: Certification, answer: Recommendation) -> str:
    held = [
        int(name.rpartition("-")[2]) for name in answer.profile.holds if name.startswith(f"{one.family}-")
    ]
    if other.id in answer.profile.holds:
        return "you hold it"
    if any(level > _level(other) for level in held):
        return "below what you hold"
    if other.id == one.id:
        return "the next step" if one.id == answer.certification else "compared here"
    return ""
