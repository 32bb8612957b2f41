"""The TOML head of an item file: its fields, and where each of them stands."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from whichcert.bank.item import ASSESSMENTS, CognitiveLevel, Kind, Status
from whichcert.errors import Problem, nearest, shortened
from whichcert.scrum import FocusArea

EASIEST, HARDEST = -3.0, 3.0
"""Logits; the writers' scale is −2 to 2, and what lies outside these bounds is a slip."""

_CHOICES: Mapping[str, frozenset[str]] = {
    "focus_area": frozenset(map(str, FocusArea)),
    "kind": frozenset(map(str, Kind)),
    "cognitive_level": frozenset(map(str, CognitiveLevel)),
    "status": frozenset(map(str, Status)),
}
_TEXTS = frozenset({"id", "difficulty_reason", "author", *_CHOICES})
_LISTS = frozenset({"statements", "assessments"})
_BOOLEANS = frozenset({"situation", "near_right"})
REQUIRED = (
    *("id", "statements", "focus_area", "assessments", "kind", "choose", "intended_difficulty"),
    *("difficulty_reason", "cognitive_level", "situation", "near_right", "author", "written_on", "status"),
)
OPTIONAL = ("about_change", "supersedes", "enemies")
FIELDS = (*REQUIRED, *OPTIONAL)
_FIELDS, _REQUIRED = frozenset(FIELDS), frozenset(REQUIRED)

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLAIN_LINE = re.compile(
    r"""([a-z_]+)[ ]*=[ ]*(?:"([^"\\\x00-\x1f\x7f]*)"|(\[[^\]\\\x00-\x1f\x7f']*\])"""
    r"""|(true|false)|(-?(?:0|[1-9]\d{0,8})(?:\.\d{1,9})?)|(\d{4}-\d\d-\d\d))[ ]*(?:\#[^\x00-\x1f\x7f]*)?"""
)
_PLAIN_LIST = re.compile(r'\[ *(?:"[^"]*" *(?:, *"[^"]*" *)*,? *)?\]')


@dataclass(frozen=True, slots=True)
class Head:
    """The fields as TOML has them, and the line of each."""

    fields: Mapping[str, Any]
    lines: Mapping[str, int]


def read_head(rows: list[str], where: str) -> Head | Problem:
    """Return the fields in ``rows``, which stand from line 2 of the file, or why they can't be read."""
    plain = plain_head(rows)
    return plain if plain is not None else _full_head(rows, where)


def plain_head(rows: list[str]) -> Head | None:
    """Return the fields of a head of one-line values without escapes, None where TOML has more to say.

    The heads of 2,000 items take the full parser 0.14 s, this one 0.02 s. A test holds them equal.
    """
    fields, lines = dict[str, Any](), dict[str, int]()
    for number, row in enumerate(rows, start=2):
        match = _PLAIN_LINE.fullmatch(row)
        if match is None:
            if row.strip(" ") == "":
                continue
            return None
        name = match[1]
        value = _plain_value(match)
        if value is None or name in fields:
            return None
        fields[name], lines[name] = value, number
    return Head(fields, lines)


def _plain_value(match: re.Match[str]) -> Any:
    _, text, strings, boolean, number, day = match.groups()
    if text is not None:
        return text
    if strings is not None:
        return strings.split('"')[1::2] if _PLAIN_LIST.fullmatch(strings) else None
    if boolean is not None:
        return boolean == "true"
    if number is not None:
        return float(number) if "." in number else int(number)
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def _full_head(rows: list[str], where: str) -> Head | Problem:
    try:
        fields = tomllib.loads("\n".join(rows))
    except (ValueError, RecursionError) as error:
        place = re.search(r"\(at line (\d+)", str(error))
        message = f"the head is not valid TOML: {shortened(str(error), 200)}; correct this line"
        return Problem(where, message, int(place[1]) + 1 if place else 2)
    lines = dict[str, int]()
    for number, row in enumerate(rows, start=2):
        if key := re.match(r"\s*(\w+)\s*=", row):
            lines.setdefault(key[1], number)
    return Head(fields, lines)


def head_problems(head: Head, where: str) -> Iterator[Problem]:
    """Yield everything that keeps the fields from making an item."""
    fields = head.fields
    for name in fields.keys() - _FIELDS:
        yield Problem(where, _unknown("field", name, FIELDS), head.lines.get(name, 2))
    for name in sorted(_REQUIRED - fields.keys()):
        yield Problem(where, f"`{name}` is missing from the head; add it", 1)
    for name in fields.keys() & _FIELDS:
        message = _fault(name, fields[name])
        if message:
            yield Problem(where, message, head.lines.get(name, 2))


def _fault(name: str, value: Any) -> str | None:
    if name in _TEXTS or name == "supersedes":
        return _text_fault(name, value)
    if name in _LISTS or name == "enemies":
        return _list_fault(name, value)
    if name in _BOOLEANS or name == "about_change":
        return None if isinstance(value, bool) else f"`{name}` must be true or false"
    if name == "written_on":
        # TOML's date and time is a date for Python, too.
        return (
            None if type(value) is date else "`written_on` must be a date such as 2026-11-24, not in quotes"
        )
    if name == "choose":
        is_good = type(value) is int and 1 <= value <= 9
        return None if is_good else "`choose` must be a whole number from 1 to 9"
    is_good = type(value) in (int, float) and EASIEST <= value <= HARDEST
    return None if is_good else f"`{name}` must be a number of logits from {EASIEST} to {HARDEST}"


def _text_fault(name: str, value: Any) -> str | None:
    if not isinstance(value, str):
        return f"`{name}` must be a text in quotes"
    if not value.strip():
        return f"`{name}` is an empty text; write it"
    if name in ("id", "supersedes") and not _ID.fullmatch(value):
        return f"`{name}` must be lower-case words joined by hyphens; found {shortened(value)!r}"
    if name in _CHOICES and value not in _CHOICES[name]:
        return _unknown(name, value, tuple(sorted(_CHOICES[name])))
    return None


def _list_fault(name: str, value: Any) -> str | None:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        return f'`{name}` must be a list of texts such as ["…", "…"]'
    if not value and name in _LISTS:
        return f"`{name}` is empty; name at least one"
    if len(set(value)) < len(value):
        return f"`{name}` names something twice; name it once"
    if name == "assessments":
        return next(
            (_unknown("assessment", one, ASSESSMENTS) for one in value if one not in ASSESSMENTS), None
        )
    return None


def _unknown(what: str, name: str, known: tuple[str, ...]) -> str:
    near = nearest(name, known, most=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(known)}"
    return f"the {what} {shortened(name)!r} is unknown; {hint}"
