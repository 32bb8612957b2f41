"""One fact that an item may test, and content/framework/, which holds them all."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeGuard
from urllib.parse import urlsplit

from whichcert.bank.old_wording import old_words
from whichcert.bank.statement_file import StatementFile, read_file
from whichcert.errors import Problem, nearest, shortened

FRAMEWORK = "content/framework"

MOST_LIKENESS = 0.8
"""Share of common words above which two texts state one fact; the closest honest pair has 0.75."""


class Guide(StrEnum):
    """What a statement restates; ``practice`` is what PSM and PSPO ask beside the guides."""

    SCRUM_GUIDE = "scrum-guide-2020"
    EVIDENCE_BASED_MANAGEMENT = "evidence-based-management-2024"
    NEXUS = "nexus-2021"
    PRACTICE = "practice"


class StatementKind(StrEnum):
    DEFINITION = "definition"
    RULE = "rule"
    RESPONSIBILITY = "responsibility"
    TIMEBOX = "timebox"
    PURPOSE = "purpose"
    FREEDOM = "freedom"


SECTIONS: Mapping[Guide, tuple[str, ...]] = {
    Guide.SCRUM_GUIDE: (
        *("purpose", "definition", "theory", "values"),
        *("scrum-team", "developers", "product-owner", "scrum-master"),
        *("events", "sprint", "sprint-planning", "daily-scrum", "sprint-review", "sprint-retrospective"),
        *("artifacts", "product-backlog", "product-goal", "sprint-backlog", "sprint-goal"),
        *("increment", "definition-of-done", "end-note"),
    ),
    Guide.EVIDENCE_BASED_MANAGEMENT: ("evidence-based-management",),
    Guide.NEXUS: ("nexus",),
    Guide.PRACTICE: (
        *("scrum-values", "facilitation", "coaching"),
        *("product-vision", "stakeholders", "forecasting", "value", "ordering"),
    ),
}
"""The sections of each guide, in the guide's own order."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One testable fact in our own words."""

    id: str
    """``<section>.<name>``, stable for ever: items cite it."""
    guide: Guide
    section: str
    kind: StatementKind
    text: str
    changed: str | None = None
    """What it replaced, mostly in the Scrum Guide of 2017."""
    source: str | None = None
    """A key of content/sources.toml."""
    url: str | None = None
    where: str = FRAMEWORK
    line: int | None = None


_SECTION_ORDER = {
    section: place for place, section in enumerate(s for sections in SECTIONS.values() for s in sections)
}

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*")
_HEAD_KEYS = ("guide", "source", "url")
_REQUIRED_KEYS = ("section", "kind", "text")
_OPTIONAL_KEYS = ("changed", "source", "url")


