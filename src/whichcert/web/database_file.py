"""The database as one file: a copy made while it is in use, and a copy put back in its place."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NoReturn
from urllib.parse import quote

from whichcert.errors import InputRefused, Problem
from whichcert.web.data_folder import DATABASE_FILE
from whichcert.web.in_use import alone

MIGRATIONS = Path(__file__).parent / "migrations"
APP = "web"
SECONDS_TO_WAIT = 20.0
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite may keep beside a database; none of it may stand beside another one."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    kept: Path | None
    """The database that was there before; None when there was none."""
    is_older: bool
    """Whether the copy comes from an earlier version; the next start brings it up to date."""


def back_up(folder: Path, file: Path, *, force: bool = False) -> int:
    """Copy the database of a data folder into one file and return its bytes.

    It is safe while the pages are served: the copy is one moment of the database (SQLite's online backup).
    Raises InputRefused when there is nothing to copy, or the file is there already and ``force`` is not set.
    """
    present = folder / DATABASE_FILE
    if not present.is_file():
        _refuse(present, "there is no database yet; it is made when whichcert serve starts first")
    if file.is_dir() or not file.parent.is_dir():
        _refuse(file, "expected the name of a file in a folder that is there")
    if file.exists() and any(_is_same(file, one) for one in (present, *_beside(present))):
        _refuse(file, "is the database itself; name another file")
    if file.exists() and not force:
        _refuse(file, "is there already; name another file, or give --force to overwrite it")
    draft = file.with_name(f"{file.name}.{os.getpid()}.new")
    with _written(draft, file):
        _copy(present, draft)
        _check_sound(draft, present)
        _put(draft, file, force=force)
    return file.stat().st_size


def restore(file: Path, folder: Path, *, at: datetime) -> Restored:
    """Put a copy in the place of a data folder's database, which stays beside it under a dated name.

    At every moment the place holds either the old database or the new one. Raises InputRefused when the file
    is no sound database of whichcert, comes from a newer one, or when the folder is in use.
    """
    present = folder / DATABASE_FILE
    if not file.is_file():
        _refuse(file, "there is no such file")
    if present.exists() and _is_same(file, present):
        _refuse(file, "is the database itself; name a copy of it")
    with alone(folder):
        _clear(folder)
        draft = folder / f"{DATABASE_FILE}.new"
        with _written(draft, file):
            _copy(file, draft)
            _check_sound(draft, file)
            missing = _missing_migrations(draft, file)
            kept = _kept(present, at) if present.exists() else None
            draft.replace(present)
            _flush(folder)
    return Restored(kept, bool(missing))


@contextmanager
def _written(draft: Path, shown: Path) -> Iterator[None]:
    """Say what went wrong while a draft is made, and leave none behind."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        _refuse(shown, f"can't be copied as a database: {error}")
    except OSError as error:
        _refuse(shown, f"can't be written or read: {error.strerror or error}")
    finally:
        for one in (draft, *_beside(draft)):
            one.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    """Copy a database into one new file that only its owner may read, and bring it to the disk."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    address = f"file:{quote(str(source.absolute()))}?mode=ro"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=SECONDS_TO_WAIT)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
        # a copy in WAL mode would be three files
        new.execute("PRAGMA journal_mode=DELETE")
    _flush(target)


def _check_sound(copy: Path, shown: Path) -> None:
    with closing(sqlite3.connect(copy)) as database:
        found = [row[0] for row in database.execute("PRAGMA integrity_check(3)")]
        if found != ["ok"]:
            _refuse(shown, f"is damaged: {'; '.join(found)}")
        if database.execute("PRAGMA foreign_key_check").fetchone() is not None:
            _refuse(shown, "is damaged: rows belong to nothing")


def _missing_migrations(copy: Path, shown: Path) -> set[str]:
    """Return the migrations that a copy lacks; refuse a file of another program or a newer version."""
    known = {one.stem for one in MIGRATIONS.glob("[0-9]*.py")}
    with closing(sqlite3.connect(copy)) as database:
        kinds = dict(database.execute("SELECT name, type FROM sqlite_master WHERE type != 'index'"))
        if "django_migrations" not in kinds:
            _refuse(shown, "is no database of whichcert")
        applied = {
            row[0] for row in database.execute("SELECT name FROM django_migrations WHERE app = ?", (APP,))
        }
    if not applied or f"{APP}_orientation" not in kinds:
        _refuse(shown, "is no database of whichcert")
    if set(kinds.values()) != {"table"}:
        _refuse(shown, "holds triggers or views, which whichcert never makes")
    newer = sorted(applied - known)
    if newer:
        _refuse(shown, f"comes from a newer whichcert (it has {newer[0]}); install that version first")
    return known - applied


def _kept(present: Path, at: datetime) -> Path:
    """Copy the present database beside itself and leave it as one file without a log."""
    kept = _free_name(present.with_name(f"whichcert-before-{at:%Y-%m-%d-%H%M%S}.sqlite3"))
    # before SQLite looks at it: the log of a damaged database it throws away
    raw = _raw_copies(present, kept)
    try:
        for draft, name in (_sound_copy(present, kept) or raw).items():
            draft.replace(name)
        _flush(present.parent)
    finally:
        for draft in raw:
            draft.unlink(missing_ok=True)
    for one in _beside(present):
        one.unlink(missing_ok=True)
    return kept


def _raw_copies(present: Path, kept: Path) -> dict[Path, Path]:
    """Copy a database and its log byte by byte; return each draft with its name to be."""
    drafts = {}
    for ending in ("", "-wal"):
        source = present.with_name(present.name + ending)
        if source.exists():
            draft = kept.with_name(f"{kept.name}.new-raw{ending}")
            drafts[draft] = kept.with_name(kept.name + ending)
            os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            shutil.copyfile(source, draft)
            _flush(draft)
    return drafts


def _sound_copy(present: Path, kept: Path) -> dict[Path, Path]:
    """Take the log into a database and copy it; return nothing when it is damaged."""
    draft = kept.with_name(f"{kept.name}.new")
    try:
        with closing(sqlite3.connect(present, timeout=1)) as database:
            # needs the database alone, and takes the log into it
            database.execute("PRAGMA journal_mode=DELETE").fetchone()
        _copy(present, draft)
    except sqlite3.DatabaseError as error:
        draft.unlink(missing_ok=True)
        if getattr(error, "sqlite_errorcode", None) in _BUSY:
            _refuse(present, "is in use; stop whichcert first (Ctrl-C where it runs)")
        return {}
    return {draft: kept}


def _put(draft: Path, file: Path, *, force: bool) -> None:
    if force:
        draft.replace(file)
    else:
        try:
            # unlike a rename, a link never takes the place of a file that came in the meantime
            os.link(draft, file)
        except FileExistsError:
            _refuse(file, "is there already; name another file, or give --force to overwrite it")
        except OSError:  # a file system without hard links
            draft.replace(file)
    _flush(file.parent)


def _clear(folder: Path) -> None:
    """Remove what a restore left that was killed."""
    for one in (*folder.glob(f"{DATABASE_FILE}.new*"), *folder.glob("whichcert-before-*.new*")):
        one.unlink(missing_ok=True)


def _free_name(wanted: Path) -> Path:
    number, name = 1, wanted
    while name.exists():
        number += 1
        name = wanted.with_stem(f"{wanted.stem}-{number}")
    return name


def _beside(database: Path) -> tuple[Path, ...]:
    return tuple(database.with_name(database.name + ending) for ending in _BESIDE)


def _is_same(one: Path, other: Path) -> bool:
    return other.exists() and one.samefile(other)


def _flush(path: Path) -> None:
    """Bring a file or the names in a folder to the disk."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse(where: Path, message: str) -> NoReturn:
    raise InputRefused([Problem(str(where), message)])
