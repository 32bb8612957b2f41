"""From HTML to the plain lines of an item, and back."""

import re
from html import unescape

from whichcert.interop.safe_xml import Node, element, text_xml

_BLOCKS = """address article blockquote center dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre
section table tbody td th tr ul prompt qti-prompt qti-content-body"""
BLOCKS = frozenset(_BLOCKS.split())
LOST = frozenset(
    ["audio", "canvas", "embed", "iframe", "img", "math", "object", "picture", "svg", "table", "video"]
)
"""Elements that an item can't hold; their text, if any, stays."""

_EMPTY = frozenset(["br", "col", "embed", "hr", "img", "input", "wbr"])
_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)")
_SILENT = frozenset(["script", "style", "title", "head"])


class Lines:
    """Collects text as lines: a block or a break ends one, an empty paragraph is an empty one."""

    def __init__(self) -> None:
        self.lost = set[str]()
        self._lines = list[str]()
        self._parts = list[str]()
        self._starts = list[int]()
        self._silent = 0

    def start(self, name: str) -> None:
        if name in LOST:
            self.lost.add(name)
        if name in _SILENT:
            self._silent += 1
        if name in BLOCKS:
            self._flush()
        self._starts.append(len(self._lines))
        if name == "br":
            self._end_line()

    def end(self, name: str) -> None:
        started = self._starts.pop() if self._starts else 0
        if name in _SILENT:
            self._silent = max(0, self._silent - 1)
        if name in BLOCKS:
            self._flush()
            if name == "p" and len(self._lines) == started:
                self._lines.append("")

    def data(self, text: str) -> None:
        if not self._silent:
            self._parts.append(text)

    @property
    def text(self) -> str:
        """Return the lines with single blanks and at most one empty line together."""
        self._flush()
        kept = list[str]()
        for line in self._lines:
            if line or (kept and kept[-1]):
                kept.append(line)
        return "\n".join(kept).strip("\n")

    def _end_line(self) -> None:
        self._lines.append(" ".join("".join(self._parts).split()))
        self._parts = []

    def _flush(self) -> None:
        if "".join(self._parts).strip():
            self._end_line()
        self._parts = []


def html_lines(html: str) -> Lines:
    """Return the text of HTML, which may be broken: what is no tag is text, what is never closed ends it.

    The standard library's parser needs minutes for some broken texts of 100 kB; this one is linear.
    """
    lines, place = Lines(), 0
    while place < len(html):
        start = html.find("<", place)
        if start < 0:
            break
        lines.data(_decoded(html[place:start]))
        place = _tag(html, start, lines)
    lines.data(_decoded(html[place:]))
    return lines


def _tag(html: str, start: int, lines: Lines) -> int:
    """Take the tag, comment or lone sign at ``start``; return where the text goes on."""
    if html.startswith("<!--", start):
        end = html.find("-->", start + 4)
        return end + 3 if end >= 0 else len(html)
    name = _NAME.match(html, start)
    if name is None and html[start + 1 : start + 2] not in ("!", "?"):
        lines.data("<")
        return start + 1
    end = html.find(">", start)
    if end < 0:
        return len(html)
    if name is not None:
        tag = name[2].lower()
        if not name[1]:
            lines.start(tag)
        if name[1] or tag in _EMPTY or html[end - 1] == "/":
            lines.end(tag)
    return end + 1


def _decoded(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:
        # A number of thousands of digits is no character.
        return text


def node_lines(node: Node, lines: Lines | None = None, *, skipped: frozenset[str] = frozenset()) -> Lines:
    """Return the text inside an element; elements named in ``skipped`` are passed over."""
    lines = Lines() if lines is None else lines
    for child in node.children:
        if isinstance(child, str):
            lines.data(child)
        elif child.name not in skipped:
            lines.start(child.name)
            node_lines(child, lines, skipped=skipped)
            lines.end(child.name)
    return lines


def paragraphs(text: str) -> str:
    """Return lines as HTML paragraphs, which ``Lines`` reads as the same lines.

    >>> paragraphs("a < b\\n\\nc")
    '<p>a &lt; b</p><p/><p>c</p>'
    """
    return "".join(element("p", None, text_xml(line)) for line in text.split("\n"))
