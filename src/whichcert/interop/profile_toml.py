"""A profile as the TOML file that ``whichcert advise --profile`` reads, and as plain values."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from whichcert.decide.profile import Profile

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
HEAD = (
    "# A profile for whichcert: what somebody said about themselves. Delete what you don't want to share.\n"
)


def profile_toml(profile: Profile) -> str:
    """Return the profile as TOML; what is not known is left out.

    >>> print(profile_toml(Profile(goals=("learn",), years_of_scrum=2.0)).split(chr(10), 1)[1])
    years_of_scrum = 2
    goals = ["learn"]
    <BLANKLINE>
    """
    return HEAD + "".join(f"{line}\n" for line in _lines(profile))


def plain_profile(profile: Profile) -> dict[str, Any]:
    """Return the profile as JSON has it, without what is not known."""
    plain = {field.name: _plain(getattr(profile, field.name)) for field in fields(profile)}
    return {name: value for name, value in plain.items() if value not in (None, [], {})}


def _plain(value: Any) -> Any:
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return list(value)
        case float() if value.is_integer():
            return int(value)
        case Mapping():
            return dict(value)
        case _:
            return value


def _lines(profile: Profile) -> Iterator[str]:
    for field in fields(profile):
        value = getattr(profile, field.name)
        if field.name != "answers" and value is not None and value != ():
            yield f"{field.name} = {_written(value)}"
    # A table runs to the end of the file, so it comes last.
    if profile.answers:
        yield ""
        yield "[answers]"
        yield from (f"{_key(name)} = {answer:d}" for name, answer in profile.answers.items())


def _written(value: Any) -> str:
    match value:
        case str():
            return _text(value)
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case date():
            return value.isoformat()
        case _:
            return f"[{', '.join(_text(each) for each in value)}]"


def _text(text: str) -> str:
    # JSON's escapes are TOML's, but for DEL, which TOML wants escaped and JSON leaves.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else _text(name)
