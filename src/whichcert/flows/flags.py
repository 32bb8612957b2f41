"""What makes an answer weaker than it looks."""

from collections.abc import Iterator

from whichcert.flows.evaluate import Evaluation
from whichcert.flows.recommendation import Flag
from whichcert.library import Library
from whichcert.orient.posterior import is_flat

CONTRADICTORY = 0.25
"""Flag the pairs from this probability of no signal on; 3 in 100 simulated attentive people reach it."""


def flags(found: Evaluation, library: Library) -> tuple[Flag, ...]:
    """Return what the person should know about their own input."""
    return tuple(_flags(found, library))


def _flags(found: Evaluation, library: Library) -> Iterator[Flag]:
    profile = found.profile
    answers = [answer for name, answer in profile.answers.items() if name in library.instrument.pairs]
    if is_flat(answers):
        yield Flag(
            "flat",
            "You gave the same answer to every pair, so the answers say little about the work you like. "
            "They do not count here.",
        )
    elif found.posterior.careless > CONTRADICTORY:
        yield Flag(
            "contradictory",
            "Your answers to the pairs do not fit together well, so they count for less here. "
            "You can go back and answer them again.",
        )
    if profile.current_role is None and profile.target_role is None and not profile.goals:
        yield Flag(
            "no-facts",
            "We know neither your job nor what you want to reach. "
            "These two matter most: add them for a surer answer.",
        )
    if not answers and not profile.likes and not profile.strengths:
        yield Flag(
            "no-preferences",
            "You did not say what work you like, so this answer rests on your job and your goals alone.",
        )
