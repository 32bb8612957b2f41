"""XML from strangers: no document type, no entities, no endless nesting, and the line of each element."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from whichcert.errors import Problem, shortened

LARGEST_BYTES = 8_388_608
DEEPEST = 100
MOST_ELEMENTS = 200_000

_ILLEGAL = {
    code: "\ufffd" for code in (*range(32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)) if code not in (9, 10, 13)
}


@dataclass(slots=True)
class Node:
    """An element; ``name`` is without its namespace, ``children`` are texts and elements in order."""

    name: str
    attributes: Mapping[str, str]
    line: int
    children: list["Node | str"] = field(default_factory=list)

    def elements(self, name: str | None = None) -> Iterator["Node"]:
        """Yield the child elements, or those of one name."""
        for child in self.children:
            if isinstance(child, Node) and (name is None or child.name == name):
                yield child

    def first(self, *path: str) -> "Node | None":
        """Return the first element along a path of names, or None."""
        node: Node | None = self
        for name in path:
            node = next(node.elements(name), None) if node else None
        return node

    def descendants(self) -> Iterator["Node"]:
        """Yield this element and all below it, in document order."""
        yield self
        for child in self.elements():
            yield from child.descendants()

    @property
    def text(self) -> str:
        """Return all text inside, without any mark-up."""
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class _TooMuch(Exception):  # noqa: N818  caught where it is raised for
    """The document is not one we read; the text says why."""


def parse_xml(data: bytes, where: str) -> Node | Problem:
    """Return the root element, or the one reason why the document can't be read."""
    if len(data) > LARGEST_BYTES:
        return Problem(where, f"has more than {LARGEST_BYTES:,} bytes; split it")
    builder = _Builder()
    try:
        builder.parser.Parse(data, True)
    except (_TooMuch, expat.ExpatError, ValueError, LookupError) as error:
        said = shortened(str(error), 150)
        return Problem(where, f"can't be read as XML: {said}", builder.parser.CurrentLineNumber)
    return builder.root if builder.root else Problem(where, "holds no element", 1)


class _Builder:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.root: Node | None = None
        self._open: list[Node] = []
        self._count = 0

    def _doctype(self, *_: object) -> None:
        raise _TooMuch("it has a document type (DOCTYPE), which may hide entities; take it out")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS or len(self._open) >= DEEPEST:
            raise _TooMuch(f"it has more than {MOST_ELEMENTS:,} elements or is nested over {DEEPEST} deep")
        plain = {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()}
        node = Node(name.rsplit(" ", 1)[-1], plain, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self.root = node
        self._open.append(node)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _data(self, text: str) -> None:
        if self._open:
            self._open[-1].children.append(text)


def element(name: str, attributes: Mapping[str, str] | None = None, *children: str) -> str:
    """Return an element as XML; ``children`` are XML already.

    >>> element("p", {"class": "a"}, text_xml("1 < 2"))
    '<p class="a">1 &lt; 2</p>'
    """
    given = "".join(f" {key}={quoteattr(legal(value))}" for key, value in (attributes or {}).items())
    inner = "".join(children)
    return f"<{name}{given}>{inner}</{name}>" if inner else f"<{name}{given}/>"


def text_xml(text: str) -> str:
    """Return a text as XML."""
    return escape(legal(text))


def legal(text: str) -> str:
    """Return ``text`` with U+FFFD for each character that XML can't hold."""
    return text.translate(_ILLEGAL)
