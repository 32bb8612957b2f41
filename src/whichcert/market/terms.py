"""Reads ``terms.toml``: what counts as a role and as a certification, as compiled patterns."""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whichcert.errors import ContentBroken, Problem
from whichcert.market.patterns import RAW_GAP, any_of, compiled, portable

NEEDS = ("nothing", "sense", "certificate", "scrum")


@dataclass(frozen=True, slots=True)
class RoleTerm:
    id: str
    name: str
    names: re.Pattern[str]
    acronyms: re.Pattern[str] | None
    """Short forms that count only where the text spells the role out."""


@dataclass(frozen=True, slots=True)
class CertificationTerm:
    id: str
    name: str
    pattern: re.Pattern[str]
    names: re.Pattern[str]
    """The spelled-out names; they need no sign of their meaning unless ``needs`` is "certificate"."""
    needs: str
    levels: tuple[str, ...]
    not_near: re.Pattern[str] | None
    near: re.Pattern[str] | None
    alone: re.Pattern[str] | None
    silent: bool
    """Plain words such as Scrum: where they name no certificate, there is nothing to report."""


@dataclass(frozen=True, slots=True)
class ContextTerm:
    window: int
    certificate: re.Pattern[str]
    neighbours: re.Pattern[str]
    strong_neighbours: re.Pattern[str]
    title_cue: re.Pattern[str]
    short_title_cue: re.Pattern[str]
    breaking: re.Pattern[str]
    linking: frozenset[str]
    not_asked_before: re.Pattern[str]
    nice_to_have: re.Pattern[str]
    offered: re.Pattern[str]
    not_offered: re.Pattern[str]
    heading_asked: re.Pattern[str]
    heading_nice: re.Pattern[str]
    heading_offered: re.Pattern[str]


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    version: str
    """The first 12 characters of the file's SHA-256."""
    title_traps: re.Pattern[str]
    roles: tuple[RoleTerm, ...]
    text_role: re.Pattern[str]
    certifications: tuple[CertificationTerm, ...]
    candidates: re.Pattern[str]
    unbound_candidates: str
    """The same without look-around: it matches wherever ``candidates`` does."""
    families: Mapping[str, frozenset[str]]
    context: ContextTerm
    coarse_title: str
    """RE2: a title without it names no role."""
    coarse_short: str
    """RE2: a title with a short form, whose meaning the text decides."""
    coarse_text: str
    """RE2: a text without it names no certification by name or acronym."""
    coarse_listed: tuple[str, str]
    """RE2: a text needs both to name a certificate by a framework or role (SAFe, Scrum Master)."""

    def certification_ids(self) -> tuple[str, ...]:
        """Every id a mention can carry: certifications, then their levels."""
        return tuple(one for term in self.certifications for one in (term.id, *term.levels))


