"""What a person has told so far, put together from their answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from whichcert.decide.profile import Profile
from whichcert.errors import InputRefused
from whichcert.flows.find_out import FACTS, LIMITS, REASONS, kind_of, with_answer
from whichcert.flows.read_profile import profile_from
from whichcert.interop.profile_toml import plain_profile
from whichcert.library import Library
from whichcert.web.records import Answer

EXTRAS = ("likes", "strengths", "constraints", "ignored")
"""What a profile may hold beyond the questions; each has a page, but nobody is led there."""


@dataclass(frozen=True, slots=True)
class Told:
    """The steps that were asked, the profile's plain values, and the answers that no longer count.

    lapsed: step → why, for example a deadline that has passed.
    """

    asked: tuple[str, ...]
    data: Mapping[str, Any]
    profile: Profile
    lapsed: Mapping[str, str]


def told(answers: Iterable[Answer], library: Library, *, today: date) -> Told:
    """Put stored answers together; what can't be used any more is named, not refused."""
    data: dict[str, Any] = {}
    asked, lapsed = [], {}
    for answer in answers:
        if not is_step(answer.step, library):
            lapsed[answer.step] = "this question is not asked any more"
            continue
        if answer.step not in EXTRAS:
            asked.append(answer.step)
        for part in _parts(answer):
            try:
                data = with_step(data, part, library, today=today)
            except InputRefused as refused:
                lapsed[answer.step] = refused.problems[0].message
    return Told(tuple(asked), data, profile_from(data, library, today=today), lapsed)


def is_step(step: str, library: Library) -> bool:
    """Say whether there is a question of that name."""
    if step in EXTRAS:
        return True
    try:
        kind_of(step, library)
    except KeyError:
        return False
    return True


def with_step(data: Mapping[str, Any], answer: Answer, library: Library, *, today: date) -> dict[str, Any]:
    """Return the profile's plain values with one more answer; raises InputRefused."""
    if answer.step not in EXTRAS:
        return with_answer(data, answer.step, answer.value, library, today=today)
    changed = {key: value for key, value in data.items() if key != answer.step}
    if answer.value:
        changed[answer.step] = answer.value
    profile_from(changed, library, today=today, where="answer")
    return changed


def answers_from(profile: Profile) -> tuple[Answer, ...]:
    """Return the answers that would have led to this profile, in the order of the questions."""
    plain = plain_profile(profile)
    limits = {name: plain[name] for name in LIMITS if name in plain}
    found = [Answer(step, plain[step]) for step in (*FACTS, *EXTRAS) if step in plain]
    found += [Answer("limits", limits)] if limits else []
    found += [Answer(name, answer) for name, answer in profile.answers.items()]
    return (*found, *(Answer(REASONS, plain[REASONS]) for _ in profile.reasons[:1]))


def _parts(answer: Answer) -> Iterable[Answer]:
    """A limit that has lapsed must not take the other limits with it."""
    if isinstance(answer.value, Mapping):
        return [Answer(answer.step, {name: value}) for name, value in answer.value.items()]
    return [answer]
