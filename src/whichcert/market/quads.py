r"""Reads N-Quads as Web Data Commons writes them: one page is one graph, a posting is a node in it.

    _:n1 <http://schema.org/title> "Scrum Master\n(PSM I)"@en <https://example.org/job/7> .

Blank nodes join within the file: a node is looked for in its own page first, then
among the pages that are still open. Pages stay open until many others came, so
that lines of one page need not stand together.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from whichcert.market.linked import local_name

OPEN_PAGES = 2048
OPEN_BYTES = 48 * 1024**2
"""Bounds of what is held in memory; the oldest page is closed when one of them is passed."""

REMEMBERED = 200_000
"""Closed pages whose addresses are still known, so that a page which goes on is noticed."""

LONGEST = 16 * 1024**2
"""Bytes of one line; a longer one is cut and does not count."""

DEEPEST = 4
"""Steps from a posting to a value: jobLocation, address, addressCountry, name."""

_TERM = rb"(?:_:[^\s<>\"]+|<[^<>\s]*>)"
_LITERAL = rb'"[^"\\]*(?:\\.[^"\\]*)*"(?:@[\w-]+|\^\^<[^<>\s]*>)?'
_QUAD = re.compile(
    rb"\s*(%b)\s+(<[^<>\s]+>)\s+(%b|%b)\s+(%b)?\s*\.\s*(?:#.*)?$" % (_TERM, _TERM, _LITERAL, _TERM), re.DOTALL
)
_TAIL = re.compile(rb'"(?:@[\w-]+|\^\^<[^<>\s]*>)?')
_CODE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_LETTERS = (
    (r"\n", "\n"), (r"\"", '"'), (r"\t", "\t"), (r"\r", "\r"), (r"\'", "'"), (r"\b", "\b"), (r"\f", "\f"),
)  # fmt: skip
_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


@dataclass(slots=True)
class QuadCount:
    """What could not be read; filled while the records are drawn."""

    broken: int = 0
    first_broken: int | None = None
    reopened: int = 0
    """Pages that went on after they had been closed: their later lines are lost."""


@dataclass(slots=True)
class _Page:
    address: str
    nodes: dict[bytes, dict[str, bytes]] = field(default_factory=dict)
    postings: dict[bytes, None] = field(default_factory=dict)
    size: int = 0


@dataclass(slots=True)
class _Open:
    """The pages that are still open, oldest first, and where each node stands."""

    pages: dict[bytes, _Page] = field(default_factory=dict)
    homes: dict[bytes, _Page] = field(default_factory=dict)
    closed: dict[int, None] = field(default_factory=dict)
    """Hashes of the pages closed last."""
    size: int = 0

    def page(self, graph: bytes, count: QuadCount) -> _Page:
        page = self.pages.get(graph)
        if page is None:
            page = self.pages[graph] = _Page(_address(graph))
            if hash(graph) in self.closed:
                count.reopened += 1
        return page

    def is_full(self) -> bool:
        return len(self.pages) > OPEN_PAGES or (self.size > OPEN_BYTES and len(self.pages) > 1)

    def close_oldest(self) -> list[dict[str, Any]]:
        graph = next(iter(self.pages))
        page = self.pages[graph]
        records = [{"url": page.address, **self._record(node, page, 0)} for node in page.postings]
        del self.pages[graph]
        for node in page.nodes:
            if self.homes.get(node) is page:
                del self.homes[node]
        self.size -= page.size
        self.closed[hash(graph)] = None
        if len(self.closed) > REMEMBERED:
            del self.closed[next(iter(self.closed))]
        return records

    def _record(self, node: bytes, page: _Page, depth: int) -> dict[str, Any]:
        values = page.nodes.get(node)
        if values is None and node in self.homes:
            page = self.homes[node]
            values = page.nodes[node]
        record: dict[str, Any] = {}
        for name, value in (values or {}).items():
            if value.startswith(b'"'):
                record[name] = literal(value.decode("utf-8", errors="replace"))
            elif depth < DEEPEST and (inside := self._record(value, page, depth + 1)):
                record[name] = inside
            elif value.startswith(b"<"):
                record[name] = _address(value)
        return record


def quad_records(lines: Iterable[bytes], count: QuadCount) -> Iterator[dict[str, Any]]:
    """Yield a record with the names of schema.org for each JobPosting, in the order in which pages begin."""
    opened = _Open()
    for number, raw in enumerate(lines, start=1):
        if not raw:
            continue
        quad = _split(raw)
        if quad is None:
            if (bare := raw.strip()) and not bare.startswith(b"#"):
                count.broken += 1
                count.first_broken = count.first_broken or number
            continue
        subject, predicate, value, graph = quad
        page = opened.page(graph, count)
        _keep(page, subject, predicate, value)
        if subject in page.nodes and subject.startswith(b"_:"):
            opened.homes.setdefault(subject, page)
        page.size += len(raw)
        opened.size += len(raw)
        while opened.is_full():
            yield from opened.close_oldest()
    while opened.pages:
        yield from opened.close_oldest()


def _split(raw: bytes) -> tuple[bytes, bytes, bytes, bytes] | None:
    """Cut a line at its blanks, which is fast; where that is not safe, read it letter by letter."""
    if raw.endswith(b"> ."):
        parts = raw.split(b" ", 2)
        if len(parts) > 2 and parts[0].startswith((b"_:", b"<")) and parts[1].endswith(b">"):
            value, _, graph = parts[2][:-2].rpartition(b" ")
            if graph.startswith(b"<") and _is_whole(value):
                return parts[0], parts[1], value, graph
    found = _QUAD.match(raw)
    return (found[1], found[2], found[3], found[4] or b"") if found else None


def _is_whole(value: bytes) -> bool:
    if value.startswith(b'"'):
        end = value.rfind(b'"')
        return end > 0 and _TAIL.fullmatch(value, end) is not None
    return value.startswith((b"<", b"_:")) and b" " not in value


def _keep(page: _Page, subject: bytes, predicate: bytes, value: bytes) -> None:
    if predicate == _TYPE:
        if local_name(_address(value)) == "JobPosting":
            page.postings[subject] = None
        return
    page.nodes.setdefault(subject, {}).setdefault(_name(predicate), value)


@lru_cache(maxsize=4096)
def _name(predicate: bytes) -> str:
    return local_name(_address(predicate))


def _address(written: bytes) -> str:
    return written.strip(b"<>").decode("utf-8", errors="replace")


def literal(written: str) -> str:
    r"""Return the text of an N-Quads literal, without its language or type.

    >>> literal(r'"a \"b\"\n\u00e9 \uD83D\uDE00"@en-GB')
    'a "b"\né 😀'
    """
    body = written[1 : written.rindex('"')]
    if "\\" not in body:
        return body
    return "\\".join(_unescaped(part) for part in body.split("\\\\"))


def _unescaped(part: str) -> str:
    for written, letter in _LETTERS:
        part = part.replace(written, letter)
    if "\\" not in part:
        return part
    part = _CODE.sub(_letter, part)
    # two escapes may stand for the halves of one letter
    return part.encode("utf-16", errors="surrogatepass").decode("utf-16", errors="replace")


def _letter(found: re.Match[str]) -> str:
    code = int(found[1] or found[2], 16)
    return chr(code) if code <= sys.maxunicode else "\ufffd"
