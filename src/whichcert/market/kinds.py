"""What a file of postings is, told by its first bytes and never by its name."""

import codecs
import re

HEAD = 65536
"""Bytes looked at."""

READABLE = "CSV, JSON, JSON Lines, Parquet, N-Quads or HTML pages with JobPosting data"

GZIP, ZSTANDARD = b"\x1f\x8b", b"(\xb5/\xfd"

_REFUSED = {
    b"PK\x03\x04": "a ZIP or Excel file; unpack it, or save the sheet as CSV",
    b"%PDF": "a PDF; save the postings as CSV or JSON",
    b"SQLite format 3": "a database; export the table as CSV",
    b"BZh": "a bzip2 file; unpack it first",
    b"\xfd7zXZ": "an xz file; unpack it first",
    GZIP: "packed twice; unpack it first",
    ZSTANDARD: "packed twice; unpack it first",
}

_QUAD = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:_:\S+|<[^<>\s]*>)\s+<[^<>\s]+>\s")
_PAGE = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|script|meta|div|article|title)\b", re.I | re.S
)


def kind_of(head: bytes) -> tuple[str | None, str]:
    """Return the kind of file that begins with ``head``, or None and what is wrong.

    >>> kind_of(b'PAR1...')[0], kind_of(b'[{"title": "x"}]')[0], kind_of(b'title;text')[0], kind_of(b'')[0]
    ('parquet', 'json', 'csv', None)
    >>> kind_of(b'_:a <http://schema.org/title> "x" <http://b> .')[0], kind_of(b'<!doctype html>')[0]
    ('quads', 'page')
    """
    if not head.strip(b" \t\r\n\xef\xbb\xbf\0"):
        return None, f"is empty; expected postings as {READABLE}"
    if head.startswith(b"PAR1"):
        return "parquet", ""
    for sign, what in _REFUSED.items():
        if head.startswith(sign):
            return None, f"is {what}"
    text = decoded(head)
    if text is None:
        return None, f"is not text; expected postings as {READABLE}"
    return _kind_of_text(text.lstrip("\ufeff \t\r\n"))


def _kind_of_text(start: str) -> tuple[str | None, str]:
    if _QUAD.match(start):
        return "quads", ""
    if start.startswith("<"):
        if _PAGE.match(start) or "application/ld+json" in start:
            return "page", ""
        return None, f"is XML or HTML without a page; expected postings as {READABLE}"
    if start.startswith("["):
        return "json", ""
    if start.startswith("{"):
        lines = [line.strip() for line in start.splitlines()[:3] if line.strip()]
        # a whole object on the first line and another on the next
        is_lines = len(lines) > 1 and lines[0].endswith("}") and lines[1].startswith("{")
        return ("jsonl" if is_lines else "json"), ""
    return "csv", ""


def encoding_of(head: bytes) -> str:
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"


def decoded(head: bytes) -> str | None:
    """Return the text of the first bytes, or None where they are no text."""
    encoding = encoding_of(head)
    if encoding == "utf-8-sig" and b"\0" in head:
        return None
    return head.decode(encoding, errors="replace")
