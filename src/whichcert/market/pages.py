"""Takes the JobPosting data out of HTML pages: the blocks of JSON-LD that search engines read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from whichcert.errors import Problem
from whichcert.market.linked import job_postings
from whichcert.market.packed import unpacked

LARGEST_PAGE = 64 * 1024**2
"""Bytes of one page; no page of an advertisement is larger."""


@dataclass(frozen=True, slots=True)
class PageRead:
    records: tuple[dict[str, Any], ...]
    bad_blocks: int
    """Blocks of JSON-LD that are no JSON."""
    first_bad: int | None
    """The line of the first."""


@dataclass
class _Blocks(HTMLParser):
    """Collects the texts of ``<script type="application/ld+json">``, each with its line."""

    found: list[tuple[int, str]] = field(default_factory=list)
    inside: list[str] | None = None
    address: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "script" and values.get("type", "").split(";")[0].strip().lower() == "application/ld+json":
            self.inside = []
        elif tag == "link" and values.get("rel", "").lower() == "canonical":
            self.address = values.get("href", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.close_block()

    def handle_data(self, data: str) -> None:
        if self.inside is not None:
            self.inside.append(data)

    def close_block(self) -> None:
        if self.inside is not None:
            self.found.append((self.getpos()[0], "".join(self.inside)))
        self.inside = None


def read_page(text: str) -> PageRead:
    """Return every JobPosting of a page, with the page's own address where the posting has none."""
    blocks = _Blocks()
    blocks.feed(text)
    blocks.close()
    blocks.close_block()
    records: list[dict[str, Any]] = []
    bad: list[int] = []
    for line, block in blocks.found:
        try:
            document = json.loads(_bare(block), strict=False, parse_constant=lambda _: None)
        except (ValueError, RecursionError):
            bad.append(line)
            continue
        records += job_postings(document)
    whole = tuple({"url": blocks.address, **one} if blocks.address else one for one in records)
    return PageRead(whole, len(bad), bad[0] if bad else None)


def _bare(block: str) -> str:
    """Without the comment or CDATA marks that old editors put around scripts."""
    bare = block.strip()
    for start, end in (("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")):
        bare = bare.removeprefix(start).removesuffix(end).strip()
    return bare


def page_records(path: Path, problems: list[Problem]) -> Iterator[dict[str, Any]]:
    """Yield the postings of one page and report what is wrong with it."""
    text = _text(path, problems)
    page = read_page(text)
    if page.bad_blocks:
        message = f"blocks of JSON-LD that are no JSON: {page.bad_blocks}; they were left out"
        problems.append(Problem(str(path), message, page.first_bad))
    yield from page.records


def _text(path: Path, problems: list[Problem]) -> str:
    parts: list[bytes] = []
    size = 0
    with unpacked(path, problems) as chunks:
        for chunk in chunks:
            parts.append(chunk)
            size += len(chunk)
            if size > LARGEST_PAGE:
                problems.append(
                    Problem(str(path), f"is larger than {LARGEST_PAGE >> 20} MB; the rest was left out")
                )
                break
    raw = b"".join(parts)
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
