"""From a person's words to the numbers that the value functions use."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import exp

from whichcert.decide.alternatives import OTHER, PATHS, FirstStep
from whichcert.decide.measured import MeasuredChance
from whichcert.decide.profile import Profile
from whichcert.decide.vocabulary import Vocabulary, Word

PATH_OF = {"scrum-master": FirstStep.PSM, "product-owner": FirstStep.PSPO}
TARGET_ROLE_PULL = {"same": 1.0, "other": 0.2, "neither": 0.3}
"""A wanted role is the strongest goal there is."""
UNKNOWN_PULL = {FirstStep.PSM: 0.5, FirstStep.PSPO: 0.5, FirstStep.NEITHER_YET: 0.25}
UNKNOWN_USE = {FirstStep.PSM: 0.5, FirstStep.PSPO: 0.5}
YEARS_TO_KNOW = 3.0
"""After this many years of Scrum at work, about two thirds of the framework is known."""


@dataclass(frozen=True, slots=True)
class Known:
    """Shares (0 to 1) of what the assessments cover that the person knows already."""

    framework: float
    people: float
    product: float

    def of(self, path: FirstStep) -> float:
        """Return the share known of the path's own part."""
        return self.people if path is FirstStep.PSM else self.product


@dataclass(frozen=True, slots=True)
class Situation:
    """What a profile says, in numbers.

    pull: how well each first step serves the goals, 0 to 1. depth: how much
    the goals ask for a level above I. use: how much of each path the present
    job uses. years: of Scrum, None when unknown. practises: paths that the
    present or a former job practises. weeks: to the deadline, None without.
    measured: chances to pass from the person's own answers, by certification id.
    """

    pull: Mapping[FirstStep, float]
    depth: float
    wants_both: bool
    use: Mapping[FirstStep, float]
    known: Known
    years: float | None
    practises: frozenset[FirstStep]
    holds: frozenset[str]
    inexperienced: bool
    weak_basics: bool
    budget_usd: float | None
    hours_per_week: float | None
    weeks: float | None
    instead: str | None
    emphasised: frozenset[str]
    measured: Mapping[str, MeasuredChance] = field(default_factory=dict)


def situation(profile: Profile, vocabulary: Vocabulary, *, today: date) -> Situation:
    """Return what the profile says, in numbers; missing words fall back to the middle."""
    words = _Words(profile, vocabulary)
    return Situation(
        pull=_pull(words),
        depth=max((goal.number("depth") for goal in words.goals), default=0.0),
        wants_both=any(goal.says.get("both") for goal in words.goals),
        use=_use(words),
        known=_known(words),
        years=_years(words),
        practises=_practises(words),
        holds=frozenset(profile.holds),
        inexperienced=_is_inexperienced(words),
        weak_basics=any(word.says.get("weak_basics") for word in words.constraints),
        budget_usd=_least(profile.budget_usd, words.constraints, "budget_usd"),
        hours_per_week=_least(profile.hours_per_week, words.constraints, "hours_per_week"),
        weeks=None if profile.deadline is None else max(0.0, (profile.deadline - today).days / 7),
        instead=_instead(words),
        emphasised=frozenset(name for word in words.constraints for name in word.says.get("emphasises", ())),
    )


class _Words:
    """The profile's words, looked up once."""

    def __init__(self, profile: Profile, vocabulary: Vocabulary) -> None:
        self.profile = profile
        self.role = None if profile.current_role is None else vocabulary.word("roles", profile.current_role)
        self.target = None if profile.target_role is None else vocabulary.word("roles", profile.target_role)
        self.goals = [vocabulary.word("goals", name) for name in profile.goals]
        self.strengths = [vocabulary.word("strengths", name) for name in profile.strengths]
        self.constraints = [vocabulary.word("constraints", name) for name in profile.constraints]


def _pull(words: _Words) -> Mapping[FirstStep, float]:
    pulls = [_goal_pull(goal, words) for goal in words.goals]
    if words.target is not None:
        pulls.append(_target_pull(words.target))
    pull = _mean(pulls) if pulls else dict(UNKNOWN_PULL)
    for constraint in words.constraints:
        avoided = PATH_OF.get(constraint.text("avoids") or "")
        if avoided is not None:
            pull[avoided] *= AVOIDED
        if constraint.says.get("weak_basics"):
            pull[FirstStep.PSM] += BASICS_FIRST * (1 - pull[FirstStep.PSM])
            pull[FirstStep.PSPO] *= 1 - BASICS_FIRST
    if _is_inexperienced(words):
        pull[FirstStep.NEITHER_YET] += PRACTICE_FIRST * (1 - pull[FirstStep.NEITHER_YET])
    return pull


BASICS_FIRST = 0.4
"""About three quarters of PSPO I is the framework that PSM I asks; with shaky basics that comes first."""
PRACTICE_FIRST = 0.4
"""A certificate alone rarely gets a first job; practice where one is serves that goal too."""


AVOIDED = 0.6
"""Not wanting a role does not make its knowledge useless: some take it to work with that role."""


