"""Where a learner stands, as pages say it: a chance and focus areas, each with its basis."""

from collections.abc import Sequence
from dataclasses import dataclass

from whichcert.flows.history import Marked
from whichcert.flows.standing import AreaStanding, Standing
from whichcert.interop.jsonld import area_name
from whichcert.interval import Interval
from whichcert.web import charts, formats
from whichcert.web.charted import Charted
from whichcert.web.charts import Bar, Pole

AREA_LEVEL = 0.9
"""What ``AreaStanding`` gives its range for."""

PRIOR = (
    "How hard each question is was set by its author and is a prior, an assumption: no responses have "
    "measured it yet."
)

_LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class ShownChance:
    """The chance to pass, and what it rests on."""

    value: str
    basis: str


def shown_chance(now: Standing) -> ShownChance | None:
    """Return the chance to pass as it is written, None where none can be given."""
    chance = now.pass_chance()
    if chance is None or not now.first_answers:
        return None
    # rounding may make it all or nothing; a model never is that sure
    value = formats.out_of_hundred(min(max(chance.probability, _LEAST), 1 - _LEAST))
    basis = f"{formats.range_words(chance.interval)}; {basis_words(now)}"
    return ShownChance(f"{value} of 100", basis)


def basis_words(now: Standing) -> str:
    """Say what a standing rests on beside the prior."""
    answers = formats.counted(now.first_answers, "answer")
    return f"{answers} to questions new to you, {now.first_right} right"


def lost_words(lost: int) -> str:
    """Say how many answers belong to questions that are gone; nothing when there are none.

    >>> lost_words(1)
    '1 answer belongs to a question that this version of whichcert does not have; it counts nowhere.'
    """
    if not lost:
        return ""
    answers = formats.counted(lost, "answer")
    belong = "belongs to a question" if lost == 1 else "belong to questions"
    count = "it counts" if lost == 1 else "they count"
    return f"{answers} {belong} that this version of whichcert does not have; {count} nowhere."


def area_chart(now: Standing, name: str, pole: Pole) -> Charted:
    """Return the focus areas of an assessment as interval bars with their table."""
    areas = now.areas()
    finding = _finding(areas, name)
    bars = [
        Bar(
            area_name(one.area) + ("" if one.is_known else " ?"),
            one.share,
            Interval(one.low, one.high, AREA_LEVEL),
            formats.counted(one.answered, "answer"),
            pole,
        )
        for one in areas
    ]
    return Charted(
        finding=finding,
        drawing=charts.interval_bars(bars, finding=finding, decimals=0, top=1.0),
        source=f"Expected share right on questions you have not seen. A “?” marks an area that few answers "
        f"tell about: there our assumption says more than your answers do. {PRIOR}",
        caption=f"{name} by focus area",
        headers=("Focus area", "Share right", "90 % range", "Your answers", "Part of a form"),
        rows=tuple(_row(one) for one in areas),
    )


def areas_of(answers: Sequence[Marked]) -> tuple[tuple[str, str, str], ...]:
    """Return for each focus area how many were asked and how many of them right, the weakest first."""
    found: dict[str, list[bool]] = {}
    for one in answers:
        if one.item.focus_area is not None:
            found.setdefault(area_name(one.item.focus_area), []).append(one.is_right)
    weakest_first = sorted(found.items(), key=lambda pair: (sum(pair[1]) / len(pair[1]), pair[0]))
    return tuple((area, str(len(right)), str(sum(right))) for area, right in weakest_first)


def _row(one: AreaStanding) -> tuple[str, ...]:
    return (
        area_name(one.area),
        formats.share_words(one.share) + ("" if one.is_known else " ?"),
        f"{formats.range_numbers(Interval(one.low, one.high, AREA_LEVEL))}{formats.NO_BREAK}%",
        str(one.answered),
        formats.percent(one.weight, 0),
    )


def _finding(areas: Sequence[AreaStanding], name: str) -> str:
    known = sorted((one for one in areas if one.is_known), key=lambda one: one.share)
    if not known:
        return f"{name}: no focus area is known well yet"
    if len(known) == 1:
        return f"{name}: only {area_name(known[0].area)} is known yet"
    return f"{name}: strongest in {area_name(known[-1].area)}, weakest in {area_name(known[0].area)}"
