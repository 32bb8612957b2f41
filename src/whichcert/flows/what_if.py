"""What would change the answer, and which question would settle it.

Candidates are tried with few draws, smallest first; whatever turns the answer
there is confirmed with all draws, so every change that is shown does turn it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whichcert.decide.acceptability import STEPS, Acceptability
from whichcert.decide.alternatives import OTHER, FirstStep
from whichcert.decide.performance import Offer
from whichcert.decide.profile import Profile
from whichcert.flows.dice import QUICK_DRAWS, Dice, seeded_dice
from whichcert.flows.evaluate import Assumptions, Evaluation, Given, believe, evaluate
from whichcert.flows.recommendation import Change, Question
from whichcert.flows.wording import ROLE_NAME, STEP_NAME
from whichcert.library import Library
from whichcert.orient.instrument import Pair
from whichcert.orient.posterior import Posterior, answer_probabilities
from whichcert.orient.selection import information

MOST_CHANGES = 4
ROLES_TO_TRY = ("scrum_master", "product_owner")
BISECTIONS = 8
MARGIN = 0.04
"""A continuous change goes this far beyond its turning point, to clear the Monte Carlo error."""

NAMES = {
    FirstStep.PSM: "start with PSM",
    FirstStep.PSPO: "start with PSPO",
    FirstStep.NEITHER_YET: "wait with both",
}
ANSWER_WORDS = {
    -2: "much more the left one",
    -1: "a bit more the left one",
    0: "no difference",
    1: "a bit more the right one",
    2: "much more the right one",
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One single change to try; ``offer`` when the market changes instead of the person."""

    field: str
    before: str
    after: str
    text: str
    size: float
    profile: Profile
    offer: Offer | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """Evaluates candidates against one person's answer, on one set of dice."""

    found: Evaluation
    library: Library
    today: date
    assumptions: Assumptions
    dice: Dice
    belief: Posterior

    def outcome(self, candidate: _Candidate) -> Acceptability:
        same_evidence = candidate.profile.answers == self.found.profile.answers
        given = Given(candidate.offer, self.belief if same_evidence else None, self.found.situation.measured)
        return evaluate(
            candidate.profile,
            self.library,
            today=self.today,
            dice=self.dice,
            assumptions=self.assumptions,
            given=given,
        ).acceptability

    def turns(self, candidate: _Candidate) -> bool:
        return self.outcome(candidate).winner is not self.found.acceptability.winner


def _quick_trial(found: Evaluation, library: Library, *, today: date, assumptions: Assumptions) -> _Trial:
    """Return a trial with few draws, for looking; what it finds is confirmed with all draws."""
    dice = seeded_dice(library, QUICK_DRAWS)
    belief = believe(found.profile, library, dice=dice, assumptions=assumptions)
    return _Trial(found, library, today, assumptions, dice, belief)


def changes(
    found: Evaluation, library: Library, *, today: date, dice: Dice, assumptions: Assumptions
) -> tuple[Change, ...]:
    """Return the smallest single changes that turn the first step, at most one per field."""
    quick = _quick_trial(found, library, today=today, assumptions=assumptions)
    exact = replace(quick, dice=dice, belief=found.posterior)
    kept: dict[str, Change] = {}
    answers = _other_answers(quick)
    steps = sorted(_steps(found, library), key=lambda candidate: candidate.size)
    for candidate in chain(answers, steps, _slides(quick)):
        if candidate.field in kept or len(kept) >= MOST_CHANGES:
            continue
        if candidate.field == "answers" or quick.turns(candidate):
            change = _confirmed(candidate, exact)
            if change is not None:
                kept[candidate.field] = change
    return tuple(sorted(kept.values(), key=lambda change: change.size))


def _confirmed(candidate: _Candidate, trial: _Trial) -> Change | None:
    after = trial.outcome(candidate)
    if after.winner is trial.found.acceptability.winner:
        return None
    return Change(
        field=candidate.field,
        before=candidate.before,
        after=candidate.after,
        text=f"{candidate.text}: then {NAMES[after.winner]}",
        size=candidate.size,
        first_step=after.winner,
        acceptability=after.first_step,
        profile=None if candidate.offer is not None else candidate.profile,
    )


def _steps(found: Evaluation, library: Library) -> Iterator[_Candidate]:
    yield from _other_goals(found.profile, library)
    yield from _other_roles(found.profile, library)
    yield from _other_reasons(found.profile, library)


