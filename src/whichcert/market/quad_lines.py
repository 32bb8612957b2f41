r"""Takes one line of N-Quads apart, and makes the text of a literal.

_:n1 <http://schema.org/title> "Scrum Master\n(PSM I)"@en <https://example.org/job/7> .
"""

import re
import sys
from typing import TypeAlias

TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"

TAIL = re.compile(rb'"(?:@[\w-]+|\^\^<[^<>\s]*>)?')
"""How a literal ends: with a quote, and perhaps a language or a type."""

Quad: TypeAlias = tuple[bytes, bytes, bytes, bytes]
"""Subject, predicate, value, graph as they are written; the graph is empty where there is none."""

_TERM = rb"(?:_:[^\s<>\"]+|<[^<>\s]*>)"
_LITERAL = rb'"[^"\\]*(?:\\.[^"\\]*)*"(?:@[\w-]+|\^\^<[^<>\s]*>)?'
_QUAD = re.compile(
    rb"\s*(%b)\s+(<[^<>\s]+>)\s+(%b|%b)\s+(%b)?\s*\.\s*(?:#.*)?$" % (_TERM, _TERM, _LITERAL, _TERM), re.DOTALL
)
_END = re.compile(r'"(?:@[\w-]+|\^\^<[^<>\s]*>)?$', re.ASCII)
_CODE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_LETTERS = (
    (r"\n", "\n"), (r"\"", '"'), (r"\t", "\t"), (r"\r", "\r"), (r"\'", "'"), (r"\b", "\b"), (r"\f", "\f"),
)  # fmt: skip


def split_quad(line: bytes) -> Quad | None:
    """Cut a line at its blanks, which is fast; where that is not safe, read it letter by letter."""
    if line.endswith(b"> ."):
        parts = line.split(b" ", 2)
        if len(parts) > 2 and parts[0].startswith((b"_:", b"<")) and parts[1].endswith(b">"):
            value, _, graph = parts[2][:-2].rpartition(b" ")
            if graph.startswith(b"<") and _is_whole(value):
                return parts[0], parts[1], value, graph
    found = _QUAD.match(line)
    return (found[1], found[2], found[3], found[4] or b"") if found else None


def _is_whole(value: bytes) -> bool:
    if value.startswith(b'"'):
        end = value.rfind(b'"')
        return end > 0 and TAIL.fullmatch(value, end) is not None
    return value.startswith((b"<", b"_:")) and b" " not in value


def is_nothing(line: bytes) -> bool:
    """Whether a line is empty or a comment."""
    bare = line.strip()
    return not bare or bare.startswith(b"#")


def address_of(written: bytes) -> str:
    return written.strip(b"<>").decode("utf-8", errors="replace")


def literal(written: str) -> str:
    r"""Return the text of an N-Quads literal, without its language or type.

    >>> literal(r'"a \"b\"\n\u00e9 \uD83D\uDE00"@en-GB')
    'a "b"\né 😀'
    """
    end = _END.search(written, 1)
    body = written[1 : end.start() if end else len(written)]
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
