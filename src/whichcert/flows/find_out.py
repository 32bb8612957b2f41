"""Which question comes next, from the first fact to the last reason.

The same order for the browser, the terminal and REST: seven pages of facts,
4 to 8 pairs chosen by what they tell, 4 items, and the reasons.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from whichcert.decide.profile import Profile
from whichcert.errors import InputRefused, Problem
from whichcert.flows.dice import QUICK_DRAWS, seeded_dice
from whichcert.flows.evaluate import evaluate
from whichcert.flows.read_profile import profile_from
from whichcert.library import Library
from whichcert.orient.selection import Stopping, next_pair, should_stop

FACTS = ("current_role", "target_role", "goals", "years_of_scrum", "holds", "country", "limits")
LIMITS = ("budget_usd", "hours_per_week", "deadline")
"""Three small numbers that share one page."""
REASONS = "reasons"
MOST_GOALS = 3
STOPPING = Stopping()


@dataclass(frozen=True, slots=True)
class Ask:
    """The next question.

    step: ``current_role`` … ``limits``, a pair id, an item id, or ``reasons``.
    kind: fact, pair, item or reasons. number: its place, from 1. at_most_left:
    how many can still follow it.
    """

    step: str
    kind: str
    number: int
    at_most_left: int


def next_question(profile: Profile, asked: Collection[str], library: Library, *, today: date) -> Ask | None:
    """Return the next question, or None when all is asked.

    asked: the steps already shown and answered or skipped.
    """
    for step in FACTS:
        if step not in asked:
            return _ask(step, "fact", asked, library)
    pair = _next_pair(profile, asked, library, today=today)
    if pair is not None:
        return _ask(pair, "pair", asked, library)
    for item in library.instrument.items:
        if item not in asked:
            return _ask(item, "item", asked, library)
    return None if REASONS in asked else _ask(REASONS, "reasons", asked, library)


def ask_again(step: str, asked: Sequence[str], library: Library) -> Ask:
    """Return an earlier question, with the number that it had."""
    before = list(asked[: asked.index(step)]) if step in asked else list(asked)
    return _ask(step, kind_of(step, library), before, library)


def kind_of(step: str, library: Library) -> str:
    """Return the kind of a step; raises KeyError when there is none of that name."""
    if step in FACTS:
        return "fact"
    if step == REASONS:
        return "reasons"
    if step in library.instrument.pairs:
        return "pair"
    if step in library.instrument.items:
        return "item"
    raise KeyError(step)


def with_answer(
    data: Mapping[str, Any], step: str, answer: Any, library: Library, *, today: date
) -> dict[str, Any]:
    """Return the profile's plain values with one more answer, checked.

    answer: for ``limits`` a table of its three fields; for a pair or an item a
    number from −2 to 2; else the field's value. None takes an answer back.
    Raises InputRefused, KeyError for an unknown step.
    """
    kind = kind_of(step, library)
    changed = {key: value for key, value in data.items() if key != "answers"}
    answers = dict(data.get("answers", {}))
    if kind in ("pair", "item"):
        answers.pop(step, None)
        if answer is not None:
            answers[step] = answer
    else:
        for name, value in _given(step, answer).items():
            changed.pop(name, None)
            if value is not None:
                changed[name] = value
    if answers:
        changed["answers"] = answers
    profile_from(changed, library, today=today, where="answer")
    return changed


def _given(step: str, answer: Any) -> Mapping[str, Any]:
    if step != "limits":
        return {step: answer}
    if answer is not None and not (isinstance(answer, Mapping) and set(answer) <= set(LIMITS)):
        raise InputRefused([Problem("answer", f"limits: expected a table of {', '.join(LIMITS)}")])
    return answer or dict.fromkeys(LIMITS)


def _ask(step: str, kind: str, asked: Collection[str], library: Library) -> Ask:
    pairs = sum(name in library.instrument.pairs for name in asked)
    pairs_left = 0 if kind in ("item", "reasons") else max(0, STOPPING.at_most - pairs)
    items_left = sum(name not in asked for name in library.instrument.items)
    facts_left = sum(name not in asked for name in FACTS)
    left = facts_left + pairs_left + items_left + (REASONS not in asked)
    return Ask(step, kind, len(asked) + 1, max(0, left - 1))


def _next_pair(profile: Profile, asked: Collection[str], library: Library, *, today: date) -> str | None:
    done = [name for name in asked if name in library.instrument.pairs]
    if len(done) >= STOPPING.at_most or any(name in asked for name in library.instrument.items):
        return None
    found = evaluate(profile, library, today=today, dice=seeded_dice(library, QUICK_DRAWS))
    shares = [found.acceptability.first_step[step] for step in found.acceptability.first_step]
    if should_stop(len(done), acceptability=shares, regret=found.acceptability.regret, rule=STOPPING):
        return None
    return next_pair(
        done, library.instrument, posterior=found.posterior, first_step=found.acceptability.best_step
    )
