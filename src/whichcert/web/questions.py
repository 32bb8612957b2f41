"""What each question says and offers; the same for pages and REST."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from whichcert.catalogue import Family
from whichcert.flows.find_out import MOST_GOALS, REASONS, kind_of
from whichcert.flows.read_profile import MOST_REASONS
from whichcert.library import Library
from whichcert.web.told import EXTRAS
from whichcert.web.word_groups import GOAL_GROUPS, NO_WANTED_ROLES, ROLE_GROUPS, grouped


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Group:
    """Choices under one small heading; an empty heading shows none."""

    heading: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a page shows it.

    form: one, many, years, country, limits, buttons (one press answers) or order.
    statements: what a pair or an item is about. most: how many may be picked.
    """

    step: str
    text: str
    hint: str
    form: str
    groups: tuple[Group, ...] = ()
    statements: tuple[str, ...] = ()
    most: int = 1

    @property
    def choices(self) -> tuple[Choice, ...]:
        return tuple(choice for group in self.groups for choice in group.choices)

    def label_of(self, value: str) -> str:
        """Return a choice's words; the value itself when it is no choice any more."""
        return next((choice.label for choice in self.choices if choice.value == value), value)


PAIR_CHOICES = (
    Choice("-2", "Much more left"),
    Choice("-1", "A bit more left"),
    Choice("1", "A bit more right"),
    Choice("2", "Much more right"),
)
CANT_SAY = Choice("0", "I can’t say")
ITEM_CHOICES = (
    Choice("-2", "Not like me at all"),
    Choice("-1", "Not much like me"),
    Choice("0", "In between"),
    Choice("1", "Quite like me"),
    Choice("2", "Very much like me"),
)
YEARS = (
    Choice("0", "None yet"),
    Choice("0.5", "Less than a year"),
    Choice("1.5", "1 or 2 years"),
    Choice("4", "3 to 5 years"),
    Choice("8", "6 to 10 years"),
    Choice("12", "More than 10 years"),
)
"""The middle of each band; a number that somebody gives takes its place."""
FAMILY_HEADINGS = {
    Family.PSM: "Scrum Master, by Scrum.org",
    Family.PSPO: "Product Owner, by Scrum.org",
    Family.OTHER: "Others",
}


def question_of(step: str, library: Library) -> Question:
    """Return the question of a step; raises KeyError when there is none of that name."""
    if step in EXTRAS:
        return _extra(step, library)
    kind = kind_of(step, library)
    if kind == "pair":
        return _pair(step, library)
    if kind == "item":
        return _item(step, library)
    if step == REASONS:
        return _reasons(library)
    return FACT_QUESTIONS[step](library)


def _current_role(library: Library) -> Question:
    groups = _words("roles", library, ROLE_GROUPS)
    return Question("current_role", "What is your job now?", "Choose what comes nearest.", "one", groups)


def _target_role(library: Library) -> Question:
    groups = _words("roles", library, ROLE_GROUPS, leave_out=NO_WANTED_ROLES)
    hint = "The one you have, if you want to stay. Not sure yet? Skip this question."
    return Question("target_role", "Which job would you like next?", hint, "one", groups)


def _goals(library: Library) -> Question:
    groups = _words("goals", library, GOAL_GROUPS)
    hint = f"Choose up to {MOST_GOALS}."
    return Question("goals", "What do you want to reach?", hint, "many", groups, most=MOST_GOALS)


def _years(library: Library) -> Question:
    text = "How long have you worked with Scrum?"
    return Question(
        "years_of_scrum", text, "In any role. Courses alone don’t count.", "years", (Group("", YEARS),)
    )


def _holds(library: Library) -> Question:
    every = library.catalogue.certifications.values()
    groups = tuple(
        Group(heading, tuple(Choice(one.id, _named(one.short_name, one.name)) for one in members))
        for family, heading in FAMILY_HEADINGS.items()
        if (members := [one for one in every if one.family is family])
    )
    hint = "Tick all that you hold. If you hold none, just continue."
    return Question("holds", "Which certifications do you hold?", hint, "many", groups, most=len(every))


def _country(library: Library) -> Question:
    names = sorted(library.countries.items(), key=lambda pair: pair[1])
    hint = "To count the jobs that are advertised there."
    choices = tuple(Choice(code, name) for code, name in names)
    return Question(
        "country", "In which country do you look for work?", hint, "country", (Group("", choices),)
    )


def _limits(library: Library) -> Question:
    hint = "All three may stay empty."
    return Question("limits", "Do money, time or a date set limits?", hint, "limits")


FACT_QUESTIONS: Mapping[str, Callable[[Library], Question]] = {
    "current_role": _current_role,
    "target_role": _target_role,
    "goals": _goals,
    "years_of_scrum": _years,
    "holds": _holds,
    "country": _country,
    "limits": _limits,
}


def _pair(step: str, library: Library) -> Question:
    pair = library.instrument.pairs[step]
    return Question(
        step,
        "Which is more like you at work?",
        "Both may fit, or neither. Which one more?",
        "buttons",
        (Group("", PAIR_CHOICES), Group("", (CANT_SAY,))),
        statements=(pair.left.text, pair.right.text),
    )


def _item(step: str, library: Library) -> Question:
    text = library.instrument.items[step].text
    return Question(
        step, "How much is this like you?", "", "buttons", (Group("", ITEM_CHOICES),), statements=(text,)
    )


def _reasons(library: Library) -> Question:
    return Question(
        REASONS,
        "What matters most to you in this choice?",
        "Your first reason counts most. One is enough.",
        "order",
        (Group("", _criteria(library)),),
        most=MOST_REASONS,
    )


EXTRA_TEXTS = {
    "likes": ("What work do you like?", "Tick all that fit."),
    "strengths": ("What are you good at?", "Tick all that fit."),
    "constraints": ("What else should we know?", "Tick all that are true."),
    "ignored": ("What should not count at all?", "Ticked reasons get no weight."),
}


def _extra(step: str, library: Library) -> Question:
    text, hint = EXTRA_TEXTS[step]
    choices = (
        _criteria(library) if step == "ignored" else _labels(library.vocabulary.words[step], library, step)
    )
    return Question(step, text, hint, "many", (Group("", choices),), most=len(choices) - (step == "ignored"))


def _criteria(library: Library) -> tuple[Choice, ...]:
    return tuple(Choice(criterion.id, criterion.label) for criterion in library.criteria.values())


def _words(
    kind: str,
    library: Library,
    groups: Mapping[str, Sequence[str]],
    *,
    leave_out: frozenset[str] = frozenset(),
) -> tuple[Group, ...]:
    names = [name for name in library.vocabulary.words[kind] if name not in leave_out]
    return tuple(
        Group(heading, _labels(members, library, kind)) for heading, members in grouped(names, groups)
    )


def _labels(names: Iterable[str], library: Library, kind: str) -> tuple[Choice, ...]:
    return tuple(Choice(name, library.vocabulary.words[kind][name].label) for name in names)


def _named(short_name: str, name: str) -> str:
    return name if short_name == name else f"{short_name}, {name}"
