"""What a person can do next: the alternatives, and why some are ruled out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum


class FirstStep(StrEnum):
    """The question that people ask, with its three answers."""

    PSM = "psm"
    PSPO = "pspo"
    NEITHER_YET = "neither-yet"


PATHS = (FirstStep.PSM, FirstStep.PSPO)
OTHER = {FirstStep.PSM: FirstStep.PSPO, FirstStep.PSPO: FirstStep.PSM}


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to go on: certifications in the order to take them; none for "neither yet"."""

    id: str
    first_step: FirstStep
    level: int
    sequence: tuple[str, ...]

    @property
    def is_both(self) -> bool:
        return len(self.sequence) > 1


def _single(path: FirstStep, level: int) -> Alternative:
    return Alternative(f"{path}-{level}", path, level, (f"{path}-{level}",))


def _both(first: FirstStep) -> Alternative:
    sequence = (f"{first}-1", f"{OTHER[first]}-1")
    return Alternative(" then ".join(sequence), first, 1, sequence)


NEITHER = Alternative("neither-yet", FirstStep.NEITHER_YET, 0, ())
ALL = (
    *(_single(path, level) for level in (1, 2, 3) for path in PATHS),
    *(_both(path) for path in PATHS),
    NEITHER,
)


@dataclass(frozen=True, slots=True)
class RuledOut:
    """An alternative that does not take part, and why."""

    alternative: Alternative
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides which levels are open.

    holds: catalogue ids. practised: years of practice per path, None when not
    known. wants_depth: the person's goals ask for a level above I.
    """

    holds: Collection[str]
    years: float | None
    practises: Collection[FirstStep]
    wants_depth: bool


YEARS_FOR_LEVEL = {2: 1.0, 3: 4.0}
"""Reported: level II from about 1 to 3 years of the job, level III from several (docs/methods.md)."""


def eligible(standing: Standing) -> tuple[Sequence[Alternative], Sequence[RuledOut]]:
    """Split the alternatives into those open to the person and those ruled out."""
    open_ones, ruled_out = [], []
    for alternative in ALL:
        reason = _against(alternative, standing)
        if reason is None:
            open_ones.append(alternative)
        else:
            ruled_out.append(RuledOut(alternative, reason))
    return open_ones, ruled_out


def _against(alternative: Alternative, standing: Standing) -> str | None:
    held = [name for name in alternative.sequence if _holds_at_least(name, standing.holds)]
    if held:
        return "you hold it, or a level above it" if not alternative.is_both else "you hold one of the two"
    if alternative.level >= 2:
        return _against_level(alternative, standing)
    return None


def _against_level(alternative: Alternative, standing: Standing) -> str | None:
    path, level = alternative.first_step, alternative.level
    if f"{path}-{level - 1}" in standing.holds:
        return None
    needed = YEARS_FOR_LEVEL[level]
    practised = path in standing.practises
    # Nobody has to hold level I first, so somebody who works in the job and aims high may skip it.
    if standing.wants_depth and practised and (standing.years is None or standing.years >= needed):
        return None
    if standing.wants_depth and level == 2 and (standing.years or 0) >= needed:
        return None
    wait = "a year" if needed == 1 else f"{needed:g} years"
    return f"it builds on level {'I' * (level - 1)} or on {wait} and more in the job"


def _holds_at_least(name: str, holds: Collection[str]) -> bool:
    path, _, level = name.rpartition("-")
    return any(f"{path}-{higher}" in holds for higher in range(int(level), 4))