def read_statements(folder: Path) -> tuple[Mapping[str, Statement], tuple[Problem, ...]]:
    """Return the statements of all files in ``folder`` by id, in the guides' order, and all Problems.

    A statement whose shape is broken is left out; one whose wording is at fault stays in and has its
    Problem. Of two statements with one id the first file's stays.
    """
    if not folder.is_dir():
        return {}, (Problem(FRAMEWORK, "is missing; it holds the statements as .toml files"),)
    found, problems = list[Statement](), list[Problem]()
    for path in sorted(path for path in folder.iterdir() if not path.name.startswith(".")):
        read = list(_read_statement_file(path))
        found += [one for one in read if isinstance(one, Statement)]
        problems += [one for one in read if isinstance(one, Problem)]
    first = dict[str, Statement]()
    for one in sorted(found, key=lambda one: _SECTION_ORDER[one.section]):
        first.setdefault(one.id, one)
    problems += _duplicate_ids(found, first)
    problems += [problem for one in first.values() for problem in _wording_problems(one)]
    problems += _near_identical(first.values())
    return first, tuple(sorted(problems, key=lambda one: (one.where, one.line or 0, one.message)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the Jaccard index of two sets of words: 1 when they are equal, 0 when nothing is shared."""
    return len(one & other) / len(one | other) if one or other else 1.0


def _read_statement_file(path: Path) -> Iterator[Statement | Problem]:
    file = read_file(path, f"{FRAMEWORK}/{path.name}")
    if isinstance(file, Problem):
        yield file
        return
    head = list(_head_problems(file))
    yield from head
    table = file.data.get("statements")
    if not isinstance(table, dict) or not table:
        yield file.problem('holds no statement; write [statements."<section>.<name>"] for each')
    elif not head:
        for statement_id, row in table.items():
            yield from _statement(file, statement_id, row)


def _head_problems(file: StatementFile) -> Iterator[Problem]:
    for key in sorted(file.data.keys() - {*_HEAD_KEYS, "statements"}):
        yield file.problem(_unknown("key", key, (*_HEAD_KEYS, "statements")), "", key)
    for key in _HEAD_KEYS:
        yield from _text_problem(file, "", key, file.data.get(key))
    guide = file.data.get("guide")
    if _is_filled(guide) and guide not in tuple(Guide):
        yield file.problem(_unknown("guide", guide, Guide), "", "guide")
    yield from _url_problem(file, "", file.data.get("url"))


def _statement(file: StatementFile, statement_id: str, row: object) -> Iterator[Statement | Problem]:
    """Yield the statement, or everything that is wrong with its shape."""
    if not _ID.fullmatch(statement_id) or not isinstance(row, dict):
        expected = '[statements."<section>.<name>"], quoted, in lower case, such as "daily-scrum.timebox"'
        yield file.problem(f"{shortened(statement_id)!r} is no statement; write {expected}", statement_id)
        return
    problems = list(_row_problems(file, statement_id, row))
    yield from problems
    if not problems:
        yield Statement(
            id=statement_id,
            guide=Guide(file.data["guide"]),
            section=row["section"],
            kind=StatementKind(row["kind"]),
            text=row["text"].strip(),
            changed=row.get("changed"),
            source=row.get("source", file.data["source"]),
            url=row.get("url", file.data["url"]),
            where=file.where,
            line=file.line(statement_id),
        )


def _row_problems(file: StatementFile, statement_id: str, row: Mapping[str, Any]) -> Iterator[Problem]:
    known = (*_REQUIRED_KEYS, *_OPTIONAL_KEYS)
    for key in sorted(row.keys() - set(known)):
        yield file.problem(_unknown("key", key, known), statement_id, key)
    for key in (*_REQUIRED_KEYS, *sorted(row.keys() & set(_OPTIONAL_KEYS))):
        yield from _text_problem(file, statement_id, key, row.get(key))
    section, kind = row.get("section"), row.get("kind")
    sections = SECTIONS[Guide(file.data["guide"])]
    if _is_filled(section) and section not in sections:
        yield file.problem(_unknown("section", section, sections), statement_id, "section")
    elif _is_filled(section) and not statement_id.startswith(f"{section}."):
        message = f"the id {statement_id!r} must start with its section, {section!r}, and a dot"
        yield file.problem(message, statement_id, "section")
    if _is_filled(kind) and kind not in tuple(StatementKind):
        yield file.problem(_unknown("kind", kind, StatementKind), statement_id, "kind")
    if ("source" in row) != ("url" in row):
        yield file.problem("has `source` or `url` without the other; write both or neither", statement_id)
    yield from _url_problem(file, statement_id, row.get("url"))


def _text_problem(file: StatementFile, statement_id: str, key: str, value: object) -> Iterator[Problem]:
    if value is None:
        yield file.problem(f"`{key}` is missing; add it", statement_id)
    elif not isinstance(value, str):
        yield file.problem(f"`{key}` must be a text in quotes", statement_id, key)
    elif not value.strip():
        yield file.problem(f"`{key}` is an empty text; write it", statement_id, key)


def _url_problem(file: StatementFile, statement_id: str, value: object) -> Iterator[Problem]:
    if not _is_filled(value):
        return
    try:
        address = urlsplit(value)
        is_good = address.scheme == "https" and bool(address.hostname) and not re.search(r'[\s<>"]', value)
    except ValueError:
        is_good = False
    if not is_good:
        message = f"`url` must be a web address that starts with https://; found {shortened(value)!r}"
        yield file.problem(message, statement_id, "url")


def _is_filled(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value.strip())


def _unknown(what: str, name: str, known: Iterable[str]) -> str:
    names = tuple(str(one) for one in known)
    near = nearest(name, names, most=1)
    hint = f"did you mean {near[0]!r}?" if near else f"known: {', '.join(names)}"
    return f"the {what} {shortened(name)!r} is unknown; {hint}"


def _duplicate_ids(found: Iterable[Statement], first: Mapping[str, Statement]) -> Iterator[Problem]:
    for one in found:
        if one is not first[one.id]:
            place = f"{first[one.id].where}:{first[one.id].line}"
            message = f"the id {one.id!r} stands in {place} too; an id is used once, rename one"
            yield Problem(one.where, message, one.line)


def _wording_problems(one: Statement) -> Iterator[Problem]:
    for word in old_words(one.text):
        message = f"{one.id}: {word.found!r} is wording of 2017; write {word.instead}"
        yield Problem(one.where, f"{message}, or say it in `changed`", one.line)


def _near_identical(statements: Iterable[Statement]) -> Iterator[Problem]:
    worded = [(frozenset(re.findall(r"[\w-]+", one.text.lower())), one) for one in statements]
    worded.sort(key=lambda pair: len(pair[0]))
    for place, (words, one) in enumerate(worded):
        for other_words, other in worded[place + 1 :]:
            # A text with so many more words can't share enough of them, nor can those after it.
            if len(other_words) * MOST_LIKENESS > len(words):
                break
            share = likeness(words, other_words)
            if share > MOST_LIKENESS:
                message = f"{other.id} says nearly the same as {one.id} ({share:.0%} of the words); drop one"
                yield Problem(other.where, message, other.line)
