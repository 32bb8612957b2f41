"""The reasons of a result: what carried it, what speaks against it, each with its bar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whichcert.decide.alternatives import FirstStep
from whichcert.flows.recommendation import Reason, Recommendation

MOST_SHOWN = 3
LEAST_POINTS = 0.05
"""A reason below a twentieth of a point is no reason to a reader."""
COUNTED = frozenset({"certificate-demand", "role-demand"})
"""Criteria whose words are counts of ours and not what the person said."""
BAR_UNITS = 100


@dataclass(frozen=True, slots=True)
class ShownReason:
    """One reason; length: of its bar, 0 to 100, longest reason 100. points: on a scale from 0 to 100."""

    text: str
    label: str
    said: tuple[str, ...]
    said_by: str
    points: str
    length: float
    pole: FirstStep
    basis: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """The strongest reasons for and against, and how they sum."""

    carried: tuple[ShownReason, ...]
    against: tuple[ShownReason, ...]
    gap: str
    is_ahead: bool
    """On average over the readings; a first step can win more readings and still lose on average."""
    rest: int
    """Reasons too small to be shown."""


def reasons_of(answer: Recommendation) -> Reasons:
    """Return the three strongest reasons for the answer and the three strongest against it."""
    telling = [reason for reason in answer.reasons if abs(reason.contribution) * 100 >= LEAST_POINTS]
    longest = max((abs(reason.contribution) for reason in telling), default=1.0)
    carried = _shown((reason for reason in telling if reason.contribution > 0), longest)
    against = _shown((reason for reason in telling if reason.contribution < 0), longest)
    rest = len(answer.reasons) - len(carried) - len(against)
    return Reasons(carried, against, f"{abs(answer.gap) * 100:.1f}", answer.gap >= 0, rest)


def _shown(reasons: Iterable[Reason], longest: float) -> tuple[ShownReason, ...]:
    strongest: Sequence[Reason] = sorted(reasons, key=lambda reason: -abs(reason.contribution))[:MOST_SHOWN]
    return tuple(_reason(reason, longest) for reason in strongest)


def _reason(reason: Reason, longest: float) -> ShownReason:
    return ShownReason(
        text=reason.text,
        label=reason.label,
        said=reason.said,
        said_by="We counted" if reason.criterion in COUNTED else "You told us",
        points=f"{abs(reason.contribution) * 100:.1f}",
        length=round(abs(reason.contribution) / longest * BAR_UNITS, 1),
        pole=reason.speaks_for,
        basis=reason.basis,
    )
