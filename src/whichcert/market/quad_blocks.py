"""Reads a block of many lines of N-Quads, as fast as Python can, and writes the postings in it as JSON.

A page is one graph, a posting is a node in it. Lines of one page mostly stand together: a run.
Nearly every line is told by how it begins and ends; any other is read by ``split_quad``, so
that the result is the same. Most literals are JSON as they stand and are copied unread.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from whichcert.market.columns import plain_name
from whichcert.market.linked import local_name
from whichcert.market.quad_lines import TAIL, TYPE, address_of, is_nothing, literal, split_quad

DEEPEST = 4
"""Steps from a posting to a value: jobLocation, address, addressCountry, name."""

MOST_VALUES = 10_000
"""Values of one posting with all that it means; nodes that mean each other may be without end."""

MOST_NAMES = 10_000
"""Predicates that are remembered; real files use a few hundred."""

Node: TypeAlias = dict[bytes, bytes]
"""The values of a node as they are written, by name as JSON writes it before a value."""

KIND = b""
"""What stands for the name of a node's type."""

_URL = b'"url":'
_QUOTE, _ANGLE, _UNDERSCORE = b'"<_'
_PREDICATE = re.compile(rb"<[^<>\s]+>")
_JSON_TEXT = re.compile(
    # no escape that JSON has not, and no half of a letter without the other, which the engine refuses
    rb'"[ !#-\[\]-~]*+(?:\\(?:[nrt"bf]|u(?:[0-9A-CE-Fa-ce-f][0-9A-Fa-f]|[dD][0-7])[0-9A-Fa-f]{2}'
    rb"|u[dD][89abAB][0-9A-Fa-f]{2}\\u[dD][c-fC-F][0-9A-Fa-f]{2})"
    rb'[ !#-\[\]-~]*+)*+"'
)
_LONG_CODE = re.compile(rb"\\U([0-9A-Fa-f]{8})")
_JSON_ADDRESS = re.compile(rb"<([!#-;=?-\[\]-~]*)>")


