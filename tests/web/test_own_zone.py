"""Whose midnight begins a day."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from whichcert.errors import InputRefused
from whichcert.web.clock import local_date, local_now
from whichcert.web.own_zone import own_zone, zone_name

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
NOWHERE = Path("/there/is/no/such/file")


def offset(zone: Any) -> timedelta | None:
    return SUMMER.astimezone(zone).utcoffset()


def test_what_is_set_counts_before_all() -> None:
    found = own_zone({"WHICHCERT_TIMEZONE": " Asia/Tokyo ", "TZ": "Europe/Berlin"})
    assert found == ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize("name", ["Mars/Base", "../etc/passwd", "/etc/localtime", "Europe", "x\0", "x" * 300])
def test_what_is_no_zone_is_refused_with_the_way_out(name: str) -> None:
    with pytest.raises(InputRefused) as refused:
        own_zone({"WHICHCERT_TIMEZONE": name})
    (problem,) = refused.value.problems
    assert (problem.where, "expected a name such as Europe/Berlin" in problem.message) == (
        "WHICHCERT_TIMEZONE",
        True,
    )
    assert len(problem.message) < 200


@pytest.mark.parametrize("told", ["Europe/Berlin", ":Europe/Berlin"])
def test_the_zone_of_the_shell_counts(told: str) -> None:
    assert own_zone({"TZ": told}) == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize("told", ["UTC", "nonsense", ""])
def test_else_the_machines_file_counts(tmp_path: Path, told: str) -> None:
    zones = tmp_path / "zoneinfo" / "America"
    zones.mkdir(parents=True)
    link = tmp_path / "localtime"
    (zones / "New_York").write_bytes(b"")
    link.symlink_to(zones / "New_York")
    assert own_zone({"TZ": told}, link) == ZoneInfo("America/New_York")


def test_a_file_without_a_name_gives_its_rules(tmp_path: Path) -> None:
    source = next(
        (path for path in (Path(f"{folder}/Asia/Tokyo") for folder in sys_folders()) if path.is_file()), None
    )
    if source is None:
        pytest.skip("this machine has no files of zones")
    copy = tmp_path / "localtime"
    copy.write_bytes(source.read_bytes())
    found = own_zone({}, copy)
    assert offset(found) == timedelta(hours=9)
    assert zone_name(SUMMER.astimezone(found)) == "JST"


def sys_folders() -> tuple[str, ...]:
    from zoneinfo import TZPATH

    return TZPATH


def test_a_machine_that_tells_nothing_gives_its_offset(tmp_path: Path) -> None:
    bad = tmp_path / "localtime"
    bad.write_bytes(b"no rules")
    for file in (NOWHERE, bad):
        assert offset(own_zone({}, file)) == datetime.now(UTC).astimezone().utcoffset()


def test_a_stored_time_is_written_with_its_day_where_the_learner_is(settings: Any) -> None:
    settings.OWN_ZONE = ZoneInfo("Asia/Tokyo")
    late = datetime(2026, 7, 1, 20, tzinfo=UTC)
    assert local_date(late).replace("\u00a0", " ") == "2 Jul 2026"
    assert local_date(late.date()).replace("\u00a0", " ") == "1 Jul 2026"
    assert local_date("text") == "text"
    assert local_now().tzinfo == ZoneInfo("Asia/Tokyo")


def test_a_zone_that_is_not_there_ends_with_a_message(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "whichcert", "review"],
        env=os.environ | {"WHICHCERT_DATA": str(tmp_path), "WHICHCERT_TIMEZONE": "Mars/Base"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1)
    assert "WHICHCERT_TIMEZONE: 'Mars/Base' is no time zone here" in ended.stderr
