"""The form of ``content/sources.toml``: one ``[key]`` table for each source."""

from whichcert.catalogue import shape
from whichcert.catalogue.document import Document
from whichcert.catalogue.shape import Entry
from whichcert.catalogue.source import Source, SourceKind
from whichcert.errors import Problem

ENTRIES: dict[str, Entry] = {
    "title": Entry(shape.is_text),
    "url": Entry(shape.is_web_address),
    "kind": Entry(shape.is_one_of(tuple(SourceKind))),
    "seen": Entry(shape.is_day),
    "published": Entry(shape.is_day_or_text, is_required=False),
    "licence": Entry(shape.is_text, is_required=False),
    "note": Entry(shape.is_text, is_required=False),
}


def sources_of(document: Document) -> tuple[dict[str, Source], list[Problem]]:
    """Return the sound sources by key, and what is wrong with the others."""
    sources, problems = dict[str, Source](), list[Problem]()
    for key in document.data:
        found = list(shape.table_problems(document, (key,), ENTRIES))
        problems += found
        if not found:
            sources[key] = _source(document, key)
    return sources, problems


def _source(document: Document, key: str) -> Source:
    table = shape.table_at(document, (key,)) or {}
    return Source(
        key=key,
        title=str(table["title"]),
        url=str(table["url"]),
        kind=SourceKind(str(table["kind"])),
        seen=shape.day(table["seen"]),
        published=shape.optional_text(table.get("published")),
        licence=shape.optional_text(table.get("licence")),
        note=shape.optional_text(table.get("note")),
        line=document.line(key),
    )
