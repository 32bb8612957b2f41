"""From a folder of item files to items, with a Problem for everything that can't be one."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from whichcert.bank.body import Body, read_body
from whichcert.bank.head import Head, head_problems, read_head
from whichcert.bank.item import ITEMS, CognitiveLevel, Item, Kind, Status
from whichcert.errors import Problem
from whichcert.scrum import FocusArea

LARGEST_BYTES = 32_768
"""The longest item has about 3 kB; more than this is a mistake or an attack."""

LONGEST_LINE = 4_000

_CONTROLS = bytes(code for code in (*range(32), 127) if chr(code) not in "\t\n\r")
_MARK = "+++"
_NOT_ITEMS = frozenset({"fingerprints.toml", "README.md"})


def read_items(folder: Path) -> tuple[Mapping[str, Item], tuple[Problem, ...]]:
    """Return the items of ``folder`` by id, in the order of their ids, and all Problems.

    A file that can't make an item is left out. Whether an item is a good one, ``checks`` says.
    """
    if not folder.is_dir():
        return {}, (Problem(ITEMS, "is missing; it holds the items as .md files"),)
    items, problems = dict[str, Item](), list[Problem]()
    for name, path in sorted((entry.name, entry.path) for entry in os.scandir(folder)):
        if name.startswith(".") or name in _NOT_ITEMS:
            continue
        read = _read_file(name, path)
        if isinstance(read, Item):
            items[read.id] = read
        else:
            problems += read
    return dict(sorted(items.items())), tuple(problems)


def read_item(text: str, where: str) -> Item | tuple[Problem, ...]:
    """Return the item that ``text`` holds, or everything that keeps it from being one."""
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if len(text) > LONGEST_LINE and max(map(len, rows)) > LONGEST_LINE:
        return (Problem(where, f"has a line of more than {LONGEST_LINE:,} characters; shorten it", 1),)
    if rows[0].rstrip() != _MARK:
        return (Problem(where, f"must start with a line {_MARK}, the head in TOML and another {_MARK}", 1),)
    end = next((place for place, row in enumerate(rows) if place and row.rstrip() == _MARK), None)
    if end is None:
        return (Problem(where, f"the head does not end; write a line {_MARK} under it", 1),)
    head = read_head(rows[1:end], where)
    body = read_body(rows[end + 1 :], where, end + 2)
    problems = (head,) if isinstance(head, Problem) else tuple(head_problems(head, where))
    if isinstance(head, Problem) or problems or not isinstance(body, Body):
        found = (*problems, *(() if isinstance(body, Body) else body))
        return tuple(sorted(found, key=lambda one: (one.line or 0, one.message)))
    return _item(head, body, where)


def _read_file(name: str, path: str) -> Item | Iterable[Problem]:
    where = f"{ITEMS}/{name}"
    if not name.endswith(".md"):
        return [Problem(where, "is not a .md file; move it away")]
    try:
        with Path(path).open("rb", buffering=0) as stream:
            raw = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        return [Problem(where, f"can't be opened ({error.strerror}); check that it is a readable file")]
    if len(raw) > LARGEST_BYTES:
        return [Problem(where, f"has more than {LARGEST_BYTES:,} bytes; an item is one short question", 1)]
    if len(raw.translate(None, _CONTROLS)) < len(raw):
        return [Problem(where, "holds a control character, which no program can show; take it out", 1)]
    try:
        read = read_item(raw.decode("utf-8"), where)
    except UnicodeDecodeError as error:
        return [Problem(where, "is not UTF-8 text; save it as UTF-8", raw.count(b"\n", 0, error.start) + 1)]
    if isinstance(read, Item) and f"{read.id}.md" != name:
        return [read.problem(f"the id {read.id!r} is not the file's name; make them equal", "id")]
    return read


def _item(head: Head, body: Body, where: str) -> Item:
    fields = head.fields
    return Item(
        id=fields["id"],
        kind=Kind(fields["kind"]),
        choose=fields["choose"],
        stem=body.stem,
        options=body.options,
        rationale=body.rationale,
        statements=tuple(fields["statements"]),
        focus_area=FocusArea(fields["focus_area"]),
        assessments=tuple(fields["assessments"]),
        intended_difficulty=float(fields["intended_difficulty"]),
        difficulty_reason=fields["difficulty_reason"],
        cognitive_level=CognitiveLevel(fields["cognitive_level"]),
        is_situation=fields["situation"],
        has_near_right=fields["near_right"],
        is_about_change=fields.get("about_change", False),
        author=fields["author"],
        written_on=fields["written_on"],
        status=Status(fields["status"]),
        supersedes=fields.get("supersedes"),
        enemies=tuple(fields.get("enemies", ())),
        where=where,
        lines={**head.lines, "stem": body.stem_line, "rationale": body.rationale_line},
    )
