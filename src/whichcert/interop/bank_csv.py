"""The bank as a CSV file, one row an item, that a spreadsheet opens and that reads back as the same items."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from whichcert.bank.item import Item, Option
from whichcert.bank.key_review import letters, places
from whichcert.errors import Problem, shortened
from whichcert.interop.imported import Imported
from whichcert.interop.item_record import item_record, made_item
from whichcert.interop.spreadsheet import plain_cell, safe_cell

MOST_OPTIONS = 9
LARGEST_BYTES = 33_554_432
_PLAIN = (
    *("id", "version", "status", "kind", "choose", "focus_area", "cognitive_level", "intended_difficulty"),
    *("difficulty_reason", "situation", "near_right", "about_change", "author", "written_on", "supersedes"),
)
_LISTS = ("assessments", "statements", "enemies")
_BOOLEANS = ("situation", "near_right", "about_change")
_LETTERED = tuple("abcdefghi")
COLUMNS = (
    *("id", "stem", *(f"option_{one}" for one in _LETTERED), "key", "rationale"),
    *(f"note_{one}" for one in _LETTERED),
    *_PLAIN[1:],
    *_LISTS,
)


def bank_csv(items: Sequence[Item]) -> bytes:
    """Return the items as CSV in UTF-8 with a byte order mark, which spreadsheets need to see it is UTF-8."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for item in items:
        writer.writerow({name: safe_cell(value) for name, value in _row(item).items()})
    return stream.getvalue().encode("utf-8-sig")


def read_bank_csv(data: bytes) -> Imported:
    """Return the items of a CSV file; it needs the columns ``stem``, ``option_a``, ``option_b``, ``key``."""
    if len(data) > LARGEST_BYTES:
        return Imported((), (Problem("csv", f"has more than {LARGEST_BYTES:,} bytes; split it"),))
    try:
        found = list(_rows(data.decode("utf-8-sig")))
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"can't be read: {shortened(str(error), 200)}; save it as CSV in UTF-8"
        return Imported((), (Problem("csv", message),))
    items = tuple(one for one in found if isinstance(one, Item))
    return Imported(items, tuple(one for one in found if isinstance(one, Problem)))


def _row(item: Item) -> dict[str, str]:
    record = item_record(item)
    plain = {name: _plain(record[name]) for name in _PLAIN}
    lists = {name: " ".join(getattr(item, name)) for name in _LISTS}
    options = {f"option_{_LETTERED[place]}": one.text for place, one in enumerate(item.options)}
    notes = {f"note_{_LETTERED[place]}": one.note for place, one in enumerate(item.options)}
    body = {"stem": item.stem, "key": letters(item.keys), "rationale": item.rationale}
    return {**body, **options, **notes, **plain, **lists}


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _rows(text: str) -> Iterator[Item | Problem]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [
        name for name in ("stem", "option_a", "option_b", "key") if name not in (reader.fieldnames or ())
    ]
    if missing:
        yield Problem("csv", f"has no column {', '.join(missing)}; name the columns as an export does", 1)
        return
    for row in reader:
        cells = {name: plain_cell(cell) for name, cell in row.items() if name and isinstance(cell, str)}
        yield _item(cells, reader.line_num)


def _item(cells: Mapping[str, str], line: int) -> Item | Problem:
    keys = places(cells.get("key", "")) or ()
    texts = [cells.get(f"option_{letter}", "") for letter in _LETTERED]
    filled = [place for place, text in enumerate(texts) if text.strip()]
    if not cells.get("stem", "").strip() or len(filled) < 2:
        return Problem("csv", "has no stem or fewer than two options; fill them in", line)
    if not set(keys) <= set(filled):
        return Problem(
            "csv", f"key {shortened(cells['key'])!r} names an option that is empty; correct it", line
        )
    options = [
        Option(texts[place], place in keys, cells.get(f"note_{_LETTERED[place]}", "")) for place in filled
    ]
    return made_item(
        _head(cells),
        item_id=f"row-{line}",
        stem=cells["stem"],
        options=options,
        rationale=cells.get("rationale", ""),
    )


def _head(cells: Mapping[str, str]) -> dict[str, Any]:
    head: dict[str, Any] = {name: cells[name] for name in _PLAIN if cells.get(name)}
    head |= {name: cells[name].split() for name in _LISTS if cells.get(name)}
    head |= {name: cells.get(name) == "yes" for name in _BOOLEANS}
    try:
        head["intended_difficulty"] = float(cells.get("intended_difficulty", ""))
    except ValueError:
        head.pop("intended_difficulty", None)
    return head
