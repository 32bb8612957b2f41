"""The closed list of facts that a certification can have, in the order in which pages show them."""

from dataclasses import dataclass
from enum import StrEnum

from whichcert.scrum import FocusArea


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    LIST = "list"
    BOOLEAN = "boolean"


class Group(StrEnum):
    """The sections of a certification page and of a comparison, in their fixed order."""

    FOCUS_AND_SCOPE = "focus-and-scope"
    ROLE_SPECIFICITY = "role-specificity"
    CAREER_ADVANCEMENT = "career-advancement"
    CROSS_ROLE_KNOWLEDGE = "cross-role-knowledge"
    TOPICS = "topics"
    LEVELS = "levels"
    ASSESSMENT = "assessment"
    COST = "cost"
    TIME = "time"


GROUP_LABELS: dict[Group, str] = {
    Group.FOCUS_AND_SCOPE: "Focus and scope",
    Group.ROLE_SPECIFICITY: "Role specificity",
    Group.CAREER_ADVANCEMENT: "Career advancement",
    Group.CROSS_ROLE_KNOWLEDGE: "Cross-role knowledge",
    Group.TOPICS: "Topics",
    Group.LEVELS: "Levels",
    Group.ASSESSMENT: "Assessment",
    Group.COST: "Cost",
    Group.TIME: "Time",
}


@dataclass(frozen=True, slots=True)
class Field:
    """What one fact key means: how it is labelled, what it may hold, who must have it."""

    key: str
    label: str
    group: Group
    kind: Kind
    unit: str | None = None
    """The only unit that a number of this key may have; the key names it too."""
    full: bool = True
    """A certification in full detail must have this fact, be it as an honest hole."""
    short: bool = False
    choices: frozenset[str] | None = None
    """The only strings that a list of this key may hold."""

    def is_required(self, detail: str) -> bool:
        """Say whether a certification in this detail, "full" or "short", must have the fact."""
        return self.full if detail == "full" else self.short


_TEXT, _NUMBER, _LIST, _BOOLEAN = Kind.TEXT, Kind.NUMBER, Kind.LIST, Kind.BOOLEAN
_FOCUS_AREAS = frozenset(area.value for area in FocusArea)

FIELDS: tuple[Field, ...] = (
    Field("purpose", "What it shows", Group.FOCUS_AND_SCOPE, _TEXT, short=True),
    Field("compare_focus_and_scope", "Focus and scope", Group.FOCUS_AND_SCOPE, _TEXT),
    Field("audience", "Who it is for", Group.ROLE_SPECIFICITY, _TEXT),
    Field("compare_role_specificity", "How tied to one role", Group.ROLE_SPECIFICITY, _TEXT),
    Field("compare_career_advancement", "Where it can lead", Group.CAREER_ADVANCEMENT, _TEXT),
    Field("benefits", "Benefits", Group.CAREER_ADVANCEMENT, _LIST),
    Field("holders", "People who hold it", Group.CAREER_ADVANCEMENT, _NUMBER, "people"),
    Field(
        "compare_cross_role_knowledge", "What it teaches about other roles", Group.CROSS_ROLE_KNOWLEDGE, _TEXT
    ),
    Field("topics", "Topics", Group.TOPICS, _LIST),
    Field("focus_areas", "Focus areas", Group.TOPICS, _LIST, choices=_FOCUS_AREAS),
    Field("reading", "Reading", Group.TOPICS, _LIST),
    Field("level_meaning", "What the level means", Group.LEVELS, _TEXT),
    Field("prerequisites", "Needed before", Group.LEVELS, _TEXT),
    Field("format", "Format", Group.ASSESSMENT, _TEXT),
    Field("questions", "Questions", Group.ASSESSMENT, _NUMBER, "questions"),
    Field("minutes", "Length", Group.ASSESSMENT, _NUMBER, "minutes"),
    Field("pass_mark_percent", "Pass mark", Group.ASSESSMENT, _NUMBER, "percent"),
    Field("partial_credit", "Marks for a partly right answer", Group.ASSESSMENT, _BOOLEAN),
    Field("results", "What your result tells you", Group.ASSESSMENT, _TEXT),
    Field("proctored", "Watched by a proctor", Group.ASSESSMENT, _BOOLEAN),
    Field("languages", "Languages", Group.ASSESSMENT, _LIST),
    Field("pass_rate", "Share who pass", Group.ASSESSMENT, _NUMBER, "percent"),
    Field("fee_usd", "Price per attempt", Group.COST, _NUMBER, "USD", short=True),
    Field("retake", "Second try", Group.COST, _TEXT),
    Field("course_required", "Course required", Group.COST, _BOOLEAN, short=True),
    Field("course_fee_usd_low", "Course price, from", Group.COST, _NUMBER, "USD", full=False),
    Field("course_fee_usd_high", "Course price, to", Group.COST, _NUMBER, "USD", full=False),
    Field("renewal_fee_usd", "Price of a renewal", Group.COST, _NUMBER, "USD", full=False),
    Field("prep_hours_low", "Hours to prepare, from", Group.TIME, _NUMBER, "hours"),
    Field("prep_hours_high", "Hours to prepare, to", Group.TIME, _NUMBER, "hours"),
    Field("validity", "Valid for", Group.TIME, _TEXT, short=True),
    Field("renewal_years", "Years until renewal", Group.TIME, _NUMBER, "years", full=False),
)

FIELD_OF: dict[str, Field] = {field.key: field for field in FIELDS}

RANGES: tuple[tuple[str, str], ...] = (
    ("course_fee_usd_low", "course_fee_usd_high"),
    ("prep_hours_low", "prep_hours_high"),
)
"""Pairs of keys whose first value must not exceed the second."""
