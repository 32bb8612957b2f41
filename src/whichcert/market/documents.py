"""Reads JSON and JSON Lines into the store: records are found, then their values by path."""

import json
from dataclasses import replace

import duckdb

from whichcert.errors import Problem, shortened
from whichcert.market.columns import Columns
from whichcert.market.files import PostingFile
from whichcert.market.store import FileRead, Relation, Store, insert, nothing_of

LINES = frozenset({"jsonl", "quads", "page"})

MADE = frozenset({"quads", "page"})
"""Kinds whose JSON Lines were made here."""

LARGEST = 4 * 1024**3 - 1
"""Bytes of one JSON document; the engine's own bound."""

FORGIVING = 512 * 1024**2
"""Bytes up to which a document that the engine refuses is read once more by Python."""

EACH = "[*]"
"""In the name of a value: every element of the list, joined by lines."""

SEEN = 500
"""Records looked at to learn which keys there are."""


def load_json(store: Store, file: PostingFile) -> tuple[FileRead, tuple[Problem, ...]]:
    if file.kind in MADE and not file.place.stat().st_size:
        return nothing_of(file), (Problem(file.name, "has no JobPosting data; nothing to read"),)
    try:
        _open(store, file)
    except duckdb.InvalidInputException:
        # our own reader forgives what scrapers write: half a letter, NaN
        if file.kind in LINES or not _forgiven(file):
            raise
        _open(store, file)
    path = "$" if file.kind in LINES else _records_path(store)
    if path is None:
        return nothing_of(file), (_no_records(store, file),)
    found = "document" if path == "$" else "unnest(json_extract(document, $path))"
    query = f"""
        create or replace temp table json_record as
        select record, row_number() over () as number,
            coalesce(json_type(record) = 'OBJECT', false) as is_object
        from (select {found} as record from json_file)
    """  # noqa: S608
    store.connection.execute(query, {} if path == "$" else {"path": path})
    return _load_records(store, file)


def _open(store: Store, file: PostingFile) -> None:
    form, forgiving = ("newline_delimited", "true") if file.kind in LINES else ("unstructured", "false")
    query = f"""
        create or replace temp table json_file as select json as document from read_json_objects(
            $place, maximum_object_size = $most, format = '{form}', ignore_errors = {forgiving})
    """  # noqa: S608
    # the engine takes twice as much memory for each thread
    longest = file.longest_line if file.kind in LINES else None
    size = file.place.stat().st_size * 2 if longest is None else longest + 1
    most = min(LARGEST, max(size, 16 * 1024**2))
    store.connection.execute(query, {"place": str(file.place), "most": most})


def _forgiven(file: PostingFile) -> bool:
    """Rewrite a document that only Python can read; say whether it could."""
    if file.place.stat().st_size > FORGIVING:
        return False
    try:
        document = json.loads(file.place.read_text(encoding="utf-8"), parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return False
    text = json.dumps(document, ensure_ascii=False)
    file.place.unlink()
    file.place.write_bytes(text.encode("utf-8", errors="replace"))
    return True


def _records_path(store: Store) -> str | None:
    """Return the first of our paths that leads to at least one object."""
    for path in store.columns.records:
        if path == "$":
            if _is_posting(store):
                return path
        elif any(found for (found,) in store.rows(_LISTED, {"path": path})):
            return path
    return None


def _is_posting(store: Store) -> bool:
    """Whether the document is one posting itself: it has a title or a text."""
    keys = store.rows("select unnest(json_keys(document)) from (select document from json_file limit 1)")
    matched = store.columns.matched([str(key) for (key,) in keys])
    return bool(matched.get("title") or matched.get("text"))


_LISTED = """
    select len(list_filter(json_extract(document, $path), lambda one: json_type(one) = 'OBJECT')) > 0
    from json_file limit 1
"""


def _no_records(store: Store, file: PostingFile) -> Problem:
    kinds = store.rows("select json_type(document), json_keys(document) from json_file limit 1")
    found = shortened(str(kinds[0][1] or kinds[0][0]) if kinds else "nothing", 120)
    expected = ", ".join(store.columns.records[:6])
    return Problem(file.name, f"has no list of postings; found {found}; expected one of {expected}, …")


def _load_records(store: Store, file: PostingFile) -> tuple[FileRead, tuple[Problem, ...]]:
    bad = [
        int(str(number))
        for (number,) in store.rows("select number from json_record where not is_object order by number")
    ]
    total = store.count("select count(*) from json_record where is_object")
    read, problems = insert(store, file, _values(store, total))
    if bad:
        problems = (_not_objects(file, bad), *problems)
    return replace(read, read=read.read + len(bad), rejected=read.rejected + len(bad)), problems


def _not_objects(file: PostingFile, bad: list[int]) -> Problem:
    where = ", ".join(str(number) for number in bad[:8])
    return Problem(
        file.name,
        f"{len(bad)} records are no JSON objects and were left out: number {where}; expected {{…}}",
        bad[0],
    )


def _values(store: Store, total: int) -> Relation:
    """One extraction per record of every path that a column may use."""
    seen = "select record from json_record where is_object limit ?"
    keys = store.rows(f"select distinct unnest(json_keys(record)) from ({seen})", [SEEN])  # noqa: S608
    top = [str(key) for (key,) in keys]
    names = [*top, *(name for name in _nested(store.columns) if _top(name) in top)]
    wanted = list(dict.fromkeys(name for found in store.columns.matched(names).values() for name in found))
    one = [name for name in wanted if EACH not in name]
    many = [name for name in wanted if EACH in name]
    lists = "".join(
        f", array_to_string(json_extract_string(record, ?), chr(10)) as many_{at}" for at in range(len(many))
    )
    # the names of columns are ours, the paths are parameters
    query = f"""
        create or replace temp table json_value as
        select json_extract_string(record, ?) as found{lists}
        from json_record where is_object order by number
    """  # noqa: S608
    store.connection.execute(query, [[_path(name) for name in one], *map(_path, many)])
    values = {name: f"found[{position}]" for position, name in enumerate(one, start=1)}
    values |= {name: f"many_{at}" for at, name in enumerate(many)}
    return Relation("json_value", names, values, total, "rowid + 1")


def _nested(columns: Columns) -> list[str]:
    layouts = [layout.columns for layout in columns.layouts]
    return sorted(
        {
            name
            for table in (columns.names, *layouts)
            for names in table.values()
            for name in names
            if "." in name or "[" in name
        }
    )


def _top(name: str) -> str:
    return name.split(".", 1)[0].split("[", 1)[0]


def _path(name: str) -> str:
    """``a.b[0]`` as a JSON path with quoted keys.

    >>> _path("employer.name"), _path("lists[*].content")
    ('$."employer"."name"', '$."lists"[*]."content"')
    """
    steps = []
    for part in name.split("."):
        key, bracket, index = part.partition("[")
        steps.append(f".{json.dumps(key, ensure_ascii=False)}{bracket}{index}")
    return "$" + "".join(steps)