@dataclass(slots=True)
class Page:
    """The nodes of a page and which of them are postings."""

    nodes: dict[bytes, Node] = field(default_factory=dict)
    postings: dict[bytes, None] = field(default_factory=dict)

    def keep(self, subject: bytes, name: bytes | None, value: bytes) -> None:
        """Keep the first value of a name; None is a name that nobody wants."""
        node = self.nodes.setdefault(subject, {})
        if name:
            node.setdefault(name, value)
        elif name == KIND and local_name(address_of(value)) == "JobPosting":
            self.postings[subject] = None


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of one page that stand together: where they begin and end in their block."""

    graph: bytes
    start: int
    end: int
    ready: bytes | None
    """Its postings as JSON Lines; None where a node is meant that is not in the run."""


@dataclass(frozen=True, slots=True)
class BlockRead:
    runs: tuple[Run, ...]
    lines: int
    broken: tuple[int, ...]
    """The lines that are no N-Quads, from 0."""


class Names(dict[bytes, bytes | None]):
    """For each predicate its name as JSON, ``KIND`` for the type, None for one that nobody wants."""

    def __init__(self, wanted: frozenset[str] | None = None) -> None:
        super().__init__()
        self._wanted = wanted

    def __missing__(self, predicate: bytes) -> bytes | None:
        """Learn a predicate; raise KeyError for what is none."""
        if not _PREDICATE.fullmatch(predicate):
            raise KeyError(predicate)
        if len(self) >= MOST_NAMES:
            self.clear()
        name = self[predicate] = self.name_of(predicate)
        return name

    def name_of(self, predicate: bytes) -> bytes | None:
        if predicate == TYPE:
            return KIND
        name = local_name(address_of(predicate))
        if self._wanted is not None and plain_name(name) not in self._wanted:
            return None
        return json_text(name) + b":"


def read_block(block: bytes, names: Names) -> BlockRead:
    """Return the runs of a block that ends with a line, each with its postings."""
    lines = block.split(b"\n")
    if not lines[-1]:
        lines.pop()
    reading = _Reading(names, lines)
    reading.read()
    reading.end_run(len(lines))
    return BlockRead(tuple(reading.runs), len(lines), tuple(reading.broken))


def read_again(run: bytes, page: Page, names: Names) -> None:
    """Add the nodes of a run to a page."""
    _Reading(names, run.split(b"\n"), page).read()


@dataclass(slots=True)
class _Reading:
    """One pass over lines; every change of the page begins a run."""

    names: Names
    lines: Sequence[bytes]
    page: Page = field(default_factory=Page)
    graph: bytes | None = None
    # no line ends so: the first quad of a run says how its lines end
    ending: bytes = b"\n"
    runs: list[Run] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    first: int = 0
    """Where the run begins: its line and its byte."""
    begin: int = 0

    def read(self) -> None:  # noqa: C901  one loop: a call for each line would cost as much as the line
        names, nodes, ending = self.names, self.page.nodes, self.ending
        quoted, size = b'"' + ending, len(ending)
        before = b""
        node: Node = {}
        for at, line in enumerate(self.lines):
            if not line:
                continue
            try:
                subject, predicate, rest = line.split(b" ", 2)
                name = names[predicate]
                first = rest[0]
            except (ValueError, KeyError, IndexError):
                first = 0
            if first == _QUOTE:
                is_plain = (rest.endswith(quoted) and len(rest) > size + 1) or _is_typed(rest, ending)
            else:
                is_plain = (
                    (first == _ANGLE or (first == _UNDERSCORE and rest.startswith(b"_:")))
                    and rest.endswith(ending)
                    and rest.count(b" ") == 2
                )
            if not is_plain or (subject != before and not subject.startswith((b"<", b"_:"))):
                if self._read_slowly(at, line):
                    nodes, ending = self.page.nodes, self.ending
                    quoted, size = b'"' + ending, len(ending)
                    before = b""
                continue
            if subject != before:
                before, node = subject, nodes.setdefault(subject, {})
            if name:
                if name not in node:
                    node[name] = rest[:-size]
            elif name == KIND:
                self.page.keep(subject, name, rest[:-size])

    def _read_slowly(self, at: int, line: bytes) -> bool:
        """Read any line; return whether a run begins with it."""
        quad = split_quad(line)
        if quad is None:
            if not is_nothing(line):
                self.broken.append(at)
            return False
        subject, predicate, value, graph = quad
        is_new = graph != self.graph
        if is_new:
            if self.graph is not None:
                self.end_run(at)
            self.graph = graph
            if graph.startswith(b"<"):
                self.ending = b" %b ." % graph
        self.page.keep(subject, self.names.name_of(predicate), value)
        return is_new

    def end_run(self, at: int) -> None:
        """End the run before a line."""
        end = self.begin + sum(map(len, self.lines[self.first : at])) + at - self.first
        if self.graph is not None:
            self.runs.append(Run(self.graph, self.begin, end, _ready(self.page, self.graph)))
        self.page, self.graph, self.ending = Page(), None, b"\n"
        self.first, self.begin = at, end


def _is_typed(rest: bytes, ending: bytes) -> bool:
    """Whether it is a literal with a language or a type, and the end of the line."""
    if not rest.endswith(ending):
        return False
    end = len(rest) - len(ending)
    quote = rest.rfind(b'"', 0, end)
    return quote > 0 and TAIL.fullmatch(rest, quote, end) is not None


def _ready(page: Page, graph: bytes) -> bytes | None:
    try:
        return json_lines(page, graph, _nowhere) if page.postings else b""
    except Dangling:
        return None


class Dangling(LookupError):  # noqa: N818  named for what happened
    """A value is a node that is not in its run."""


def _nowhere(node: bytes) -> Page | None:
    raise Dangling(node)


Lookup: TypeAlias = Callable[[bytes], Page | None]
"""Where a node is looked for that is not in the page itself."""


def json_lines(page: Page, graph: bytes, lookup: Lookup) -> bytes:
    """Write a record with the names of schema.org for each posting of a page."""
    out = []
    for posting in page.postings:
        values = _Values(lookup).of(page.nodes.get(posting, {}), page, 0)
        if not any(value.startswith(_URL) for value in values):
            values.append(_URL + _json_address(graph))
        out.append(b"{%b}\n" % b",".join(values))
    return b"".join(out)


@dataclass(slots=True)
class _Values:
    """Makes JSON of the values of one posting."""

    lookup: Lookup
    left: int = MOST_VALUES

    def of(self, node: Node, page: Page, depth: int) -> list[bytes]:
        """Return the values of a node as JSON; a node that is meant stands in the place of its label."""
        values = []
        self.left -= len(node)
        for name, value in node.items():
            if value[0] == _QUOTE:
                values.append(name + _json_literal(value))
            elif inside := self._inside(value, page, depth):
                values.append(b"%b{%b}" % (name, b",".join(inside)))
            elif value[0] == _ANGLE:
                values.append(name + _json_address(value))
        return values

    def _inside(self, value: bytes, page: Page, depth: int) -> list[bytes] | None:
        if depth == DEEPEST or self.left <= 0:
            return None
        home = page if value in page.nodes else self.lookup(value) if value[0] == _UNDERSCORE else None
        return self.of(home.nodes[value], home, depth + 1) if home else None


def _json_literal(value: bytes) -> bytes:
    found = _JSON_TEXT.match(value)
    if not found and b"\\U" in value:
        # the only escape of theirs that JSON has not
        found = _JSON_TEXT.match(_LONG_CODE.sub(_letter, value))
    if found and (found.end() == len(found.string) or TAIL.fullmatch(found.string, found.end() - 1)):
        return found[0]
    return json_text(literal(value.decode("utf-8", errors="replace")))


def _letter(found: re.Match[bytes]) -> bytes:
    """Write a letter beyond the first 65,536 as JSON does, in two halves."""
    code = int(found[1], 16) - 0x10000
    if not 0 <= code < 0x100000:
        return found[0]
    return b"\\u%04X\\u%04X" % (0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))


def _json_address(value: bytes) -> bytes:
    found = _JSON_ADDRESS.fullmatch(value)
    return b'"%b"' % found[1] if found else json_text(address_of(value))


def json_text(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode("utf-8", errors="replace")
