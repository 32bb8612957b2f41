"""Finds schema.org JobPosting objects in JSON-LD, and makes plain records of them.

A record keeps the names of schema.org (``title``, ``hiringOrganization.name``,
``jobLocation.address.addressCountry``); which of ours they are says
``postings-columns.toml``. Of several values the first is kept.
"""

from collections.abc import Iterator, Mapping
from typing import Any

DEEPEST = 12
"""Levels of nesting looked into: real pages need four."""


def job_postings(document: object) -> Iterator[dict[str, Any]]:
    """Yield a record for each JobPosting in a JSON-LD document: an object, a list, or within ``@graph``.

    >>> list(job_postings({"@graph": [{"@type": ["JobPosting"], "title": {"@value": "PO"}, "skills": []}]}))
    [{'title': 'PO'}]
    """
    waiting: list[tuple[object, int]] = [(document, 0)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, dict) and is_job_posting(value.get("@type")):
            yield _record(value, 0)
        elif isinstance(value, dict | list) and depth < DEEPEST:
            inside = list(value.values()) if isinstance(value, dict) else value
            waiting += [(one, depth + 1) for one in reversed(inside) if isinstance(one, dict | list)]


def is_job_posting(kind: object) -> bool:
    """Whether a type, or one of several, is JobPosting; written short or as an address."""
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(one, str) and local_name(one) == "JobPosting" for one in kinds)


def local_name(name: str) -> str:
    """The last part of an address or prefixed name: ``http://schema.org/JobPosting/title`` is ``title``."""
    return name.rstrip("/").rsplit("/", 1)[-1].rsplit("#", 1)[-1].rsplit(":", 1)[-1]


def _record(value: Mapping[str, Any], depth: int) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for name, one in value.items():
        kept = _kept(one, depth)
        if kept is not None and not name.startswith("@"):
            record.setdefault(local_name(name), kept)
    return record


def _kept(value: object, depth: int) -> object:
    if isinstance(value, list):
        return next((kept for one in value if (kept := _kept(one, depth)) is not None), None)
    if not isinstance(value, dict):
        return value
    if "@value" in value:
        return _kept(value["@value"], depth)
    if depth < DEEPEST and (inside := _record(value, depth + 1)):
        return inside
    return value.get("@id")
