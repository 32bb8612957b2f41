"""The database copied while it is in use, and put back, whatever happens in between."""

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cli.terminal import Terminal
from web.conftest import own_port, start, stop
from whichcert.errors import InputRefused
from whichcert.web.data_folder import DATABASE_FILE
from whichcert.web.database_file import back_up, restore
from whichcert.web.in_use import alone, in_use

AT = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
MIGRATE = "from whichcert.web.server import migrate; migrate()"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database as the program makes it."""
    folder = tmp_path_factory.mktemp("made")
    environment = os.environ | {
        "WHICHCERT_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "whichcert.web.settings",
    }
    subprocess.run([sys.executable, "-c", MIGRATE], env=environment, check=True)
    return folder / DATABASE_FILE


@pytest.fixture
def folder(tmp_path: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a data folder whose database says "old", not yet in the database but in its log."""
    found = tmp_path / "data"
    found.mkdir()
    (found / DATABASE_FILE).write_bytes(made.read_bytes())
    put_word(found / DATABASE_FILE, "old")
    monkeypatch.setenv("WHICHCERT_DATA", str(found))
    return found


@pytest.fixture
def copy(tmp_path: Path, made: Path) -> Path:
    """Return a backup that says "new"."""
    found = tmp_path / "copy.sqlite3"
    found.write_bytes(made.read_bytes())
    put_word(found, "new")
    with closing(sqlite3.connect(found)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    return found


def put_word(file: Path, word: str) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("INSERT INTO web_orientation (token, created) VALUES (?, '2026-11-24')", [word])


def words(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [row[0] for row in database.execute("SELECT token FROM web_orientation ORDER BY id")]


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("whichcert-before-*"))


def test_backup_writes_one_file_that_only_its_owner_reads(
    folder: Path, tmp_path: Path, terminal: Terminal
) -> None:
    file = tmp_path / "mine.sqlite3"
    ended = terminal.run("backup", str(file))
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(f"Wrote {file} (0.1 MB) and checked it.")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert words(file) == ["old"]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["data", "mine.sqlite3"]


def test_backup_overwrites_only_when_told(folder: Path, tmp_path: Path, terminal: Terminal) -> None:
    file = tmp_path / "mine.sqlite3"
    file.write_text("precious")
    ended = terminal.run("backup", str(file))
    assert (ended.code, file.read_text()) == (2, "precious")
    assert "give --force to overwrite it" in ended.err
    assert terminal.run("backup", str(file), "--force").code == 0
    assert words(file) == ["old"]


def test_backup_never_writes_over_the_database(folder: Path, terminal: Terminal) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder / DATABASE_FILE)
    for file in (folder / DATABASE_FILE, link):
        ended = terminal.run("backup", str(file), "--force")
        assert (ended.code, "is the database itself" in ended.err) == (2, True)
    assert words(folder / DATABASE_FILE) == ["old"]


@pytest.mark.parametrize("name", ["", "nowhere/mine.sqlite3"])
def test_backup_needs_a_name_in_a_folder(folder: Path, tmp_path: Path, terminal: Terminal, name: str) -> None:
    ended = terminal.run("backup", str(tmp_path / name))
    assert (ended.code, "expected the name of a file" in ended.err) == (2, True)


def test_backup_of_nothing_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: Terminal
) -> None:
    monkeypatch.setenv("WHICHCERT_DATA", str(tmp_path / "none"))
    ended = terminal.run("backup", str(tmp_path / "mine.sqlite3"))
    assert (ended.code, "there is no database yet" in ended.err) == (2, True)


def test_a_damaged_database_gives_no_backup(folder: Path, tmp_path: Path) -> None:
    damage(folder / DATABASE_FILE)
    with pytest.raises(InputRefused):
        back_up(folder, tmp_path / "mine.sqlite3")
    assert [one.name for one in tmp_path.iterdir()] == ["data"]


def damage(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)


def test_backup_is_one_moment_while_others_write(folder: Path, tmp_path: Path) -> None:
    """Each writer's step stores two rows at once; a copy in between has both or none."""
    done = threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(folder / DATABASE_FILE, timeout=20)) as database:
            number = 0
            while not done.is_set():
                number += 1
                with database:
                    for half in "ab":
                        database.execute(
                            "INSERT INTO web_orientation (token, created) VALUES (?, '2026-11-24')",
                            [f"{number}{half}"],
                        )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            file = tmp_path / f"{number}.sqlite3"
            back_up(folder, file)
            assert len(words(file)) % 2 == 1
    finally:
        done.set()
        writer.join()
    assert len(words(tmp_path / "4.sqlite3")) > 1


