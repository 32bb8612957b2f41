"""A plan as a calendar file (iCalendar, RFC 5545)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75
"""Octets of a line without its end (RFC 5545, 3.1)."""

PRODUCT = "-//whichcert//study plan//EN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event that takes a whole day and leaves the person free."""

    uid: str
    """The same for the same thing, so that a later file replaces the event instead of doubling it."""
    day: date
    summary: str
    description: str = ""


def calendar(entries: Iterable[Entry], *, name: str, at: datetime) -> bytes:
    """Return the calendar file; ``at``: when it was made, aware."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for entry in entries:
        lines += _event(entry, at)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) + b"\r\n" for line in lines)


def _event(entry: Entry, at: datetime) -> Sequence[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(entry.uid)}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(entry.summary)}",
    ]
    if entry.description:
        lines.append(f"DESCRIPTION:{escaped(entry.description)}")
    return (*lines, "TRANSP:TRANSPARENT", "END:VEVENT")


def escaped(text: str) -> str:
    r"""Write a text value (RFC 5545, 3.3.11); control characters, which no value may hold, fall away.

    >>> escaped("Review; then practise, 20 of them\nwith a \\")
    'Review\\; then practise\\, 20 of them\\nwith a \\\\'
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(letter for letter in plain if letter in "\n\t" or (ord(letter) >= 32 and letter != "\x7f"))
    return kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> bytes:
    """Break a line into pieces of at most 75 octets, never inside a letter (RFC 5545, 3.1)."""
    pieces, piece = list[bytes](), b""
    for letter in line:
        octets = letter.encode()
        # the blank that begins a continued line counts too
        if len(piece) + len(octets) > LONGEST_LINE - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += octets
    return b"\r\n ".join([*pieces, piece])
