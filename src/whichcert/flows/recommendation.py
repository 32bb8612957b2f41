"""The answer for one person, as a value, with everything that explains it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from whichcert.decide.alternatives import FirstStep
from whichcert.decide.measured import MeasuredChance
from whichcert.decide.profile import Profile
from whichcert.flows.market_here import MarketHere, Share
from whichcert.interval import Interval


class Verdict(StrEnum):
    CLEAR = "clear"
    BOTH = "both"
    TOO_CLOSE = "too-close"


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion's part in "this first step rather than the runner-up".

    contribution: E[w (v − v′)], in value units; all reasons sum to the gap.
    said: the person's own words that fed it. speaks_for: the first step it favours.
    """

    criterion: str
    label: str
    text: str
    said: tuple[str, ...]
    contribution: float
    speaks_for: FirstStep
    basis: str


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest single change of one kind that turns the answer.

    field: the profile's field, or ``market``. before, after: its values. size:
    how big the change is (1 = one step on an answer). profile: the profile
    after it; None when the market changes and not the person.
    """

    field: str
    before: str
    after: str
    text: str
    size: float
    first_step: FirstStep
    acceptability: Mapping[FirstStep, float]
    profile: Profile | None


@dataclass(frozen=True, slots=True)
class Question:
    """An unanswered question, and how much its answer would tell about the first step (nats)."""

    field: str
    id: str
    text: str
    information: float


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about the input that makes the answer weaker than it looks."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a number comes from: ``data`` with n and interval, or ``prior`` with who set it."""

    quantity: str
    kind: str
    text: str
    value: float | None = None
    interval: Interval | None = None
    n: int | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excluded:
    """An alternative that does not take part, with its reason."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Leaning:
    """The two poles of work: mean and standard deviation in standard normal units, and P(θ_P > θ_S)."""

    scrum_master: float
    scrum_master_sd: float
    product_owner: float
    product_owner_sd: float
    prefers_product: float
    likes_both: float
    answered: int


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The answer: what to do first, how sure, why, and what would change it.

    certification: catalogue id of the first certification, None for "neither
    yet" without another suggestion. sequence: catalogue ids in the order to
    take. acceptability_error: Monte Carlo standard error of a share of ½.
    regret: expected value of perfect information, value units.
    """

    profile: Profile
    first_step: FirstStep
    runner_up: FirstStep
    verdict: Verdict
    certification: str | None
    sequence: tuple[str, ...]
    sequence_reason: str | None
    first_steps: Mapping[FirstStep, float]
    alternatives: Mapping[str, float]
    acceptability_error: float
    regret: float
    gap: float
    compared: tuple[str, str] | None
    reasons: tuple[Reason, ...]
    what_would_change_it: tuple[Change, ...]
    deciding_question: Question | None
    flags: tuple[Flag, ...]
    excluded: tuple[Excluded, ...]
    leaning: Leaning
    readiness: Mapping[str, tuple[float, Interval]]
    market: MarketHere
    basis: tuple[Basis, ...]
    measured: Mapping[str, MeasuredChance] = field(default_factory=dict)
    """The chances in ``readiness`` that come from own answers and not from the prior."""

    @property
    def probability(self) -> float:
        """The headline: how probable it is that the first step is the best one."""
        return self.first_steps[self.first_step]


def as_json(recommendation: Recommendation) -> dict[str, Any]:
    """Return the recommendation as plain values; the keys are fixed in docs/profile.md."""
    r = recommendation
    return {
        "first_step": r.first_step.value,
        "verdict": r.verdict.value,
        "acceptability": {
            "first_step": {step.value: _rounded(p) for step, p in r.first_steps.items()},
            "alternatives": {name: _rounded(p) for name, p in r.alternatives.items()},
            "standard_error": _rounded(r.acceptability_error),
        },
        "runner_up": r.runner_up.value,
        "certification": r.certification,
        "sequence": list(r.sequence),
        "sequence_reason": r.sequence_reason,
        "expected_regret": _rounded(r.regret),
        "compared": list(r.compared) if r.compared else None,
        "gap": r.gap,
        "reasons": [_reason(reason) for reason in r.reasons],
        "what_would_change_it": [_change(change) for change in r.what_would_change_it],
        "deciding_question": _question(r.deciding_question),
        "flags": [{"id": flag.id, "text": flag.text} for flag in r.flags],
        "excluded": [{"id": each.id, "reason": each.reason} for each in r.excluded],
        "orientation": {
            "scrum_master": {
                "mean": _rounded(r.leaning.scrum_master),
                "sd": _rounded(r.leaning.scrum_master_sd),
            },
            "product_owner": {
                "mean": _rounded(r.leaning.product_owner),
                "sd": _rounded(r.leaning.product_owner_sd),
            },
            "prefers_product_work": _rounded(r.leaning.prefers_product),
            "likes_both": _rounded(r.leaning.likes_both),
            "answered": r.leaning.answered,
        },
        "readiness": {
            name: {
                "probability": _rounded(p),
                "low": _rounded(i.low),
                "high": _rounded(i.high),
                "basis": "data" if name in r.measured else "prior",
            }
            for name, (p, i) in r.readiness.items()
        },
        "market": _market(r.market),
        "basis": [_basis(basis) for basis in r.basis],
    }


def _rounded(value: float) -> float:
    # five digits: a tenth of the Monte Carlo error, and the same bytes on every machine
    return round(float(value), 5)


def _reason(reason: Reason) -> dict[str, Any]:
    return {
        "criterion": reason.criterion,
        "label": reason.label,
        "text": reason.text,
        "said": list(reason.said),
        "contribution": reason.contribution,
        "speaks_for": reason.speaks_for.value,
        "basis": reason.basis,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "field": change.field,
        "from": change.before,
        "to": change.after,
        "text": change.text,
        "first_step": change.first_step.value,
        "acceptability": {step.value: _rounded(p) for step, p in change.acceptability.items()},
    }


def _question(question: Question | None) -> dict[str, Any] | None:
    if question is None:
        return None
    information = _rounded(question.information)
    return {"field": question.field, "id": question.id, "text": question.text, "information": information}


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "quantity": basis.quantity,
        "kind": basis.kind,
        "text": basis.text,
        "value": None if basis.value is None else _rounded(basis.value),
        "interval": None
        if basis.interval is None
        else [_rounded(basis.interval.low), _rounded(basis.interval.high)],
        "n": basis.n,
        "sources": list(basis.sources),
    }


def _market(market: MarketHere) -> dict[str, Any]:
    def shares(of: Mapping[FirstStep, Share]) -> dict[str, Any]:
        return {
            path.value: {
                "hits": s.hits,
                "n": s.n,
                "low": _rounded(s.interval.low),
                "high": _rounded(s.interval.high),
            }
            for path, s in of.items()
        }

    return {
        "country": market.country,
        "role_share_here": shares(market.role_share_here),
        "role_share": shares(market.role_share),
        "certificate_named_here": shares(market.named_here),
        "certificate_named": shares(market.named),
        "any_scrum_certificate_named": shares(market.any_scrum),
    }
