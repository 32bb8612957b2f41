"""Say what is wrong with a raw TOML value, in words."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

from whichcert.catalogue.document import Document
from whichcert.catalogue.fields import Field, Kind
from whichcert.errors import Problem, nearest, shortened

Rule = Callable[[object], str | None]
"""Returns what was found and what was expected; None when the value is right."""

Path = tuple[str | int, ...]

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters but for the tab and the line end."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What one key of a table must hold."""

    rule: Rule
    is_required: bool = True


def table_problems(document: Document, path: Path, entries: Mapping[str, Entry]) -> Iterator[Problem]:
    """Yield a finding for every key of the table at ``path`` that is missing, unknown or wrong."""
    table = table_at(document, path)
    if table is None:
        yield document.problem(f"`{dotted(path)}` must be a table, written [{dotted(path)}]", *path)
        return
    for key in sorted(table.keys() - entries.keys()):
        yield document.problem(unknown_key(key, entries), *path, key)
    for key, entry in entries.items():
        if key not in table:
            if entry.is_required:
                yield document.problem(f"`{dotted((*path, key))}` is missing; add it", *path)
        elif wrong := entry.rule(table[key]):
            yield document.problem(f"`{dotted((*path, key))}` {wrong}", *path, key)


def table_at(document: Document, path: Path) -> Mapping[str, object] | None:
    """Return the table at ``path``; None when something else stands there."""
    found: object = document.data
    for part in path:
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, list) and isinstance(part, int):
            found = found[part]
    return found if isinstance(found, Mapping) else None


def unknown_key(key: str, known: Collection[str]) -> str:
    near = nearest(key, known, most=1)
    hint = f"did you mean `{near[0]}`?" if near else f"known: {', '.join(sorted(known))}"
    return f"the key `{shortened(key)}` is unknown; {hint}"


def dotted(path: Path) -> str:
    return ".".join(shortened(str(part)) for part in path)


def is_text(value: object) -> str | None:
    if not isinstance(value, str):
        return f"must be a text in quotes; found {described(value)}"
    if not value.strip():
        return "is an empty text; write it, or take the key out"
    if _CONTROL.search(value):
        return "holds an invisible control character; type the text again"
    return None


def is_day(value: object) -> str | None:
    if isinstance(value, datetime) or not isinstance(value, date):
        return f"must be a date without quotes, such as 2026-11-23; found {described(value)}"
    return None


def is_day_or_text(value: object) -> str | None:
    return is_day(value) and is_text(value) and f"must be a date or a text; found {described(value)}"


def is_list(value: object) -> str | None:
    if not isinstance(value, list):
        return f"must be a list of texts in brackets; found {described(value)}"
    for entry in value:
        if wrong := is_text(entry):
            return f"has an entry that {wrong}"
    twice = [entry for entry, times in Counter(value).items() if times > 1]
    return f"names {shortened(twice[0])!r} twice; take one out" if twice else None


def is_level(value: object) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 3:
        return f"must be 1, 2 or 3, or be left out; found {described(value)}"
    return None


def is_web_address(value: object) -> str | None:
    if wrong := is_text(value):
        return wrong
    try:
        address = urlsplit(str(value))
        is_good = address.scheme in ("http", "https") and bool(address.hostname)
    except ValueError:
        is_good = False
    if not is_good or any(sign.isspace() or sign in '<>"\\' for sign in str(value)):
        return f"must be a web address that starts with https://; found {described(value)}"
    return None


def is_one_of(names: Collection[str]) -> Rule:
    """Return the rule that the value is one of a closed list."""
    names = tuple(str(name) for name in names)

    def rule(value: object) -> str | None:
        if isinstance(value, str) and value in names:
            return None
        near = nearest(value, names, most=1) if isinstance(value, str) else ()
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"must be one of {', '.join(names)}; found {described(value)}{hint}"

    return rule


def holds(field: Field) -> Rule:
    """Return the rule for the value of one fact key."""
    if field.kind is Kind.NUMBER:
        return lambda value: is_number(value, is_percent=field.unit == "percent")
    if field.kind is Kind.BOOLEAN:
        return is_boolean
    if field.kind is Kind.TEXT:
        return is_text
    return lambda value: is_filled_list(value, field.choices)


def is_number(value: object, *, is_percent: bool = False) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"must be a number without quotes; found {described(value)}"
    # One comparison also turns away nan, infinity and integers that no float can hold.
    if not 0 <= value <= 1e12:
        return f"must lie between 0 and 1,000,000,000,000; found {described(value)}"
    if is_percent and value > 100:
        return f"must be a percentage, 0 to 100; found {described(value)}"
    return None


def is_boolean(value: object) -> str | None:
    return (
        None
        if isinstance(value, bool)
        else f"must be true or false, without quotes; found {described(value)}"
    )


def is_filled_list(value: object, choices: Collection[str] | None = None) -> str | None:
    if wrong := is_list(value):
        return wrong
    if value == []:
        return "is an empty list; fill it, or write `unknown` with the reason instead of `value`"
    if choices is None or not isinstance(value, list):
        return None
    rule = is_one_of(sorted(choices))
    return next((f"has an entry that {wrong}" for entry in value if (wrong := rule(entry))), None)


def described(value: object) -> str:
    """Return a value as a short text that fits into a message."""
    names = {bool: "", int: "", float: "", str: "", list: "a list", dict: "a table"}
    name = names.get(type(value), "a date or time")
    if name:
        return name
    try:
        return shortened(repr(value).lower() if isinstance(value, bool) else repr(value))
    except ValueError:  # an integer with thousands of digits refuses to be printed
        return "a number with too many digits"


def texts(value: object) -> tuple[str, ...]:
    """Return a checked list of texts as a tuple."""
    return tuple(str(entry) for entry in value) if isinstance(value, list) else ()


def optional_text(value: object) -> str | None:
    """Return a checked text or date as text; None stays None."""
    return None if value is None else str(value)


def day(value: object) -> date:
    """Return a checked date; TypeError means that the check was forgotten."""
    if not isinstance(value, date):
        raise TypeError(f"expected a date whose shape was checked; got {type(value).__name__}")
    return value
