"""What postings name, in pure functions: judged with ``found_in``, counted with ``count_mentions``.

The survey and the cluster share ``found_in``; they add up in SQL, because repeats across files
must be known first. The counting pair is for a caller with batches of their own: columns of
equal length, by name, as sequences or as an Arrow record batch.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeAlias

from whichcert.market.clean import clean
from whichcert.market.mentions import Mention, mentions_in_words
from whichcert.market.regions import Regions, everywhere
from whichcert.market.roles import roles_of
from whichcert.market.terms import Terms

COLUMNS = ("source", "src_id", "title", "text")

CONTEXT = 120
"""Characters of the excerpt around a mention."""


class ArrowBatch(Protocol):
    """The part of ``pyarrow.RecordBatch`` that is used here."""

    @property
    def num_rows(self) -> int: ...

    def column(self, name: str, /) -> Any: ...


Batch: TypeAlias = Mapping[str, Sequence[object]] | ArrowBatch


@dataclass(frozen=True, slots=True)
class Found:
    """What one posting of a batch names; ``row`` is its place in the batch."""

    row: int
    roles: tuple[str, ...]
    mentions: tuple[Mention, ...]
    contexts: tuple[str, ...]
    """An excerpt for each mention."""


class MentionRow(NamedTuple):
    """One posting and one certification that it names."""

    source: str
    src_id: str
    role: str
    """All its roles, joined by ";"; "other" if it has none."""
    certification: str
    sense: str
    context: str


class CountKey(NamedTuple):
    """What is counted: postings of a source and role that name a certification in a sense.

    With an empty certification and sense: all postings of that source and role.
    """

    source: str
    role: str
    certification: str
    sense: str


Counts: TypeAlias = Counter[CountKey]


def found_in(
    titles: Sequence[object], texts: Sequence[object], terms: Terms, regions: Regions = everywhere
) -> list[Found]:
    """Judge postings one by one; a text that is None is known to name no certification.

    regions: where in a text to look, see there; what is found is the same.
    """
    return [
        _found(row, _text(title), text, (terms, regions))
        for row, (title, text) in enumerate(zip(titles, texts, strict=True))
    ]


def _found(row: int, title: str, text: object, rules: tuple[Terms, Regions]) -> Found:
    terms, regions = rules
    roles = roles_of(title, _text(text), terms)
    if text is None:
        return Found(row, roles, (), ())
    heading, body = clean(title), clean(str(text))
    mentions = mentions_in_words(heading, body, terms, regions)
    words = f"{heading}\n{body}" if mentions else ""
    contexts = tuple(excerpt(words, one.start, one.start + len(one.found)) for one in mentions)
    return Found(row, roles, mentions, contexts)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def excerpt(words: str, start: int, end: int) -> str:
    """Return at most CONTEXT characters around a place, on one line, cut at blanks where there are some.

    >>> excerpt("We ask for PSM I or CSM.", 11, 16)
    'We ask for PSM I or CSM.'
    """
    room = max(0, CONTEXT - (end - start)) // 2
    first, last = max(0, start - room), min(len(words), end + room)
    if first and (blank := words.find(" ", first, start)) >= 0:
        first = blank + 1
    if last < len(words) and (blank := words.rfind(" ", end, last)) >= 0:
        last = blank
    return " ".join(words[first:last].split())[:CONTEXT]


def mention_rows(batch: Batch, terms: Terms) -> list[MentionRow]:
    """Return one row for each posting of the batch and mention in it, in their order."""
    sources, ids, titles, texts = columns_of(batch)
    return [
        MentionRow(
            _text(sources[found.row]), _text(ids[found.row]), ";".join(found.roles),
            mention.certification, mention.sense, context,
        )
        for found in found_in(titles, texts, terms)
        for mention, context in zip(found.mentions, found.contexts, strict=True)
    ]  # fmt: skip


def count_mentions(batch: Batch, terms: Terms) -> Counts:
    """Map: count the postings of a batch by source, role, certification and sense.

    A posting for two roles counts in both; one that names a certification twice in
    the same sense counts once.
    """
    sources, _, titles, texts = columns_of(batch)
    counts: Counts = Counter()
    for found in found_in(titles, texts, terms):
        counts.update(_keys(_text(sources[found.row]), found))
    return counts


def _keys(source: str, found: Found) -> Iterator[CountKey]:
    named = {("", "")} | {(mention.certification, mention.sense) for mention in found.mentions}
    return (CountKey(source, role, *one) for role in found.roles for one in named)


def merge_counts(counts: Iterable[Counts]) -> Counts:
    """Sum: add counts up, in any order and grouping."""
    total: Counts = Counter()
    for one in counts:
        total.update(one)
    return total


def columns_of(batch: Batch) -> tuple[Sequence[object], ...]:
    """Return the four columns as sequences."""
    if isinstance(batch, Mapping):
        return tuple(batch[name] for name in COLUMNS)
    return tuple(batch.column(name).to_pylist() for name in COLUMNS)
