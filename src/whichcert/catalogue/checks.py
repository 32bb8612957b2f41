"""What must hold between the files of the catalogue, and on the day of reading."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from whichcert.catalogue.certification import Certification
from whichcert.catalogue.document import Document
from whichcert.catalogue.fact import STALE_AFTER_DAYS, Fact
from whichcert.catalogue.fields import FIELDS, RANGES
from whichcert.catalogue.source import Source
from whichcert.errors import Problem, nearest, shortened

RELATIONS = ("requires", "recommended_before", "next")


@dataclass(frozen=True, slots=True)
class Draft:
    """What was read from the files, not yet known to fit together."""

    certifications: tuple[tuple[Certification, Document], ...]
    known_ids: frozenset[str]
    """Also the ids of files that could not be read."""
    sources: Mapping[str, Source]
    known_sources: frozenset[str] | None
    """Also the keys of broken sources; None when the whole file could not be read."""
    cited_elsewhere: frozenset[str] = frozenset()


def draft_problems(draft: Draft, today: date) -> Iterator[Problem]:
    """Yield every finding, in no promised order."""
    for certification, document in draft.certifications:
        yield from chain(
            _id_problems(certification, document),
            _relation_problems(certification, document, draft.known_ids),
            _missing_facts(certification, document),
            _range_problems(certification, document),
        )
        for key, fact in certification.facts.items():
            yield from _day_problems(document, key, fact, today)
            yield from _source_problems(document, key, fact, draft.known_sources)
    yield from _double_ids(draft)
    yield from _circles(draft)
    yield from _unused_sources(draft)
    yield from _future_sources(draft, today)


def _id_problems(certification: Certification, document: Document) -> Iterator[Problem]:
    name = document.where.rsplit("/", 1)[-1].removesuffix(".toml")
    if certification.id != name:
        yield document.problem(
            f"`id` is {shortened(certification.id)!r} but the file is named {name}.toml; make them the same",
            "id",
        )


def _double_ids(draft: Draft) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for certification, document in draft.certifications:
        earlier = first.setdefault(certification.id, document.where)
        if earlier != document.where:
            yield document.problem(
                f"`id` {shortened(certification.id)!r} is taken by {earlier}; choose another", "id"
            )


def _relation_problems(
    certification: Certification, document: Document, known_ids: frozenset[str]
) -> Iterator[Problem]:
    for relation in RELATIONS:
        for other in getattr(certification, relation):
            if other == certification.id:
                yield document.problem(f"`{relation}` names the certification itself; take it out", relation)
            elif other not in known_ids:
                yield document.problem(
                    f"`{relation}` names {shortened(other)!r}, which has no file; {_hint(other, known_ids)}",
                    relation,
                )


def _missing_facts(certification: Certification, document: Document) -> Iterator[Problem]:
    # Asked of the raw table: a fact that is there but broken has its own finding.
    raw = document.data.get("facts")
    present = raw.keys() if isinstance(raw, Mapping) else frozenset()
    for field in FIELDS:
        if field.is_required(certification.detail) and field.key not in present:
            yield document.problem(
                f"[facts.{field.key}] is missing; a certification in {certification.detail} detail has it, "
                "with `unknown` and the reason when nobody publishes it"
            )


def _range_problems(certification: Certification, document: Document) -> Iterator[Problem]:
    for low_key, high_key in RANGES:
        low, high = certification.number(low_key), certification.number(high_key)
        if low is not None and high is not None and low > high:
            yield document.problem(
                f"`{low_key}` {low:g} exceeds `{high_key}` {high:g}; swap them", "facts", low_key
            )


def _day_problems(document: Document, key: str, fact: Fact, today: date) -> Iterator[Problem]:
    age = fact.days_since_check(today)
    path = ("facts", key, "checked")
    if age < 0:
        yield document.problem(f"`{key}` was checked on {fact.checked}, which is after today, {today}", *path)
    elif age > STALE_AFTER_DAYS:
        yield document.problem(
            f"`{key}` was checked {age} days ago, on {fact.checked}; after {STALE_AFTER_DAYS} days "
            "look at its source again and write the new day",
            *path,
        )


def _source_problems(
    document: Document, key: str, fact: Fact, known_sources: frozenset[str] | None
) -> Iterator[Problem]:
    if known_sources is None:
        return
    cited: list[tuple[str, tuple[str | int, ...]]] = []
    if fact.source:
        cited.append((fact.source, ("facts", key, "source")))
    cited += [(other.source, ("facts", key, "other", at, "source")) for at, other in enumerate(fact.others)]
    for source, path in cited:
        if source not in known_sources:
            yield document.problem(
                f"`{key}` cites the source {shortened(source)!r}, which content/sources.toml lacks; "
                f"{_hint(source, known_sources)}",
                *path,
            )


def _circles(draft: Draft) -> Iterator[Problem]:
    """Yield one finding for each circle of certifications that must come before each other."""
    before = {one.id: (*one.requires, *one.recommended_before) for one, _ in draft.certifications}
    documents = {one.id: document for one, document in draft.certifications}
    reported: set[frozenset[str]] = set()
    for start in sorted(before):
        circle = _circle_from(start, before)
        if circle and frozenset(circle) not in reported:
            reported.add(frozenset(circle))
            way = " after ".join(shortened(name) for name in (*circle, start))
            yield documents[start].problem(f"comes before itself: {way}; break this circle", "requires")


def _circle_from(start: str, before: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return a shortest way of two or more steps from ``start`` back to it; empty when there is none."""
    ways: list[tuple[str, ...]] = [(start,)]
    seen: set[str] = set()
    for way in ways:  # grows while it is walked: breadth first
        for step in before.get(way[-1], ()):
            if step == start and len(way) > 1:
                return way
            if step not in seen and step != start:
                seen.add(step)
                ways.append((*way, step))
    return ()


def _unused_sources(draft: Draft) -> Iterator[Problem]:
    cited = draft.cited_elsewhere.union(*(one.sources for one, _ in draft.certifications))
    for key, source in draft.sources.items():
        if key not in cited:
            message = f"the source `{shortened(key)}` is cited by no fact; cite it, or take it out"
            yield Problem("content/sources.toml", message, source.line)


def _future_sources(draft: Draft, today: date) -> Iterator[Problem]:
    for key, source in draft.sources.items():
        if source.seen > today:
            message = f"`{shortened(key)}.seen` is {source.seen}, which is after today, {today}"
            yield Problem("content/sources.toml", message, source.line)


def _hint(name: str, known: frozenset[str]) -> str:
    near = nearest(name, sorted(known))
    return f"nearest known: {', '.join(near)}" if near else "add it, or correct the name"
