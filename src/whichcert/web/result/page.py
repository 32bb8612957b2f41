"""The whole result page as one value."""

import re
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup

from whichcert.catalogue import Certification
from whichcert.decide.alternatives import FirstStep
from whichcert.flows.dice import DRAWS, SEED
from whichcert.flows.recommendation import Basis, Leaning, Recommendation, Verdict
from whichcert.flows.wording import headline
from whichcert.library import Library
from whichcert.web import charts, formats
from whichcert.web.charts import Part, Pole, out_of_hundred
from whichcert.web.result.changes import ShownChange, changes_of, step_of
from whichcert.web.result.inputs import Inputs, inputs_of
from whichcert.web.result.market import MarketShown, market_shown
from whichcert.web.result.reasons import Reasons, reasons_of
from whichcert.web.result.ways import Row, Way, at_stake, rows_of, way_to
from whichcert.web.told import Told

POLES: dict[FirstStep, Pole] = {
    FirstStep.PSM: "scrum-master",
    FirstStep.PSPO: "product-owner",
    FirstStep.NEITHER_YET: "neither",
}
STEP_WORDS = {
    FirstStep.PSM: "start with PSM",
    FirstStep.PSPO: "start with PSPO",
    FirstStep.NEITHER_YET: "neither yet",
}


@dataclass(frozen=True, slots=True)
class Chance:
    """How many of 100 readings favour one first step; count: in words, since 99.8 is not all."""

    step: FirstStep
    words: str
    count: str
    pole: Pole


@dataclass(frozen=True, slots=True)
class DecidingQuestion:
    text: str
    step: str


@dataclass(frozen=True, slots=True)
class Working:
    """How the answer came about, in numbers."""

    draws: int
    seed: int
    leaning: str
    basis: tuple[tuple[str, ...], ...]
    priors: tuple[Basis, ...]
    excluded: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ResultPage:
    headline: str
    verdict: Verdict
    chances: tuple[Chance, ...]
    """The most probable first."""
    strip: Markup
    strip_finding: str
    wobble: int
    """By how many dots of 100 another seed may move the count (two Monte Carlo standard errors)."""
    sequence_reason: str | None
    flags: tuple[str, ...]
    reasons: Reasons
    ahead: str
    behind: str
    changes: tuple[ShownChange, ...]
    deciding: DecidingQuestion | None
    sides: tuple[Certification, ...]
    sides_title: str
    rows: tuple[Row, ...]
    market: MarketShown
    ways: tuple[Way, ...]
    next_certification: Certification | None
    inputs: Inputs
    working: Working


def result_page(answer: Recommendation, told: Told, library: Library) -> ResultPage:
    """Put the page together; every number in it comes from the recommendation or the catalogue."""
    catalogue = library.catalogue
    sides = at_stake(answer)
    chances = chances_of(answer)
    finding = f"{chances[0].count} of 100 readings say: {chances[0].words}"
    ahead, behind = answer.compared or ("", "")
    return ResultPage(
        headline=unbroken(headline(answer, catalogue).removesuffix(".")),
        verdict=answer.verdict,
        chances=chances,
        strip=charts.frequency_strip(
            [Part(_capitalised(each.words), answer.first_steps[each.step], each.pole) for each in chances],
            finding=finding,
        ),
        strip_finding=finding,
        wobble=ceil(200 * answer.acceptability_error),
        sequence_reason=answer.sequence_reason,
        flags=(*(flag.text for flag in answer.flags), *_lapsed(told)),
        reasons=reasons_of(answer),
        ahead=unbroken(alternative_name(ahead, library)),
        behind=unbroken(alternative_name(behind, library)),
        changes=changes_of(answer),
        deciding=_deciding(answer),
        sides=tuple(catalogue.get(name) for name in sides),
        sides_title=unbroken(formats.listed(catalogue.get(name).short_name for name in sides)),
        rows=rows_of(sides, catalogue),
        market=market_shown(answer.market, library),
        ways=tuple(way_to(name, answer, library) for name in sides),
        next_certification=catalogue.get(answer.certification) if answer.certification else None,
        inputs=inputs_of(told, library),
        working=_working(answer, library),
    )


