"""Read what ``study_data_value`` wrote; what is wrong with it is named with its place, nothing is guessed."""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime
from enum import Enum
from typing import Any, NoReturn, TypeVar

from whichcert.errors import InputRefused, Problem, nearest, shortened
from whichcert.flows.choice_shape import check_choice
from whichcert.flows.history import Confidence, Mode
from whichcert.flows.sitting import Deed, Happened, Sitting
from whichcert.flows.study_data import (
    FORMAT,
    VERSION,
    Choice,
    GivenAnswer,
    Report,
    StoredOrientation,
    StoredSitting,
    StudyData,
)
from whichcert.memory.schedule import Grade

MOST_BYTES = 16_000_000
"""About 50,000 answers: forty on each working day for five years."""

MOST_PROBLEMS = 20
"""After so many the file is another one; the rest would tell nothing new."""

FIRST_YEAR, LAST_YEAR = 2020, 2099
MOST_MINUTES = 1_440.0
MOST_WORDS = 2_000
MOST_VALUE = 20_000
"""Characters of one thing that was set, as JSON."""

MOST_PLACES = 9
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KEY = re.compile(r"[!-~]{1,64}")
_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,79}")
_STEP = re.compile(r"[a-z0-9_][a-z0-9._-]{0,79}")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_ONE_ASSESSMENT = (Mode.PRACTISE, Mode.MOCK)
_T = TypeVar("_T")
_E = TypeVar("_E", bound=Enum)


