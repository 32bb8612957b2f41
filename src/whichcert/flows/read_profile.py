"""A profile from a file or from plain values, checked at the door.

Every problem is collected, each with its place, what was found and what is
expected; nothing is dropped in silence and nothing unknown is guessed.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from whichcert.decide.criteria import CRITERIA
from whichcert.decide.profile import Profile
from whichcert.errors import InputRefused, Problem, UnknownName, shortened
from whichcert.flows.free_words import certification_named
from whichcert.library import Library

MOST_BYTES = 100_000
"""A full profile is about 2 kB; ten megabytes of answers are a mistake or an attack."""
MOST_WORDS = 40
MOST_REASONS = 3
FIELDS = (
    "current_role", "target_role", "years_of_scrum", "holds", "goals", "likes", "strengths", "constraints",
    "reasons", "ignored", "budget_usd", "hours_per_week", "deadline", "country", "answers",
)  # fmt: skip
MOST_UNKNOWN = 10
"""So many unknown fields are named one by one; a file with more is not a profile."""
MOST_DOTS = 1_000
"""Dots in one line: a dotted key of thousands of parts would keep the TOML reader busy for a minute."""
RANGES = {"years_of_scrum": (0.0, 60.0), "budget_usd": (0.0, 100_000.0), "hours_per_week": (0.0, 100.0)}
LONGEST_DEADLINE = timedelta(days=3660)


def read_profile(path: Path, library: Library, *, today: date) -> Profile:
    """Read a TOML profile; raises InputRefused with every problem and its line."""
    where = path.name or str(path)
    text = _text(path, where)
    return profile_from(_parsed(text, where), library, today=today, where=where, text=text)


def _parsed(text: str, where: str) -> Mapping[str, Any]:
    deep = "is nested too deeply; a profile has one level"
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MOST_DOTS:
            raise InputRefused([Problem(where, deep, number)])
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputRefused([_toml_problem(where, error, text)]) from error
    except RecursionError as error:
        raise InputRefused([Problem(where, deep)]) from error
    except ValueError as error:
        # the parser converts integers of any length; Python refuses more than 4,300 digits
        raise InputRefused([Problem(where, "holds a number of thousands of digits; shorten it")]) from error


def _text(path: Path, where: str) -> str:
    try:
        with path.open("rb") as file:
            found = file.read(MOST_BYTES + 1)
        if len(found) > MOST_BYTES:
            size = max(path.stat().st_size, len(found))
            message = f"has {size:,} bytes; a profile has at most {MOST_BYTES:,}"
            raise InputRefused([Problem(where, message)])
        return found.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        message = f"byte {error.start} is not UTF-8; save the file as UTF-8"
        raise InputRefused([Problem(where, message, line)]) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputRefused([Problem(where, f"can't be opened: {reason}")]) from error


def _toml_problem(where: str, error: tomllib.TOMLDecodeError, text: str) -> Problem:
    found = re.search(r"line (\d+)", str(error))
    message = f"is not TOML: {str(error).split(' (at')[0]}"
    # the other place that the parser names is the end of the document
    return Problem(where, message, int(found[1]) if found else text.rstrip("\n").count("\n") + 1)


@dataclass
class _Reader:
    """Collects problems while fields are read; the only mutable thing here, gone when reading ends."""

    data: Mapping[str, Any]
    library: Library
    today: date
    where: str
    text: str
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, message: str) -> None:
        self.problems.append(Problem(self.where, f"{name}: {message}", self._line(name)))

    def _line(self, name: str) -> int | None:
        key = name.split("[")[0].split(".")[-1].strip()
        for number, line in enumerate(self.text.split("\n"), start=1):
            if re.match(rf"\s*\[?\"?{re.escape(key)}\"?\s*[=\]]", line):
                return number
        return None


def profile_from(
    data: Mapping[str, Any], library: Library, *, today: date, where: str = "profile", text: str = ""
) -> Profile:
    """Return the profile that plain values describe; raises InputRefused with every problem.

    data: the fields of docs/profile.md, each optional. text: the file's text,
    only to name lines.
    """
    reader = _Reader(data, library, today, where, text)
    _refuse_unknown_fields(reader)
    profile = Profile(
        current_role=_role(reader, "current_role"),
        target_role=_role(reader, "target_role"),
        years_of_scrum=_number(reader, "years_of_scrum"),
        holds=_names(reader, "holds", lambda name: certification_named(name, library)),
        goals=_words(reader, "goals"),
        likes=_words(reader, "likes"),
        strengths=_words(reader, "strengths"),
        constraints=_words(reader, "constraints"),
        reasons=_criteria(reader, "reasons", MOST_REASONS),
        ignored=_criteria(reader, "ignored", len(CRITERIA) - 1),
        budget_usd=_number(reader, "budget_usd"),
        hours_per_week=_number(reader, "hours_per_week"),
        deadline=_deadline(reader),
        country=_country(reader),
        answers=_answers(reader),
    )
    _refuse_contradiction(reader, profile)
    if reader.problems:
        raise InputRefused(reader.problems)
    return profile


def _refuse_unknown_fields(reader: _Reader) -> None:
    unknown = [str(name) for name in reader.data if name not in FIELDS]
    for name in unknown[:MOST_UNKNOWN]:
        reader.refuse(_printable(name), str(UnknownName("field", name, FIELDS)))
    if len(unknown) > MOST_UNKNOWN:
        message = f"{len(unknown) - MOST_UNKNOWN} more unknown fields; this does not look like a profile"
        reader.problems.append(Problem(reader.where, message))


def _role(reader: _Reader, name: str) -> str | None:
    value = reader.data.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        reader.refuse(name, f'{_shown(value)} is not a word; expected one role, such as {name} = "developer"')
        return None
    try:
        return reader.library.vocabulary.word("roles", value).id
    except UnknownName as error:
        reader.refuse(name, str(error))
        return None


def _words(reader: _Reader, kind: str) -> tuple[str, ...]:
    return _names(reader, kind, lambda name: reader.library.vocabulary.word(kind, name).id)


def _names(reader: _Reader, name: str, known: Callable[[str], str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in _list(reader, name):
        try:
            found[known(value)] = None
        except UnknownName as error:
            reader.refuse(name, str(error))
    return tuple(found)


def _list(reader: _Reader, name: str) -> Iterable[str]:
    value = reader.data.get(name)
    if value is None or value == "":
        return []
    values: Sequence[Any] = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple) or not all(isinstance(each, str) for each in values):
        reader.refuse(name, f'{_shown(value)} is not a list of words; expected {name} = ["…", "…"]')
        return []
    if len(values) > MOST_WORDS:
        reader.refuse(name, f"has {len(values)} entries; at most {MOST_WORDS} are read")
        return []
    return values


def _criteria(reader: _Reader, name: str, most: int) -> tuple[str, ...]:
    def known(value: str) -> str:
        spelled = value.strip().lower().replace("_", "-").replace(" ", "-")
        if spelled not in CRITERIA:
            raise UnknownName("criterion", value, CRITERIA)
        return spelled

    found = _names(reader, name, known)
    if len(found) > most:
        reader.refuse(name, f"names {len(found)} criteria; at most {most} count, the most important first")
    return found[:most]


def _number(reader: _Reader, name: str) -> float | None:
    value = reader.data.get(name)
    if value is None:
        return None
    low, high = RANGES[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        reader.refuse(name, f"{_shown(value)} is not a number; expected {low:g} to {high:g}")
        return None
    # compare before converting: an integer of a thousand digits is no float
    if not low <= value <= high:  # not a number lies nowhere
        reader.refuse(name, f"{_shown(value)} is out of range; expected {low:g} to {high:g}")
        return None
    return float(value)


def _deadline(reader: _Reader) -> date | None:
    value = reader.data.get("deadline")
    if value is None or value == "":
        return None
    day = _day(value)
    if day is None:
        reader.refuse("deadline", f"{_shown(value)} is not a date; expected YYYY-MM-DD")
    elif day < reader.today:
        reader.refuse("deadline", f"{day} is in the past; give a day from {reader.today} on, or leave it out")
        day = None
    elif day - reader.today > LONGEST_DEADLINE:
        reader.refuse("deadline", f"{day} is more than ten years ahead; expected an earlier day")
        day = None
    return day


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None


def _country(reader: _Reader) -> str | None:
    value = reader.data.get("country")
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        reader.refuse("country", f'{_shown(value)} is not a country; expected a code such as "de"')
        return None
    code = reader.library.country_code(value)
    if code is None:
        names = [*reader.library.countries, *reader.library.countries.values()]
        reader.refuse("country", str(UnknownName("country", value, names)))
    return code


def _answers(reader: _Reader) -> Mapping[str, int]:
    value = reader.data.get("answers")
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        reader.refuse("answers", f"{_shown(value)} is not a table; expected pair id = −2 to 2")
        return {}
    instrument = reader.library.instrument
    known = [*instrument.pairs, *instrument.items]
    if len(value) > len(known):
        reader.refuse("answers", f"has {len(value)} entries; there are only {len(known)} questions")
        return {}
    found = {}
    for name, answer in value.items():
        if name not in instrument.pairs and name not in instrument.items:
            reader.refuse(f"answers.{_printable(str(name))}", str(UnknownName("pair", str(name), known)))
        elif isinstance(answer, bool) or not isinstance(answer, int) or not -2 <= answer <= 2:
            reader.refuse(f"answers.{name}", f"{_shown(answer)} is no answer; expected −2, −1, 0, 1 or 2")
        else:
            found[name] = answer
    return found


def _refuse_contradiction(reader: _Reader, profile: Profile) -> None:
    for name in (reason for reason in profile.reasons if reason in profile.ignored):
        reader.refuse("ignored", f"{name!r} is also a reason; keep it in one list")


def _shown(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**30:
        return "a number of more than 30 digits"
    try:
        return shortened(repr(value))
    except (ValueError, RecursionError):
        # a list that holds an integer of thousands of digits, or tables in tables in tables
        return "a value too large to show"


def _printable(name: str) -> str:
    """Keep control characters of a key away from the terminal."""
    return shortened(name if name.isprintable() else repr(name)[1:-1])