def _goal_pull(goal: Word, words: _Words) -> dict[FirstStep, float]:
    pull = {step: goal.number(step.split("-")[0], 0.25) for step in FirstStep}
    side = _side(words)
    if side is not None and goal.says.get("follows_role"):
        pull[side] = min(1.0, pull[side] + SIDE_PULL)
        pull[OTHER[side]] -= SIDE_PULL
    if side is not None and goal.says.get("other_side"):
        pull[OTHER[side]] = min(1.0, pull[OTHER[side]] + SIDE_PULL)
        pull[side] -= SIDE_PULL
    return pull


SIDE_PULL = 0.3
"""How far "proof of what I do" leans to the own side, and "widen my role" to the other one."""


def _side(words: _Words) -> FirstStep | None:
    """Return the path that the person's work leans to, if it clearly does."""
    experience = [PATH_OF[s.text("experience") or ""] for s in words.strengths if s.text("experience")]
    if words.role is not None:
        psm, pspo = words.role.number("psm"), words.role.number("pspo")
        if abs(psm - pspo) >= CLEAR_LEAN:
            return FirstStep.PSM if psm > pspo else FirstStep.PSPO
    return experience[0] if experience else None


CLEAR_LEAN = 0.35


def _target_pull(target: Word) -> dict[FirstStep, float]:
    psm, pspo = target.number("psm"), target.number("pspo")
    low, high = TARGET_ROLE_PULL["other"], TARGET_ROLE_PULL["same"]
    share = psm / (psm + pspo)
    # A target that uses both alike pulls both alike; the two Scrum roles pull almost wholly one way.
    lean = min(1.0, max(0.0, (share - 0.3) / 0.4))
    return {
        FirstStep.PSM: low + (high - low) * lean,
        FirstStep.PSPO: low + (high - low) * (1 - lean),
        FirstStep.NEITHER_YET: TARGET_ROLE_PULL["neither"],
    }


def _mean(pulls: Sequence[Mapping[FirstStep, float]]) -> dict[FirstStep, float]:
    return {step: sum(pull[step] for pull in pulls) / len(pulls) for step in FirstStep}


def _use(words: _Words) -> Mapping[FirstStep, float]:
    if words.role is None:
        return dict(UNKNOWN_USE)
    use = {path: words.role.number(path.value) for path in PATHS}
    for strength in words.strengths:
        path = PATH_OF.get(strength.text("experience") or "")
        if path is not None:
            use[path] = max(use[path], USE_WITH_EXPERIENCE)
    return use


USE_WITH_EXPERIENCE = 0.7


def _known(words: _Words) -> Known:
    holds = words.profile.holds
    practised = _practises(words)
    years = _years(words)
    time_in = UNKNOWN_TIME_IN if years is None else 1 - exp(-years / YEARS_TO_KNOW)
    framework = [words.role.number("knows", 0.3)] if words.role else [0.3]
    framework += [strength.number("knows") for strength in words.strengths]
    framework += [0.6 * (1 - exp(-(years or 0) / YEARS_TO_KNOW))]
    framework += [0.9] if any(name.startswith(("psm", "pspo")) for name in holds) else []
    framework += [0.7] if any(name in FRAMEWORK_CERTIFICATES for name in holds) else []
    side = {path: _own_part(path, holds, 0.75 * time_in if path in practised else 0.0) for path in PATHS}
    if _is_inexperienced(words):
        framework = [min(max(framework), 0.3)]
    return Known(max(framework), side[FirstStep.PSM], side[FirstStep.PSPO])


UNKNOWN_TIME_IN = 0.7
"""Somebody who names a role as done, without years, knows most of what it asks."""
FRAMEWORK_CERTIFICATES = ("csm", "a-csm", "cspo", "a-cspo", "psd-1", "psk-1", "pal-1", "sps", "safe-ssm")
NEIGHBOURS = {
    FirstStep.PSM: {"csm": 0.5, "a-csm": 0.65, "safe-ssm": 0.45},
    FirstStep.PSPO: {"cspo": 0.5, "a-cspo": 0.65, "safe-popm": 0.45},
}
"""How much of a path's own part another issuer's certificate already covers; a prior set by the authors."""
LEVEL_COVERS = {"1": 0.6, "2": 0.8, "3": 0.95}


def _own_part(path: FirstStep, holds: Sequence[str], practice: float) -> float:
    levels = [LEVEL_COVERS[name[-1]] for name in holds if name.rpartition("-")[0] == path]
    neighbours = [share for name, share in NEIGHBOURS[path].items() if name in holds]
    return max([practice, 0.1, *levels, *neighbours])


def _practises(words: _Words) -> frozenset[FirstStep]:
    named = [word.text("practice") for word in (words.role,) if word is not None]
    named += [strength.text("experience") for strength in words.strengths]
    return frozenset(PATH_OF[name] for name in named if name is not None)


def _years(words: _Words) -> float | None:
    if words.profile.years_of_scrum is None and _is_inexperienced(words):
        return 0.0
    return words.profile.years_of_scrum


def _is_inexperienced(words: _Words) -> bool:
    said = any(word.says.get("inexperienced") for word in words.constraints)
    years = words.profile.years_of_scrum
    return said and not (years is not None and years >= 1)


def _least(given: float | None, words: Sequence[Word], key: str) -> float | None:
    if given is not None:
        return given
    return min((word.number(key) for word in words if key in word.says), default=None)


def _instead(words: _Words) -> str | None:
    return next((goal.text("instead") for goal in words.goals if goal.text("instead")), None)
