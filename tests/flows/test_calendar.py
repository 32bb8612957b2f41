"""The calendar file, against the rules of RFC 5545."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from whichcert.flows.calendar import Entry, calendar, escaped, folded

AT = datetime(2026, 11, 24, 12, 30, 5, tzinfo=UTC)
ENTRY = Entry("psm-1-2026-12-31@x", date(2026, 12, 31), "PSM I: review; practise, then rest", "One\nTwo")


def test_an_entry_is_written_line_by_line() -> None:
    assert calendar([ENTRY], name="Study plan", at=AT).decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//whichcert//study plan//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Study plan",
        "BEGIN:VEVENT",
        "UID:psm-1-2026-12-31@x",
        "DTSTAMP:20261124T123005Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:PSM I: review\\; practise\\, then rest",
        "DESCRIPTION:One\\nTwo",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


def test_a_plan_without_days_is_an_empty_calendar() -> None:
    assert b"BEGIN:VEVENT" not in calendar([], name="x", at=AT)


def unfolded(raw: bytes) -> str:
    return raw.replace(b"\r\n ", b"").decode()


def test_a_line_is_broken_at_75_octets_and_not_inside_a_letter() -> None:
    assert [len(line) for line in folded("x" * 200).split(b"\r\n")] == [75, 75, 52]
    assert [len(line) for line in folded("x" * 74 + "é" * 40).split(b"\r\n")] == [74, 75, 7]


@given(st.text())
def test_folded_lines_are_short_and_come_back_whole(text: str) -> None:
    raw = folded("SUMMARY:" + escaped(text))
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert unfolded(raw) == "SUMMARY:" + escaped(text)


@given(st.text())
def test_no_value_breaks_out_of_its_line(text: str) -> None:
    written = escaped(text)
    assert "\n" not in written
    assert "\r" not in written
    bare = written.replace("\\\\", "").replace("\\;", "").replace("\\,", "")
    assert ";" not in bare
    assert "," not in bare
