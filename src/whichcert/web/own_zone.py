"""The time zone whose midnight begins a learner's day: the one that is set, else this machine's."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from whichcert.errors import InputRefused, Problem

VARIABLE = "WHICHCERT_TIMEZONE"
LOCAL_TIME = Path("/etc/localtime")
DJANGOS = "UTC"
"""What Django puts into TZ, in this process and in those that it starts: it says nothing of the machine."""


def own_zone(environment: Mapping[str, str], local_time: Path = LOCAL_TIME) -> tzinfo:
    """Return the zone; raises InputRefused where one is set that there is not.

    Where a machine does not tell its zone's rules, as on Windows, its offset of today is taken.
    """
    if named := environment.get(VARIABLE, "").strip():
        found = _zone(named)
        if found is None:
            message = f"{named[:60]!r} is no time zone here; expected a name such as Europe/Berlin or UTC"
            raise InputRefused([Problem(VARIABLE, message)])
        return found
    told = environment.get("TZ", "").strip().removeprefix(":")
    if told and told != DJANGOS and (found := _zone(told)):
        return found
    return _of_machine(local_time) or datetime.now(UTC).astimezone().tzinfo or UTC


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # not found, a folder, a path that leaves the zones
        return None


def _of_machine(local_time: Path) -> ZoneInfo | None:
    """Return the zone that the system's file holds, with its name where the file is a link to one."""
    if not local_time.is_file():
        return None
    _, _, name = local_time.resolve().as_posix().partition("/zoneinfo/")
    if name and (found := _zone(name)):
        return found
    try:
        with local_time.open("rb") as file:
            return ZoneInfo.from_file(file)
    except ValueError:
        return None


def zone_name(at: datetime) -> str:
    """Return what people call the zone of a time.

    >>> zone_name(datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Berlin")))
    'Europe/Berlin'
    >>> zone_name(datetime(2026, 7, 1, tzinfo=UTC))
    'UTC'
    """
    key = getattr(at.tzinfo, "key", None)
    return str(key or at.tzname()).removeprefix("Etc/")