def read_terms(path: Path) -> Terms:
    """Read and compile ``terms.toml``; raise ContentBroken with every reason found."""
    try:
        raw = path.read_bytes()
        table = tomllib.loads(raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise ContentBroken(
            [Problem(str(path), f"can't be read: {why}; it must be a TOML file in UTF-8")]
        ) from why
    problems = _problems(table, str(path))
    if problems:
        raise ContentBroken(problems)
    return _terms(table, hashlib.sha256(raw).hexdigest()[:12])


def _problems(table: Mapping[str, Any], where: str) -> list[Problem]:
    problems = [
        Problem(where, f"the table [{name}] is missing")
        for name in ("title", "roles", "text_role", "certifications", "families", "context")
        if not isinstance(table.get(name), dict)
    ]
    if problems:
        return problems
    for place, pattern in _all_patterns(table):
        if r"\b" in pattern:
            problems.append(
                Problem(where, rf"{place}: {pattern!r} has \b; engines disagree about it, leave it out")
            )
        try:
            compiled([pattern])
        except re.error as why:
            problems.append(Problem(where, f"{place}: {pattern!r} is not a regular expression: {why}"))
    for name, one in table["certifications"].items():
        if one.get("needs", "nothing") not in NEEDS:
            problems.append(
                Problem(
                    where, f"certifications.{name}.needs is {one['needs']!r}; use one of {', '.join(NEEDS)}"
                )
            )
    known = {key for name, one in table["certifications"].items() for key in (name, *one.get("levels", ()))}
    for family, members in table["families"].items():
        problems += [
            Problem(where, f"families.{family} has {member!r}, which is no certification of this file")
            for member in members
            if member not in known
        ]
    return problems


def _all_patterns(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    groups: dict[str, Mapping[str, Any]] = {
        "title": table["title"],
        "text_role": table["text_role"],
        "context": table["context"],
    }
    groups |= {f"roles.{name}": one for name, one in table["roles"].items()}
    groups |= {f"certifications.{name}": one for name, one in table["certifications"].items()}
    for place, group in groups.items():
        for key, value in group.items():
            if isinstance(value, list) and key not in {"linking", "levels"}:
                found += [(f"{place}.{key}", str(pattern)) for pattern in value]
    return found


def _terms(table: Mapping[str, Any], version: str) -> Terms:
    roles = tuple(_role(name, one) for name, one in table["roles"].items())
    certifications = tuple(_certification(name, one) for name, one in table["certifications"].items())
    all_names = [pattern for one in table["roles"].values() for pattern in one["patterns"]]
    all_exact = [
        pattern
        for one in table["roles"].values()
        for pattern in (*one.get("exact", ()), *one.get("acronyms", ()))
    ]
    listed = [one for one in table["certifications"].values() if one.get("needs") == "certificate"]
    named = [one for one in table["certifications"].values() if one.get("needs") != "certificate"]
    before = "|".join(table["text_role"]["before"])
    context = _context(table["context"])
    return Terms(
        version=version,
        title_traps=compiled(table["title"]["traps"]),
        roles=roles,
        text_role=re.compile(f"(?i:{before})(?=({any_of(all_names)}))"),
        certifications=certifications,
        candidates=compiled(_joined(table, "patterns"), exact=_joined(table, "exact")),
        unbound_candidates=any_of(_joined(table, "patterns"), exact=_joined(table, "exact")),
        families={name: frozenset(members) for name, members in table["families"].items()},
        context=context,
        coarse_title=portable(any_of(all_names, exact=all_exact, gap=RAW_GAP)),
        coarse_short=portable(
            any_of(
                (), exact=[p for one in table["roles"].values() for p in one.get("acronyms", ())], gap=RAW_GAP
            )
        ),
        coarse_text=portable(
            any_of(
                [pattern for one in named for pattern in one.get("patterns", ())]
                + [p for one in listed for p in one.get("alone", ())],
                exact=[pattern for one in named for pattern in one.get("exact", ())],
                gap=RAW_GAP,
            )
        ),
        coarse_listed=(
            portable(
                any_of(
                    [p for one in listed for p in one.get("patterns", ())],
                    exact=[p for one in listed for p in one.get("exact", ())],
                    gap=RAW_GAP,
                )
            ),
            f"(?i:{'|'.join(table['context']['certificate'])})",
        ),
    )


def _joined(table: Mapping[str, Any], key: str) -> list[str]:
    """All patterns of one kind, longest first, so that "PSM" never shadows a longer name."""
    return sorted(
        (p for one in table["certifications"].values() for p in one.get(key, ())), key=len, reverse=True
    )


def _role(name: str, one: Mapping[str, Any]) -> RoleTerm:
    acronyms = one.get("acronyms", ())
    return RoleTerm(
        id=name,
        name=one["name"],
        names=compiled(one["patterns"], exact=one.get("exact", ())),
        acronyms=compiled((), exact=acronyms) if acronyms else None,
    )


def _certification(name: str, one: Mapping[str, Any]) -> CertificationTerm:
    return CertificationTerm(
        id=name,
        name=one["name"],
        pattern=compiled(one.get("patterns", ()), exact=one.get("exact", ())),
        names=compiled(one.get("patterns", ())),
        needs=one.get("needs", "nothing"),
        levels=tuple(one.get("levels", ())),
        not_near=_optional(one, "not_near"),
        near=compiled((), exact=one["near"]) if one.get("near") else None,
        alone=compiled((), exact=one["alone"]) if one.get("alone") else None,
        silent=bool(one.get("silent", False)),
    )


def _optional(one: Mapping[str, Any], key: str) -> re.Pattern[str] | None:
    return compiled(one[key]) if one.get(key) else None


def _context(one: Mapping[str, Any]) -> ContextTerm:
    return ContextTerm(
        window=int(one["window"]),
        certificate=compiled(one["certificate"]),
        neighbours=compiled((), exact=one["neighbours"]),
        strong_neighbours=compiled(["scrum"], exact=[n for n in one["strong_neighbours"] if n != "scrum"]),
        title_cue=compiled(one["title_cue"]),
        short_title_cue=compiled(one["short_title_cue"]),
        breaking=compiled(one["breaking"]),
        linking=frozenset(one["linking"]),
        not_asked_before=compiled(one["not_asked_before"]),
        nice_to_have=compiled(one["nice_to_have"]),
        offered=compiled(one["offered"]),
        not_offered=compiled(one["not_offered"]),
        heading_asked=_heading(one, "heading_asked"),
        heading_nice=_heading(one, "heading_nice"),
        heading_offered=_heading(one, "heading_offered"),
    )


def _heading(one: Mapping[str, Any], key: str) -> re.Pattern[str]:
    """Phrases anywhere, and words that stand as a heading: a short line, or before a colon or emphasis."""
    anywhere, line = compiled(one[key]).pattern, compiled(one[f"{key}_line"]).pattern
    # a look at the length of a line spares the long ones
    short = f"(?m:^(?=.{{0,100}}$).{{0,20}}(?:{line}).{{0,20}})(?=\\n)"
    return re.compile(f"{anywhere}|{line}[^\\w\\n]{{0,3}}[:*]|{short}")
