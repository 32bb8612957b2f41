"""The data folder and its secret key."""

import stat
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.backends.sqlite3.base import DatabaseWrapper

from whichcert.web.data_folder import data_folder, make_ready, secret_key


def test_chosen_folder_wins() -> None:
    assert data_folder({"WHICHCERT_DATA": "/srv/w", "XDG_DATA_HOME": "/x"}) == Path("/srv/w")


def test_platform_folder_is_used_otherwise() -> None:
    assert data_folder({"XDG_DATA_HOME": "/x"}) == Path("/x/whichcert")
    assert data_folder({}) == Path.home() / ".local/share/whichcert"


def test_first_start_makes_a_private_key_and_keeps_it(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    make_ready(folder)
    key = secret_key(folder)
    make_ready(folder)
    assert secret_key(folder) == key
    assert len(key) > 50
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [file.name for file in folder.iterdir()] == ["secret-key"]


def test_key_without_a_folder_is_for_one_process(tmp_path: Path) -> None:
    assert secret_key(tmp_path / "none") != secret_key(tmp_path / "none")
    assert list(tmp_path.iterdir()) == []


def test_database_is_durable_and_keeps_references(tmp_path: Path, django_db_blocker: Any) -> None:
    default = DatabaseWrapper({**settings.DATABASES["default"], "NAME": tmp_path / "x.sqlite3"}, "durable")
    with django_db_blocker.unblock(), default.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
        default.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}