def _other_answers(trial: _Trial) -> Iterator[_Candidate]:
    """Yield other answers to a pair that seem to turn the result, the smallest change first.

    Reweights the draws by P(other answer) / P(answer given), which needs no new
    evaluation: the best step under each draw stays what it is.
    """
    profile, quick = trial.found.profile, trial.outcome(_unchanged(trial.found.profile))
    candidates = []
    for name, answer in profile.answers.items():
        asked = trial.library.instrument.pairs.get(name)
        if asked is None or answer == 0:
            continue
        likelihood = answer_probabilities(
            asked, trial.library.instrument, trial.belief.facets, trial.assumptions.orientation
        )
        for other in ANSWERS:
            ratio = likelihood[:, ANSWERS.index(other)] / likelihood[:, ANSWERS.index(answer)]
            weights = trial.belief.reweighted(ratio).weights
            shares = np.bincount(quick.best_step, weights=weights, minlength=len(STEPS))
            if STEPS[int(shares.argmax())] is not trial.found.acceptability.winner:
                candidates.append(_answer_candidate(profile, asked, other))
    yield from sorted(candidates, key=lambda candidate: candidate.size)


ANSWERS = (-2, -1, 1, 2)


def _unchanged(profile: Profile) -> _Candidate:
    return _Candidate("", "", "", "", 0.0, profile)


def _answer_candidate(profile: Profile, asked: Pair, other: int) -> _Candidate:
    answer = profile.answers[asked.id]
    text = f"If you chose {ANSWER_WORDS[other]} for “{asked.left.text}” / “{asked.right.text}”"
    changed = replace(profile, answers={**profile.answers, asked.id: other})
    before, after = f"{asked.id}: {answer}", f"{asked.id}: {other}"
    return _Candidate("answers", before, after, text, abs(other - answer), changed)


def _other_goals(profile: Profile, library: Library) -> Iterator[_Candidate]:
    words = library.vocabulary.words["goals"]
    for name in profile.goals:
        rest = tuple(goal for goal in profile.goals if goal != name)
        text = f"Without the goal “{words[name].label}”"
        yield _Candidate("goals", name, "not a goal", text, 3.0, replace(profile, goals=rest))
    for name, word in words.items():
        if name not in profile.goals:
            text = f"If “{word.label}” was also a goal"
            goals = (*profile.goals, name)
            yield _Candidate("goals", "not a goal", name, text, 3.5, replace(profile, goals=goals))


def _other_roles(profile: Profile, library: Library) -> Iterator[_Candidate]:
    words = library.vocabulary.words["roles"]
    for name in ROLES_TO_TRY:
        label = words[name].label
        if profile.target_role != name:
            before = profile.target_role or "not said"
            text = f"If you wanted to work as {label}"
            yield _Candidate("target_role", before, name, text, 4.0, replace(profile, target_role=name))
        if profile.current_role != name:
            before = profile.current_role or "not said"
            text = f"If your present job was {label}"
            yield _Candidate("current_role", before, name, text, 5.0, replace(profile, current_role=name))


def _other_reasons(profile: Profile, library: Library) -> Iterator[_Candidate]:
    for name, criterion in library.criteria.items():
        if profile.reasons[:1] == (name,) or name in profile.ignored:
            continue
        rest = tuple(reason for reason in profile.reasons if reason != name)
        text = f"If “{criterion.label}” mattered most to you"
        before = profile.reasons[0] if profile.reasons else "not said"
        yield _Candidate("reasons", before, name, text, 4.5, replace(profile, reasons=(name, *rest)[:3]))


def _slides(trial: _Trial) -> Iterator[_Candidate]:
    """Yield changes of a quantity, each at its turning point."""
    profile = trial.found.profile
    for field, low, high, words in (
        ("budget_usd", 0.0, 3000.0, "If your budget was {} USD"),
        ("years_of_scrum", 0.0, 20.0, "If you had worked with Scrum for {} years"),
        ("hours_per_week", 0.5, 30.0, "If you had {} hours a week to study"),
    ):
        now = getattr(profile, field)
        for end in (low, high):
            found = _turning_point(trial, field=field, now=now, end=end)
            if found is not None:
                shown = _shown(found)
                changed = _with_number(profile, field, float(shown))
                text = words.format(shown)
                before = "not said" if now is None else f"{now:g}"
                yield _Candidate(field, before, shown, text, 3.0, changed)
    yield from _market_slide(trial)


