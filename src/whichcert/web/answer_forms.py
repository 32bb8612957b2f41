"""A form that was sent becomes an answer, or says field by field what is wrong; and back again."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from whichcert.errors import Problem, shortened
from whichcert.flows.find_out import LIMITS
from whichcert.web.questions import YEARS, Question

Given = Mapping[str, list[str]]
"""What stands in the fields: field name → values."""
RANKS = ("first", "second", "third")
LIMIT_LABELS = {
    "budget_usd": "Money for assessments, in US dollars",
    "hours_per_week": "Hours a week for study",
    "deadline": "The date you want to pass by",
}
FIELD_OF_PROFILE = {**{name: name for name in LIMITS}, "years_of_scrum": "years"}
THOUSANDS = re.compile(r"\d{1,3}(?:[,  ’']\d{3})+")
NUMBER = re.compile(r"[+-]?\d{1,12}(?:[.,]\d{1,6})?")


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the value when it is one, else errors as (id of the field, message)."""

    value: Any = None
    errors: tuple[tuple[str, str], ...] = ()
    given: Given = field(default_factory=dict)


def sent(question: Question, post: QueryDict) -> Sent:
    """Read a form of this question; what was typed comes back with it, so that nothing is lost."""
    given = {name: [each.replace("\x00", "") for each in values] for name, values in post.lists()}
    if post.get("skip"):
        return Sent(None, (), given)
    value, errors = READERS[question.form](question, given)
    return Sent(value, tuple(errors), given)


def refused(question: Question, before: Sent, problems: tuple[Problem, ...]) -> Sent:
    """Return the form with what the profile's own check found."""
    errors = [_placed(problem, question) for problem in problems]
    return Sent(before.value, tuple(errors), before.given)


def shown(question: Question, data: Mapping[str, Any]) -> Given:
    """Return what the fields show for an answer that was given before."""
    if question.form == "limits":
        return {name: [_typed(data[name])] for name in LIMITS if name in data}
    if question.form == "buttons":
        known = data.get("answers", {}).get(question.step)
        return {} if known is None else {"answer": [str(known)]}
    known = data.get(question.step)
    if known is None:
        return {}
    if question.form == "years":
        typed = _typed(known)
        return {"answer": [typed]} if typed in {choice.value for choice in YEARS} else {"years": [typed]}
    if question.form == "order":
        return {rank: [name] for rank, name in zip(RANKS, known, strict=False)}
    return {"answer": list(known) if isinstance(known, list | tuple) else [known]}


Errors = list[tuple[str, str]]
Read = tuple[Any, Errors]


def _one(question: Question, given: Given) -> Read:
    picked = _last(given, "answer")
    if picked in {choice.value for choice in question.choices}:
        return picked, []
    return None, [("answer", "Choose one of the answers, or skip this question")]


def _many(question: Question, given: Given) -> Read:
    picked = list(dict.fromkeys(given.get("answer", [])))
    known = {choice.value for choice in question.choices}
    if not set(picked) <= known:
        return None, [("answer", "Choose from the answers below")]
    if len(picked) > question.most:
        extra = len(picked) - question.most
        return None, [
            ("answer", f"Choose at most {question.most}; {len(picked)} are ticked. Take {extra} away")
        ]
    if not picked and question.step == "goals":
        return None, [("answer", "Choose at least one, or skip this question")]
    return picked, []


def _years(question: Question, given: Given) -> Read:
    typed = _last(given, "years")
    if typed:
        return _number(typed, "years")
    picked, errors = _one(question, given)
    return (None, errors) if errors else (float(picked), [])


def _country(question: Question, given: Given) -> Read:
    if _last(given, "answer"):
        return _one(question, given)
    return None, [("answer", "Choose a country, or press “Rather not say”")]


def _limits(question: Question, given: Given) -> Read:
    value: dict[str, Any] = dict.fromkeys(LIMITS)
    errors: Errors = []
    for name in ("budget_usd", "hours_per_week"):
        typed = _last(given, name)
        if typed:
            value[name], found = _number(typed.removeprefix("$").removesuffix("USD").strip(), name)
            errors += found
    value["deadline"] = _last(given, "deadline") or None
    return value, errors


def _button(question: Question, given: Given) -> Read:
    picked, errors = _one(question, given)
    return (None, errors) if errors else (int(picked), [])


def _order(question: Question, given: Given) -> Read:
    picked = {rank: name for rank in RANKS if (name := _last(given, rank))}
    errors: Errors = []
    for rank, name in picked.items():
        earlier = [other for other in list(picked)[: list(picked).index(rank)] if picked[other] == name]
        if name not in {choice.value for choice in question.choices}:
            errors.append((rank, "Choose from the list"))
        elif earlier:
            errors.append((rank, f"“{question.label_of(name)}” is already your {earlier[0]}; choose another"))
    if not picked:
        errors.append(("first", "Choose at least one reason, or skip this question"))
    return list(picked.values()), errors


READERS: Mapping[str, Callable[[Question, Given], Read]] = {
    "one": _one,
    "many": _many,
    "years": _years,
    "country": _country,
    "limits": _limits,
    "buttons": _button,
    "order": _order,
}


def _number(typed: str, name: str) -> Read:
    plain = re.sub(r"[^\d]", "", typed) if THOUSANDS.fullmatch(typed) else typed
    if not NUMBER.fullmatch(plain):
        return None, [(name, f"“{shortened(typed, 30)}” is not a number; write one such as 2 or 2.5")]
    value = float(plain.replace(",", "."))
    return int(value) if value.is_integer() else value, []


def _last(given: Given, name: str) -> str:
    values = given.get(name)
    return values[-1].strip() if values else ""


def _typed(value: Any) -> str:
    return f"{value:g}" if isinstance(value, int | float) and abs(value) < 1_000_000 else str(value)


def _placed(problem: Problem, question: Question) -> tuple[str, str]:
    """Lead a profile's problem to its field; its message starts with the profile's field name."""
    name, _, message = problem.message.partition(": ")
    message = f"{message[:1].upper()}{message[1:]}"
    place = FIELD_OF_PROFILE.get(name)
    if place in LIMIT_LABELS:
        return place, f"{LIMIT_LABELS[place]}: {message}"
    return place or ("first" if question.form == "order" else "answer"), message
