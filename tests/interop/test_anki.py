import io
import json
import sqlite3
import zipfile

import pytest

from bank.sample import ITEM, MULTIPLE, TRUE_FALSE, changed
from whichcert.bank.item import Kind, Option, Status
from whichcert.interop.anki import anki
from whichcert.interop.anki_reading import read_anki
from whichcert.interop.imported import Imported
from whichcert.interop.safe_zip import write_zip

EVERYTHING = changed(id="x-1", is_about_change=True, supersedes="a-1", enemies=("b-2",), status=Status.LIVE)


def database(*script: str, notes: tuple[str, ...] = ()) -> bytes:
    connection = sqlite3.connect(":memory:")
    for one in script or ("CREATE TABLE notes (id INTEGER PRIMARY KEY, flds TEXT)",):
        connection.execute(one)
    for flds in notes:
        connection.execute("INSERT INTO notes (flds) VALUES (?)", (flds,))
    connection.commit()
    return connection.serialize()


def collection(data: bytes) -> sqlite3.Connection:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki2"))
    return connection


def test_reading_an_export_is_the_identity() -> None:
    items = (MULTIPLE, ITEM, TRUE_FALSE, EVERYTHING)
    assert read_anki(anki(items)) == Imported(items, ())


def test_package_holds_a_card_an_item_and_the_same_items_make_the_same_bytes() -> None:
    assert anki([ITEM, MULTIPLE]) == anki([ITEM, MULTIPLE])
    made = collection(anki([ITEM, MULTIPLE]))
    assert made.execute("SELECT count(*), count(DISTINCT nid) FROM cards").fetchone() == (2, 2)
    assert made.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    models, decks = made.execute("SELECT models, decks FROM col").fetchone()
    (model,) = json.loads(models).values()
    assert [field["name"] for field in model["flds"]] == [
        "Stem",
        "Options",
        "Answer",
        "Notes",
        "Rationale",
        "Head",
    ]
    assert made.execute("SELECT DISTINCT mid FROM notes").fetchall() == [(int(model["id"]),)]
    assert str(made.execute("SELECT DISTINCT did FROM cards").fetchone()[0]) in json.loads(decks)


def test_card_of_another_program_becomes_a_draft_with_its_answer() -> None:
    data = database(
        notes=("How <b>long</b>?\x1fA month\x1fpage 3", "The {{c1::Sprint::event}} is {{c2::short}}.\x1f")
    )
    first, second = read_anki(write_zip({"collection.anki2": data})).items
    assert (first.id, first.kind, first.stem, first.rationale) == (
        "how-long",
        Kind.SINGLE,
        "How long?",
        "page 3",
    )
    assert first.options == (Option("A month", True),)
    assert (second.stem, second.options[0].text) == ("The _____ is _____.", "Sprint; short")


def test_bare_collection_is_read() -> None:
    assert len(read_anki(database(notes=("a\x1fb",))).items) == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"hello", "is neither an .apkg package nor a collection.anki2"),
        (write_zip({"media": b"{}"}), "the package holds no collection; export the deck again"),
        (write_zip({"collection.anki2": b"no database"}), "the collection can't be read"),
        (
            write_zip({"collection.anki21b": b"\x28\xb5\x2f\xfd"}),
            "export it with 'Support older Anki versions'",
        ),
        (write_zip({"collection.anki21b": b"plain"}), "is not packed with zstd"),
        (database("CREATE TABLE other (x)"), "it has no table of notes"),
        (database("CREATE VIEW notes AS SELECT 'a' AS flds"), "it has no table of notes"),
        (database(notes=("only a front",)), "note 'only a front' has an empty front or back; it is left out"),
    ],
)
def test_what_cant_be_read_is_a_problem(data: bytes, says: str) -> None:
    read = read_anki(data)
    assert read.items == ()
    assert says in str(read.problems[0])


def test_column_that_is_computed_is_refused() -> None:
    data = database(
        "CREATE TABLE notes (id INTEGER, flds TEXT GENERATED ALWAYS AS (printf('%.*c', 9, 'x')))",
        "INSERT INTO notes (id) VALUES (1)",
    )
    assert read_anki(data).items == ()