def read_study_data(data: bytes) -> StudyData:
    """Return what a file holds; raises InputRefused with what is wrong and where."""
    if len(data) > MOST_BYTES:
        _refuse("file", f"has {len(data):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        _refuse("file", "is not text in UTF-8; expected the file export.json that whichcert wrote")
    except (ValueError, RecursionError) as error:
        _refuse("file", f"is not JSON ({shortened(str(error), 100)}); it may have been cut")
    return study_data_from(value)


def study_data_from(value: Any) -> StudyData:
    """Return the data that a JSON value holds; raises InputRefused with what is wrong and where."""
    if not isinstance(value, Mapping) or value.get("format") != FORMAT:
        _refuse("file", f"is no export of whichcert: it does not begin with format = {FORMAT!r}")
    version = value.get("version")
    if version != VERSION or isinstance(version, bool):
        found = shortened(repr(version))
        _refuse("version", f"is {found}; this whichcert reads {VERSION}. Install the version that wrote it")
    names = ("format", "version", "sittings", "reports", "choices", "orientations")
    record = _record(value, "file", names, needed=names)
    sittings = _each(record["sittings"], "sittings", _sitting)
    orientations = _each(record["orientations"], "orientations", _orientation)
    _unlike([one.sitting.token for one in sittings], "sittings", "token")
    _unlike([one.token for one in orientations], "orientations", "token")
    return StudyData(
        sittings,
        _each(record["reports"], "reports", _report),
        _each(record["choices"], "choices", _choice),
        orientations,
    )


def _sitting(value: Any, where: str) -> StoredSitting:
    names = ("token", "mode", "assessments", "items", "minutes", "started", "events")
    record = _record(value, where, names, needed=names)
    mode = _word(record["mode"], f"{where}.mode", Mode)
    assessments = _each(record["assessments"], f"{where}.assessments", _id)
    items = _each(record["items"], f"{where}.items", _id)
    if not assessments or (mode in _ONE_ASSESSMENT and len(assessments) > 1):
        expected = "one" if mode in _ONE_ASSESSMENT else "one or more"
        _refuse(f"{where}.assessments", f"has {len(assessments)}; a sitting of {mode.value} has {expected}")
    if mode is Mode.MOCK and not items:
        _refuse(f"{where}.items", "is empty; a mock has its questions from the start")
    _unlike(items, where, "item")
    sitting = Sitting(
        _text(record["token"], f"{where}.token", _TOKEN),
        mode,
        assessments,
        _time(record["started"], f"{where}.started"),
        items,
        _minutes(record["minutes"], f"{where}.minutes"),
    )
    events = _each(record["events"], f"{where}.events", _event)
    _unlike([key for key, _ in events], f"{where}.events", "key")
    return StoredSitting(sitting, events)


def _event(value: Any, where: str) -> tuple[str, Happened]:
    names = ("key", "deed", "at", "item", "chosen", "confidence", "grade", "received")
    record = _record(value, where, names, needed=("key", "deed", "at"))
    deed = _word(record["deed"], f"{where}.deed", Deed)
    item = _id(record["item"], f"{where}.item") if "item" in record else ""
    if not item and deed is not Deed.FINISH:
        _refuse(where, f"has no item; expected the question that {deed.value!r} is about")
    if deed is Deed.GRADE and "grade" not in record:
        _refuse(where, "has no grade; expected a number from 1 to 4")
    happened = Happened(
        deed,
        _time(record["at"], f"{where}.at"),
        item,
        _places(record["chosen"], f"{where}.chosen") if "chosen" in record else (),
        _word(record["confidence"], f"{where}.confidence", Confidence) if "confidence" in record else None,
        _grade(record["grade"], f"{where}.grade") if "grade" in record else None,
        _time(record["received"], f"{where}.received") if "received" in record else None,
    )
    return _text(record["key"], f"{where}.key", _KEY), happened


def _report(value: Any, where: str) -> Report:
    names = ("item", "reason", "words", "at")
    record = _record(value, where, names, needed=names)
    return Report(
        _id(record["item"], f"{where}.item"),
        _text(record["reason"], f"{where}.reason", _NAME),
        _words(record["words"], f"{where}.words"),
        _time(record["at"], f"{where}.at"),
    )


def _choice(value: Any, where: str) -> Choice:
    names = ("name", "value", "at")
    record = _record(value, where, names, needed=names)
    if record["value"] is None:
        _refuse(f"{where}.value", "is null; expected what was set")
    name = _text(record["name"], f"{where}.name", _NAME)
    check_choice(name, record["value"], f"{where}.value")
    return Choice(
        name,
        _anything(record["value"], f"{where}.value"),
        _time(record["at"], f"{where}.at"),
    )


def _orientation(value: Any, where: str) -> StoredOrientation:
    names = ("token", "created", "answers")
    record = _record(value, where, names, needed=names)
    return StoredOrientation(
        _text(record["token"], f"{where}.token", _TOKEN),
        _time(record["created"], f"{where}.created"),
        _each(record["answers"], f"{where}.answers", _given_answer),
    )


def _given_answer(value: Any, where: str) -> GivenAnswer:
    names = ("step", "value", "at")
    record = _record(value, where, names, needed=names)
    return GivenAnswer(
        _text(record["step"], f"{where}.step", _STEP),
        _anything(record["value"], f"{where}.value"),
        _time(record["at"], f"{where}.at"),
    )


def _record(value: Any, where: str, names: Collection[str], *, needed: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        _refuse(where, f"is {_shown(value)}; expected an object with {', '.join(needed)}")
    unknown = [name for name in value if name not in names]
    if unknown:
        near = nearest(unknown[0], names, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"
        _refuse(where, f"has the unknown field {shortened(unknown[0])!r}; {hint}")
    missing = [name for name in needed if name not in value]
    if missing:
        _refuse(where, f"lacks {', '.join(missing)}")
    return value


def _each(value: Any, where: str, read: Callable[[Any, str], _T]) -> tuple[_T, ...]:
    if not isinstance(value, list):
        _refuse(where, f"is {_shown(value)}; expected a list")
    found: list[_T] = []
    problems: list[Problem] = []
    for place, one in enumerate(value):
        try:
            found.append(read(one, f"{where}[{place}]"))
        except InputRefused as refused:
            problems += refused.problems
            if len(problems) >= MOST_PROBLEMS:
                break
    if problems:
        raise InputRefused(problems[:MOST_PROBLEMS])
    return tuple(found)


def _unlike(values: Iterable[str], where: str, name: str) -> None:
    met = set[str]()
    for value in values:
        if value in met:
            _refuse(where, f"has the {name} {value!r} twice")
        met.add(value)


def _text(value: Any, where: str, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        _refuse(where, f"is {_shown(value)}; expected text of the form {pattern.pattern}")
    return value


def _id(value: Any, where: str) -> str:
    return _text(value, where, _ID)


def _words(value: Any, where: str) -> str:
    if not isinstance(value, str) or len(value) > MOST_WORDS:
        _refuse(where, f"is {_shown(value)}; expected text of at most {MOST_WORDS:,} letters")
    # half a sign can't be stored, and a zero ends a text for some readers
    if any(sign == "\0" or 0xD800 <= ord(sign) <= 0xDFFF for sign in value):
        _refuse(where, "holds signs that are no text")
    return value


def _word(value: Any, where: str, kind: type[_E]) -> _E:
    known = [one.value for one in kind]
    if not isinstance(value, str) or value not in known:
        _refuse(where, f"is {_shown(value)}; expected one of {', '.join(known)}")
    return kind(value)


def _time(value: Any, where: str) -> datetime:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        _refuse(where, f"is {_shown(value)}; expected a time with its zone: 2026-11-24T12:00:00+00:00")
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        _refuse(where, f"is {_shown(value)}; expected a year from {FIRST_YEAR} to {LAST_YEAR}")
    return at.astimezone(UTC)


def _minutes(value: Any, where: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        _refuse(where, f"is {_shown(value)}; expected a number of minutes, or null for no clock")
    if not 0 < value <= MOST_MINUTES:
        _refuse(where, f"is {_shown(value)}; expected more than 0 and at most {MOST_MINUTES:,.0f}")
    return float(value)


def _places(value: Any, where: str) -> tuple[int, ...]:
    numbers = value if isinstance(value, list) else []
    fits = all(type(one) is int and 0 <= one < MOST_PLACES for one in numbers)
    if not isinstance(value, list) or not fits or sorted(set(numbers)) != numbers:
        _refuse(where, f"is {_shown(value)}; expected places of options from 0, ascending, each once")
    return tuple(numbers)


def _grade(value: Any, where: str) -> Grade:
    known = [int(one) for one in Grade]
    if isinstance(value, bool) or not isinstance(value, int) or value not in known:
        _refuse(where, f"is {_shown(value)}; expected a number from {known[0]} to {known[-1]}")
    return Grade(value)


def _anything(value: Any, where: str) -> Any:
    """Return a value that JSON can hold in a database; what it means is checked where it is used."""
    try:
        length = len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode())
    except (ValueError, TypeError, RecursionError):
        _refuse(where, "can't be kept as JSON")
    if length > MOST_VALUE:
        _refuse(where, f"has {length:,} bytes; at most {MOST_VALUE:,} are kept")
    return value


def _shown(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", bool: "true or false", type(None): "null"}
    if type(value) in (dict, list):
        return kinds[type(value)]
    return shortened(repr(value)) if type(value) not in kinds else kinds[type(value)]


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _refuse(where: str, message: str) -> NoReturn:
    raise InputRefused([Problem(where, message)])