def _with_number(profile: Profile, field: str, value: float) -> Profile:
    changed: dict[str, Any] = {field: value}
    return replace(profile, **changed)


def _shown(value: float) -> str:
    """Round outward enough to read, fine enough to stay beyond the turning point."""
    return f"{value:.0f}" if value >= 20 else f"{value:.1f}"


def _turning_point(trial: _Trial, *, field: str, now: float | None, end: float) -> float | None:
    def turned(value: float) -> bool:
        changed = _with_number(trial.found.profile, field, value)
        return trial.turns(_unchanged(changed))

    start = now if now is not None else TYPICAL[field]
    if start == end or not turned(end):
        return None
    inside, outside = start, end
    for _ in range(BISECTIONS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if turned(middle) else (middle, outside)
    return float(np.clip(outside + MARGIN * (outside - start), min(start, end), max(start, end)))


TYPICAL = {"budget_usd": 500.0, "years_of_scrum": 1.0, "hours_per_week": 5.0}


def _market_slide(trial: _Trial) -> Iterator[_Candidate]:
    """Yield the share of the other role's advertisements that would have to name its certificate."""
    winner = trial.found.acceptability.winner
    if winner is FirstStep.NEITHER_YET:
        return
    other = OTHER[winner]
    hits, n = trial.found.offer.named[other]
    for share in (0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1.0):
        if n == 0 or share <= hits / n:
            continue
        offer = replace(
            trial.found.offer,
            named={**trial.found.offer.named, other: (round(share * n), n)},
            named_here={**trial.found.offer.named_here, other: (0, 0)},
        )
        text = f"If {share:.0%} of {ROLE_NAME[other]} postings named {STEP_NAME[other]} (now {hits} of {n})"
        before, after = f"{hits / n:.1%}", f"{share:.0%}"
        candidate = _Candidate("market", before, after, text, 5.5, trial.found.profile, offer)
        if trial.turns(candidate):
            yield candidate
            return


def deciding_question(
    found: Evaluation, library: Library, *, today: date, assumptions: Assumptions
) -> Question | None:
    """Return the unanswered question whose answer would tell most about the first step."""
    trial = _quick_trial(found, library, today=today, assumptions=assumptions)
    options = [*_open_pairs(trial), *_open_facts(trial)]
    return max(options, key=lambda question: question.information, default=None)


def _open_pairs(trial: _Trial) -> Iterator[Question]:
    now, instrument = trial.outcome(_unchanged(trial.found.profile)), trial.library.instrument
    for name, pair in instrument.pairs.items():
        if name in trial.found.profile.answers:
            continue
        gain = information(
            name,
            instrument,
            posterior=trial.belief,
            first_step=now.best_step,
            parameters=trial.assumptions.orientation,
        )
        text = f"Which is more like you: “{pair.left.text}” or “{pair.right.text}”?"
        yield Question("answers", name, text, gain)


def _open_facts(trial: _Trial) -> Iterator[Question]:
    profile, library = trial.found.profile, trial.library
    if profile.target_role is None:
        text = "Which role do you want next: Scrum Master, Product Owner, or another one?"
        answers = [replace(profile, target_role=name) for name in (*ROLES_TO_TRY, "agile_practitioner")]
        yield Question("target_role", "target_role", text, _expected_gain(answers, trial))
    if profile.current_role is None:
        text = "What is your job now?"
        roles = ("scrum_master", "product_owner", "developer", "project_manager", "business_analyst")
        answers = [replace(profile, current_role=name) for name in roles]
        yield Question("current_role", "current_role", text, _expected_gain(answers, trial))
    if not profile.reasons:
        text = "What matters most to you in this choice?"
        answers = [replace(profile, reasons=(name,)) for name in library.criteria]
        yield Question("reasons", "reasons", text, _expected_gain(answers, trial))


def _expected_gain(answers: Sequence[Profile], trial: _Trial) -> float:
    """Return I(answer; first step) when every answer is equally probable, in nats."""
    results = [list(trial.outcome(_unchanged(profile)).first_step.values()) for profile in answers]
    shares = np.array(results)
    return _entropy(shares.mean(axis=0)) - float(np.mean([_entropy(row) for row in shares]))


def _entropy(shares: NDArray[np.float64]) -> float:
    seen = shares[shares > 0]
    return float(-(seen * np.log(seen)).sum())