def test_restore_puts_the_copy_in_place_and_keeps_the_old_one(
    folder: Path, copy: Path, terminal: Terminal
) -> None:
    ended = terminal.run("restore", str(copy))
    assert (ended.code, ended.err) == (0, "")
    [old] = kept(folder)
    assert f"is now {old}" in ended.out
    assert (words(folder / DATABASE_FILE), words(old)) == (["new"], ["old"])
    assert stat.S_IMODE((folder / DATABASE_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert not list(folder.glob("*.new*"))


def test_restore_takes_the_log_of_the_old_one_along(folder: Path, copy: Path) -> None:
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as database:
        database.execute("PRAGMA wal_autocheckpoint=0")
        database.execute("INSERT INTO web_orientation (token, created) VALUES ('late', '2026-11-24')")
        database.commit()
        # a killed program leaves its log behind
        left = {name: (folder / name).read_bytes() for name in (DATABASE_FILE, f"{DATABASE_FILE}-wal")}
    for name, content in left.items():
        (folder / name).write_bytes(content)
    done = restore(copy, folder, at=AT)
    assert done.kept == folder / "whichcert-before-2026-11-24-123000.sqlite3"
    assert words(done.kept) == ["old", "late"]
    assert words(folder / DATABASE_FILE) == ["new"]


def test_restore_twice_in_a_second_keeps_both(folder: Path, copy: Path) -> None:
    assert [restore(copy, folder, at=AT).kept.name for _ in range(2)] == [  # type: ignore[union-attr]
        "whichcert-before-2026-11-24-123000.sqlite3",
        "whichcert-before-2026-11-24-123000-2.sqlite3",
    ]


def test_restore_into_an_empty_place(tmp_path: Path, copy: Path, terminal: Terminal) -> None:
    terminal.monkeypatch.setenv("WHICHCERT_DATA", str(tmp_path / "fresh"))
    assert terminal.run("restore", str(copy)).code == 0
    assert words(tmp_path / "fresh" / DATABASE_FILE) == ["new"]


def test_restore_of_a_damaged_database_keeps_what_is_left_of_it(folder: Path, copy: Path) -> None:
    damage(folder / DATABASE_FILE)
    broken = (folder / DATABASE_FILE).read_bytes()
    done = restore(copy, folder, at=AT)
    assert done.kept is not None
    assert done.kept.read_bytes()[4096:] == broken[4096:]
    assert words(folder / DATABASE_FILE) == ["new"]


def test_restore_in_the_place_of_what_is_no_database_keeps_its_bytes(folder: Path, copy: Path) -> None:
    (folder / DATABASE_FILE).write_bytes(b"not a database " * 1_000)
    (folder / f"{DATABASE_FILE}-wal").write_bytes(b"its log")
    done = restore(copy, folder, at=AT)
    assert done.kept is not None
    assert done.kept.read_bytes() == b"not a database " * 1_000
    assert done.kept.with_name(f"{done.kept.name}-wal").read_bytes() == b"its log"
    assert words(folder / DATABASE_FILE) == ["new"]


def change(statement: str) -> Callable[[Path], None]:
    def made(file: Path) -> None:
        with closing(sqlite3.connect(file)) as database, database:
            database.execute(statement)

    return made


REFUSED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "no text at all": (lambda file: file.write_bytes(b""), "is no database of whichcert"),
    "another file": (lambda file: file.write_text("hello " * 900), "file is not a database"),
    "damaged": (damage, ""),
    "another program": (change("DROP TABLE django_migrations"), "is no database of whichcert"),
    "another Django": (change("UPDATE django_migrations SET app = 'shop'"), "is no database of whichcert"),
    "newer": (
        change("INSERT INTO django_migrations (app, name, applied) VALUES ('web', '0999_later', '2030')"),
        "comes from a newer whichcert (it has 0999_later)",
    ),
    "a trigger": (
        change("CREATE TRIGGER t AFTER INSERT ON web_learner BEGIN DELETE FROM web_learner; END"),
        "holds triggers or views",
    ),
    "rows of nobody": (
        change("INSERT INTO web_studysitting VALUES (1, 't', 'mock', '[]', '[]', NULL, '2026', 9)"),
        "rows belong to nothing",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_restore_refuses_and_changes_nothing(folder: Path, copy: Path, terminal: Terminal, name: str) -> None:
    spoil, says = REFUSED[name]
    spoil(copy)
    ended = terminal.run("restore", str(copy))
    assert ended.code == 2
    assert says in ended.err
    assert ended.err.startswith(str(copy))
    assert (words(folder / DATABASE_FILE), kept(folder), list(folder.glob("*.new*"))) == (["old"], [], [])


def test_restore_refuses_the_database_itself_and_what_is_not_there(folder: Path, terminal: Terminal) -> None:
    assert "is the database itself" in terminal.run("restore", str(folder / DATABASE_FILE)).err
    assert "there is no such file" in terminal.run("restore", str(folder / "none")).err


def test_an_older_copy_is_taken_and_said_to_be_older(folder: Path, copy: Path, terminal: Terminal) -> None:
    change("DELETE FROM django_migrations WHERE app = 'web' AND name >= '0002'")(copy)
    assert "the next start brings it up to date" in terminal.run("restore", str(copy)).out


def test_restore_refuses_while_the_folder_is_used(folder: Path, copy: Path, terminal: Terminal) -> None:
    with in_use(folder), in_use(folder):
        ended = terminal.run("restore", str(copy))
    assert (ended.code, "stop it first" in ended.err) == (2, True)
    assert words(folder / DATABASE_FILE) == ["old"]
    assert terminal.run("restore", str(copy)).code == 0


def test_nobody_starts_while_a_restore_has_the_folder(folder: Path) -> None:
    with alone(folder), pytest.raises(InputRefused, match="a restore is under way"), in_use(folder):
        pass


def test_restore_refuses_while_another_program_reads_the_database(folder: Path, copy: Path) -> None:
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as database:
        database.execute("SELECT count(*) FROM web_orientation").fetchall()
        with pytest.raises(InputRefused, match="is in use"):
            restore(copy, folder, at=AT)
    assert (words(folder / DATABASE_FILE), kept(folder)) == (["old"], [])


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from whichcert.web.database_file import restore
left = int(sys.argv[3])
def step(event, arguments):
    global left
    if event in ("open", "os.rename", "os.remove", "os.chmod", "sqlite3.connect"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(step)
restore(Path(sys.argv[1]), Path(sys.argv[2]), at=datetime(2026, 11, 24, 12, 30, tzinfo=UTC))
"""


def test_a_restore_killed_at_any_step_leaves_the_old_or_the_new(folder: Path, copy: Path) -> None:
    """Killed before every file operation in turn, until one run has fewer of them."""
    seen = set[str]()
    for left in range(100):
        command = [sys.executable, "-c", KILLED, str(copy), str(folder), str(left)]
        code = subprocess.run(command, check=False).returncode
        [word] = words(folder / DATABASE_FILE)
        seen.add(word)
        assert word in ("old", "new")
        assert all(words(one) in (["old"], ["new"]) for one in kept(folder) if one.suffix == ".sqlite3")
        if code == 0:
            break
        assert code == -signal.SIGKILL
    assert (code, word, left > 10, seen) == (0, "new", True, {"old", "new"})
    assert not list(folder.glob("*.new*"))


def test_a_running_server_is_copied_and_not_replaced(tmp_path: Path, copy: Path, terminal: Terminal) -> None:
    data = tmp_path / "served"
    terminal.monkeypatch.setenv("WHICHCERT_DATA", str(data))
    running = start(data, own_port())
    try:
        assert terminal.run("backup", str(tmp_path / "mine.sqlite3")).code == 0
        ended = terminal.run("restore", str(copy))
        assert (ended.code, "whichcert is running on it; stop it first" in ended.err) == (2, True)
    finally:
        stop(running)
    assert words(tmp_path / "mine.sqlite3") == words(data / DATABASE_FILE) == []
    assert terminal.run("restore", str(copy)).code == 0
    assert words(data / DATABASE_FILE) == ["new"]
