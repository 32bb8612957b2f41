"""Items from Anki packages: our own notes as they were, any other card as a draft with its answer.

Three layouts: collection.anki2 (2012), collection.anki21 (2018), collection.anki21b (2021, zstd).
"""

import importlib
import re
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from whichcert.bank.item import Item, Option
from whichcert.bank.key_review import places
from whichcert.errors import Problem, shortened
from whichcert.interop.anki import FIELDS, SEPARATOR
from whichcert.interop.imported import Imported
from whichcert.interop.item_record import head_from_json, made_item
from whichcert.interop.rich_text import html_lines
from whichcert.interop.safe_zip import LARGEST_MEMBER, is_zip, read_zip

MOST_NOTES = 50_000
LONGEST_NOTE = 200_000

_STEPS, _MOST_CALLS = 100_000, 2_000
"""SQLite asks after so many steps of its machine, and so often at most, whether to go on."""

_ZSTD = b"\x28\xb5\x2f\xfd"
_SQLITE = b"SQLite format 3\x00"
_CLOZE = re.compile(r"\{\{c\d{1,3}::((?:(?!\}\}).)*?)(?:::(?:(?!\}\}).)*)?\}\}", re.DOTALL)
_LETTERED = re.compile(r"([A-I])\)(?: (.*))?")


def read_anki(data: bytes) -> Imported:
    """Return an item for each note of a package, or of a bare collection.anki2; problems name the notes."""
    database = _database(data)
    if isinstance(database, Problem):
        return Imported((), (database,))
    try:
        notes = _notes(database)
    except (sqlite3.Error, ValueError, OverflowError, MemoryError) as error:
        message = f"the collection can't be read: {shortened(str(error), 150)}"
        return Imported((), (Problem("anki", message),))
    found = [one for note in notes for one in _read_note(note)]
    items = tuple(one for one in found if isinstance(one, Item))
    return Imported(items, tuple(one for one in found if isinstance(one, Problem)))


def _database(data: bytes) -> bytes | Problem:
    if data.startswith(_SQLITE):
        return data
    if not is_zip(data):
        return Problem("anki", "is neither an .apkg package nor a collection.anki2; export the deck again")
    names = ("collection.anki21b", "collection.anki21", "collection.anki2")
    members, problems = read_zip(data, "anki", names)
    for name in names:
        if name in members:
            return _unpacked(members[name]) if name.endswith("b") else members[name]
    return (
        problems[0] if problems else Problem("anki", "the package holds no collection; export the deck again")
    )


def _unpacked(data: bytes) -> bytes | Problem:
    """Return a zstd member unpacked, where the package for that is installed."""
    if not data.startswith(_ZSTD):
        return Problem("anki", "collection.anki21b is not packed with zstd; export the deck again")
    try:
        zstandard: Any = importlib.import_module("zstandard")
    except ImportError:
        message = (
            "the package is in Anki's layout of 2021; export it with 'Support older Anki versions' ticked"
        )
        return Problem("anki", message)
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(data) as stream:
            unpacked: bytes = stream.read(LARGEST_MEMBER + 1)
    except zstandard.ZstdError as error:
        return Problem("anki", f"collection.anki21b can't be unpacked: {shortened(str(error), 100)}")
    if len(unpacked) > LARGEST_MEMBER:
        return Problem("anki", f"the collection has more than {LARGEST_MEMBER:,} bytes; export fewer decks")
    return unpacked


def _notes(database: bytes) -> list[list[str]]:
    """Return the fields of all notes; a stranger's database may hold views, so only a table is read."""
    connection = sqlite3.connect(":memory:")
    calls = iter(range(_MOST_CALLS))
    try:
        # A database in write-ahead mode can't be opened in memory; these two bytes say which mode it is in.
        connection.deserialize(database[:18] + b"\x01\x01" + database[20:])
        connection.set_progress_handler(lambda: next(calls, None) is None, _STEPS)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_MEMBER)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
        kind = connection.execute("SELECT type, sql FROM sqlite_master WHERE name = 'notes'").fetchone()
        if kind is None or kind[0] != "table" or "virtual" in str(kind[1])[:40].lower():
            raise ValueError("it has no table of notes")
        columns = connection.execute("PRAGMA table_xinfo(notes)").fetchall()
        # A generated column is a program; one can ask for gigabytes.
        if not any(column[1] == "flds" and column[6] == 0 for column in columns):
            raise ValueError("its notes have no stored column flds")
        rows = connection.execute("SELECT flds FROM notes ORDER BY rowid LIMIT ?", (MOST_NOTES,))
        return [str(row[0])[:LONGEST_NOTE].split(SEPARATOR) for row in rows]
    finally:
        connection.close()


def _read_note(fields: list[str]) -> Iterator[Item | Problem]:
    head = head_from_json(html_lines(fields[-1]).text) if len(fields) == len(FIELDS) else {}
    if "id" in head and (item := _own(fields, head)):
        yield item
        return
    front = html_lines(fields[0])
    back = html_lines(fields[1]) if len(fields) > 1 else html_lines("")
    stem, answer = front.text, " ".join(back.text.split())
    if gaps := _CLOZE.findall(stem):
        stem, answer = _CLOZE.sub("_____", stem), "; ".join(" ".join(gap.split()) for gap in gaps)
    name = shortened(" ".join(stem.split()), 50)
    if not stem or not answer:
        yield Problem("anki", f"note {name!r} has an empty front or back; it is left out")
        return
    rest = "\n".join(text for text in (html_lines(one).text for one in fields[2:]) if text)
    yield made_item({}, item_id=name, stem=stem, options=[Option(answer, True)], rationale=rest)
    lost = front.lost | back.lost
    if lost:
        yield Problem("anki", f"note {name!r} holds {', '.join(sorted(lost))}, which an item can't; left out")


def _own(fields: list[str], head: Mapping[str, Any]) -> Item | None:
    """Return the item of a note that we wrote, with what was edited since."""
    texts, notes = _lettered(fields[1]), _lettered(fields[3])
    keys = places(html_lines(fields[2]).text) or ()
    stem = html_lines(fields[0]).text
    if not stem or len(texts) < 2:
        return None
    options = [Option(text, place in keys, notes.get(place, "")) for place, text in sorted(texts.items())]
    rationale = html_lines(fields[4]).text
    return made_item(head, item_id="item", stem=stem, options=options, rationale=rationale)


def _lettered(html: str) -> dict[int, str]:
    found = dict[int, str]()
    for row in html_lines(html).text.split("\n"):
        if match := _LETTERED.fullmatch(row):
            found["ABCDEFGHI".index(match[1])] = match[2] or ""
    return found
