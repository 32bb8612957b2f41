"""The bank as an Anki package in the layout that every version of Anki since 2012 reads (schema 11).

Source: the tables and JSON keys that Anki 2.1 and genanki 0.13 write.
"""

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from hashlib import sha1, sha256
from typing import Any

from whichcert.bank.item import Item
from whichcert.bank.key_review import letters
from whichcert.interop.item_record import head_json
from whichcert.interop.rich_text import paragraphs
from whichcert.interop.safe_xml import text_xml
from whichcert.interop.safe_zip import write_zip

FIELDS = ("Stem", "Options", "Answer", "Notes", "Rationale", "Head")
SEPARATOR = "\x1f"
"""Parts the fields of a note."""

_NOTE_TYPE, _DECK, _FIRST_NOTE = 1_790_000_000_001, 1_790_000_000_002, 1_790_000_001_000
_EPOCH = date(1970, 1, 1)
_FRONT = "{{Stem}}<hr>{{Options}}"
_BACK = "{{FrontSide}}<hr id=answer><b>{{Answer}}</b>{{Notes}}{{Rationale}}"

_SCHEMA = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null, scm integer not null,
  ver integer not null, dty integer not null, usn integer not null, ls integer not null, conf text not null,
  models text not null, decks text not null, dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null, mod integer not null,
  usn integer not null, tags text not null, flds text not null, sfld integer not null, csum integer not null,
  flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null, ord integer not null,
  mod integer not null, usn integer not null, type integer not null, queue integer not null,
  due integer not null, ivl integer not null, factor integer not null, reps integer not null,
  lapses integer not null, left integer not null, odue integer not null, odid integer not null,
  flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null,
  ease integer not null, ivl integer not null, lastIvl integer not null, factor integer not null,
  time integer not null, type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn on notes (usn);
CREATE INDEX ix_cards_usn on cards (usn);
CREATE INDEX ix_revlog_usn on revlog (usn);
CREATE INDEX ix_cards_nid on cards (nid);
CREATE INDEX ix_cards_sched on cards (did, queue, due);
CREATE INDEX ix_revlog_cid on revlog (cid);
CREATE INDEX ix_notes_csum on notes (csum);
"""


def anki(items: Sequence[Item]) -> bytes:
    """Return the items as one deck, a card an item; the same items make the same bytes."""
    days = [item.written_on for item in items if item.written_on]
    changed = ((max(days) if days else _EPOCH) - _EPOCH).days * 86_400
    connection = sqlite3.connect(":memory:")
    try:
        connection.executescript(_SCHEMA)
        _add_collection(connection, changed)
        for place, item in enumerate(items):
            _add_note(connection, item, place, changed)
        connection.commit()
        database = connection.serialize()
    finally:
        connection.close()
    return write_zip({"collection.anki2": database, "media": b"{}"})


def fields_of(item: Item) -> tuple[str, ...]:
    """Return the fields of an item's note, in the order of ``FIELDS``."""
    return (
        paragraphs(item.stem),
        _lettered([option.text for option in item.options]),
        letters(item.keys),
        _lettered([option.note for option in item.options]),
        paragraphs(item.rationale),
        text_xml(head_json(item)),
    )


def _lettered(texts: Sequence[str]) -> str:
    return paragraphs("\n".join(f"{letters([place])}) {text}" for place, text in enumerate(texts)))


def _add_note(connection: sqlite3.Connection, item: Item, place: int, changed: int) -> None:
    # Anki knows a note again by its guid; the number only has to be new, and grows with the place.
    guid = sha256(item.id.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    note_id = _FIRST_NOTE + place
    fields = [field.replace(SEPARATOR, " ") for field in fields_of(item)]
    checksum = int(
        sha1(fields[0].encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()[:8], 16
    )
    tags = " ".join(["", *item.assessments, *([item.focus_area.value] if item.focus_area else []), ""])
    note = (note_id, guid, _NOTE_TYPE, changed, -1, tags, SEPARATOR.join(fields), fields[0])
    connection.execute("INSERT INTO notes VALUES (?,?,?,?,?,?,?,?,?,?,?)", (*note, checksum, 0, ""))
    card = (note_id, note_id, _DECK, 0, changed, -1, 0, 0, place)
    connection.execute(
        "INSERT INTO cards VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", (*card, *[0] * 8, "")
    )


def _add_collection(connection: sqlite3.Connection, changed: int) -> None:
    conf = {"activeDecks": [1], "curDeck": 1, "newSpread": 0, "collapseTime": 1200, "timeLim": 0}
    conf |= {"estTimes": True, "dueCounts": True, "curModel": None, "nextPos": 1, "sortType": "noteFld"}
    conf |= {"sortBackwards": False, "addToCur": True}
    decks = {
        str(deck["id"]): deck for deck in (_deck(1, "Default", changed), _deck(_DECK, "whichcert", changed))
    }
    model = _note_type(changed)
    texts = [json.dumps(one) for one in (conf, {str(_NOTE_TYPE): model}, decks, {"1": _deck_options()}, {})]
    row = (1, changed, changed * 1000, changed * 1000, 11, 0, 0, 0, *texts)
    connection.execute("INSERT INTO col VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", row)


def _deck(deck_id: int, name: str, changed: int) -> dict[str, Any]:
    today = {key: [0, 0] for key in ("newToday", "revToday", "lrnToday", "timeToday")}
    limits = {"extendNew": 10, "extendRev": 50, "conf": 1, "dyn": 0, "collapsed": False, "desc": ""}
    return {"id": deck_id, "name": name, "mod": changed, "usn": -1, **limits, **today}


def _deck_options() -> dict[str, Any]:
    new = {
        "bury": True,
        "delays": [1, 10],
        "initialFactor": 2500,
        "ints": [1, 4, 7],
        "order": 1,
        "perDay": 20,
    }
    review = {
        "bury": True,
        "ease4": 1.3,
        "fuzz": 0.05,
        "ivlFct": 1,
        "maxIvl": 36500,
        "minSpace": 1,
        "perDay": 100,
    }
    lapse = {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0}
    shown = {"autoplay": True, "maxTaken": 60, "replayq": True, "timer": 0}
    parts = {"new": {**new, "separate": True}, "rev": review, "lapse": lapse}
    return {"id": 1, "name": "Default", "mod": 0, "usn": 0, **shown, **parts}


def _note_type(changed: int) -> dict[str, Any]:
    look = {"font": "Arial", "media": [], "rtl": False, "size": 20, "sticky": False}
    card = {"name": "Card 1", "ord": 0, "qfmt": _FRONT, "afmt": _BACK, "bqfmt": "", "bafmt": "", "did": None}
    return {
        "id": str(_NOTE_TYPE),
        "name": "whichcert item",
        "type": 0,
        "mod": changed,
        "usn": -1,
        "sortf": 0,
        "did": _DECK,
        "flds": [{"name": name, "ord": place, **look} for place, name in enumerate(FIELDS)],
        "tmpls": [{**card, "bfont": "", "bsize": 0}],
        "req": [[0, "any", [0, 1]]],
        "css": ".card { font-family: sans-serif; font-size: 18px; text-align: left; }",
        "latexPre": "",
        "latexPost": "",
        "latexsvg": False,
        "tags": [],
        "vers": [],
    }