def chances_of(answer: Recommendation) -> tuple[Chance, ...]:
    """Return the first steps as dots of 100, the answer first."""
    ordered = sorted(
        answer.first_steps, key=lambda step: (step is not answer.first_step, -answer.first_steps[step])
    )
    counts = out_of_hundred([answer.first_steps[step] for step in ordered])
    return tuple(
        Chance(step, STEP_WORDS[step], _counted(count, answer.first_steps[step]), POLES[step])
        for step, count in zip(ordered, counts, strict=True)
    )


def _counted(count: int, share: float) -> str:
    if count == charts.DOTS and share < 1:
        return f"more than {charts.DOTS - 1}"
    return "fewer than 1" if count == 0 and share > 0 else str(count)


def alternative_name(alternative: str, library: Library) -> str:
    """Write an alternative's id as people do.

    ``psm-1 then pspo-1`` becomes "PSM I, then PSPO I".
    """
    if alternative in ("", "neither-yet"):
        return "neither yet"
    return ", then ".join(library.catalogue.get(name).short_name for name in alternative.split(" then "))


def unbroken(text: str) -> str:
    """Keep a certification's level on the line of its name.

    >>> unbroken("PSM II, then PSPO I").count(formats.NO_BREAK)
    2
    """
    return re.sub(r" (I{1,3})\b", rf"{formats.NO_BREAK}\1", text)


def _lapsed(told: Told) -> list[str]:
    return [
        f"One of your answers no longer counts: {why}. You can change it below."
        for step, why in told.lapsed.items()
    ]


def _deciding(answer: Recommendation) -> DecidingQuestion | None:
    question = answer.deciding_question
    return None if question is None else DecidingQuestion(question.text, step_of(question.field, question.id))


def _working(answer: Recommendation, library: Library) -> Working:
    return Working(
        draws=DRAWS,
        seed=SEED,
        leaning=_leaning(answer.leaning),
        basis=tuple(_basis_row(basis, library) for basis in answer.basis if basis.kind == "data"),
        priors=tuple(basis for basis in answer.basis if basis.kind != "data"),
        excluded=tuple((alternative_name(each.id, library), each.reason) for each in answer.excluded),
    )


def _leaning(leaning: Leaning) -> str:
    if not leaning.answered:
        return (
            "You answered no questions about work. Without them, only what you said you like or do well "
            "says which kind suits you."
        )
    product, both = leaning.prefers_product * 100, leaning.likes_both * 100
    return (
        f"From {formats.counted(leaning.answered, 'answer')} about work: product work suits you more "
        f"in {product:.0f} of 100 readings, both kinds do in {both:.0f}."
    )


def _basis_row(basis: Basis, library: Library) -> tuple[str, ...]:
    """Return quantity, value, range and n, sources; counts come as shares, a fee as it is."""
    sources = "; ".join(_source_name(key, library) for key in basis.sources if key) or "none"
    quantity = _capitalised(basis.quantity)
    if basis.n is None:
        return quantity, formats.number(basis.value or 0.0), basis.text, sources
    if basis.value is None or basis.interval is None:
        return quantity, "not known", "no postings", sources
    low, high = formats.percent(basis.interval.low), formats.percent(basis.interval.high)
    level = "" if basis.interval.level == 0.95 else f" ({formats.percent(basis.interval.level)} range)"
    return quantity, formats.percent(basis.value), f"{low} to {high}{level}; n = {basis.n:,}", sources


def _source_name(key: str, library: Library) -> str:
    note = library.demand.sources.get(key)
    if note is not None:
        return note.name
    source = library.catalogue.sources.get(key)
    return key if source is None else source.title


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
