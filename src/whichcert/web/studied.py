"""All that a page about studying needs of one learner, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from whichcert.decide.measured import MeasuredChance
from whichcert.errors import InputRefused
from whichcert.flows.history import Answered, Marked, marked, unknown_items
from whichcert.flows.item_pool import ItemPool, item_pool
from whichcert.flows.overview import as_of, assessments_of, so_far
from whichcert.flows.own_chances import own_chances
from whichcert.flows.plan import GRACE_DAYS, Goal, Plan, SoFar, checked_goal, plan
from whichcert.flows.readiness import Readiness, Stakes, chances_over_time, readiness
from whichcert.flows.sitting import State, history_of
from whichcert.flows.standing import Standing, standing
from whichcert.flows.study_choices import GOAL, STAKES, goal_from, stakes_from, usual_stakes
from whichcert.library import Library
from whichcert.measure.pass_chance import PassChance
from whichcert.web import study_records

KEPT = 64
"""Standings held in memory, a few kB each beside the answers; another answer or day makes new ones."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One assessment: where the learner stands, and the advice."""

    standing: Standing
    ready: Readiness


@dataclass(frozen=True, slots=True)
class Studied:
    """A learner's rows as values."""

    at: datetime
    states: tuple[State, ...]
    answers: tuple[Marked, ...]
    goal: Goal | None
    stakes: Any
    """As stored."""
    troubles: tuple[str, ...]
    """What is stored and can't be used, in words."""
    library: Library

    @property
    def assessments(self) -> tuple[str, ...]:
        return assessments_of(self.states, self.goal, tuple(self.library.blueprints))

    @property
    def has_goal_ahead(self) -> bool:
        """Return whether the goal's day is to come, or may still last where the person is."""
        last = self.at.date() - timedelta(days=GRACE_DAYS)
        return self.goal is not None and self.goal.deadline >= last

    @property
    def lost(self) -> int:
        """Return how many answers belong to items that this content does not have."""
        return unknown_items(history_of(self.states, self.at), self.library.bank)

    def so_far(self, assessment: str) -> SoFar:
        return so_far(self.states, self.answers, item_pool(self.library, assessment), self.at)

    def stakes_of(self, assessment: str) -> Stakes:
        try:
            return stakes_from(self.stakes, self.library, assessment)
        except InputRefused:
            return usual_stakes(self.library, assessment)

    def measured(self, assessment: str) -> Measured:
        return _measured(self._asked(assessment), self.stakes_of(assessment), self.library)

    def over_time(self, assessment: str) -> tuple[tuple[datetime, PassChance, int], ...]:
        return _over_time(self._asked(assessment), self.library)

    def plan(self) -> Plan | None:
        """Return the plan as it is today, None without a goal that lies ahead."""
        if self.goal is None or not self.has_goal_ahead:
            return None
        ready = self.measured(self.goal.assessment).ready
        return plan(self.goal, self.so_far(self.goal.assessment), ready, self.at)

    def _asked(self, assessment: str) -> "_Asked":
        when = as_of(self.answers, self.at)
        return _Asked(tuple(one.answer for one in self.answers), assessment, when, when.tzinfo)


def studied(learner: int, library: Library, at: datetime) -> Studied:
    """Return what is stored of a learner, with four queries."""
    states = study_records.states(learner)
    goal, troubles = None, []
    stored = study_records.chosen(learner, GOAL)
    if stored is not None:
        try:
            goal = checked_goal_of(stored, library)
        except InputRefused as refused:
            troubles += [
                f"Your stored plan can’t be used: {one.where} {one.message}." for one in refused.problems
            ]
    stakes = study_records.chosen(learner, STAKES)
    try:
        for assessment in library.blueprints:
            stakes_from(stakes, library, assessment)
    except InputRefused as refused:
        troubles += [f"A stored figure can’t be used: {one.where} {one.message}." for one in refused.problems]
    answers = marked(history_of(states, at), library.bank)
    return Studied(at, states, answers, goal, stakes, tuple(troubles), library)


def checked_goal_of(stored: Any, library: Library) -> Goal:
    """Return a stored goal, checked but for its date; raises InputRefused."""
    goal = goal_from(stored, library)
    checked_goal(goal, goal.deadline)
    return goal


def own_chances_of(learner: int | None, library: Library, at: datetime) -> Mapping[str, MeasuredChance]:
    """Return the chances to pass that a learner's answers give, nothing where there are too few."""
    if learner is None:
        return {}
    states = study_records.states(learner)
    answers = marked(history_of(states, at), library.bank)
    if not answers:
        return {}
    found = Studied(at, states, answers, None, None, (), library)
    return own_chances(found.measured(name).ready for name in library.blueprints)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a standing is asked for: a key of whole answers is exact, whatever changes in them is another."""

    answers: tuple[Answered, ...]
    assessment: str
    at: datetime
    zone: tzinfo | None
    """Of ``at``: equal times of two zones may lie on two days."""

    def marked(self, library: Library) -> tuple[tuple[Marked, ...], ItemPool]:
        return marked(self.answers, library.bank), item_pool(library, self.assessment)


@lru_cache(maxsize=KEPT)
def _measured(asked: _Asked, stakes: Stakes, library: Library) -> Measured:
    now = standing(*asked.marked(library), asked.at)
    return Measured(now, readiness(now, asked.at, stakes))


@lru_cache(maxsize=KEPT)
def _over_time(asked: _Asked, library: Library) -> tuple[tuple[datetime, PassChance, int], ...]:
    return chances_over_time(*asked.marked(library), asked.at)
