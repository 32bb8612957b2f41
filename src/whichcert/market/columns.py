"""Which column of a file is which of ours: ``postings-columns.toml`` and a person's own mapping."""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from whichcert.errors import ContentBroken, InputRefused, Problem, nearest

CANONICAL = (
    "source",
    "src_id",
    "title",
    "company",
    "location",
    "country",
    "date",
    "salary_min",
    "salary_max",
    "currency",
    "period",
    "text",
    "text_more",
)
PERIODS = ("hour", "day", "week", "two-weeks", "month", "year")
SELECTIONS = ("all-jobs", "tech-board", "query-selected", "detection-only", "unknown")


@dataclass(frozen=True, slots=True)
class SourceKind:
    """How the postings of a source were chosen, which decides what their shares mean."""

    id: str
    name: str
    selection: str
    full_text: bool
    part_of: str = ""
    """Another source that holds the same postings."""
    note: str = ""

    @property
    def has_shares(self) -> bool:
        return self.selection != "detection-only"


@dataclass(frozen=True, slots=True)
class Layout:
    name: str
    when: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Columns:
    names: Mapping[str, tuple[str, ...]]
    layouts: tuple[Layout, ...]
    records: tuple[str, ...]
    countries: Mapping[str, str]
    """Spelling in lower case → code."""
    sources: Mapping[str, SourceKind]
    constants: Mapping[str, str] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    """Spelling in lower case → ISO 4217 code; signs that several currencies share are not in it."""
    periods: Mapping[str, str] = field(default_factory=dict)
    """Spelling in lower case → one of PERIODS."""

    def shareless(self) -> list[str]:
        """Return the sources whose postings were chosen for their words and never give a share."""
        return sorted(one.id for one in self.sources.values() if not one.has_shares)

    def source(self, name: str) -> SourceKind:
        return self.sources.get(name, SourceKind(name, name, "unknown", full_text=True))

    def steps(self) -> frozenset[str]:
        """Return the names that matter, and those of the objects around them, plainly written."""
        tables = (self.names, *(layout.columns for layout in self.layouts))
        names = {name for table in tables for names in table.values() for name in names}
        names |= {name for layout in self.layouts for name in layout.when}
        return frozenset(plain_name(step) for name in names for step in re.split(r"\.|\[[^\]]*\]", name))

    def matched(self, present: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return, for each of our columns, the names of the file that can fill it, best first."""
        known = {plain_name(name): name for name in present}
        wanted = dict(self.names)
        for layout in self.layouts:
            if all(plain_name(name) in known for name in layout.when):
                wanted |= layout.columns
        return {
            column: tuple(
                dict.fromkeys(known[plain_name(name)] for name in names if plain_name(name) in known)
            )
            for column, names in wanted.items()
        }


def plain_name(name: str) -> str:
    """Compare names without case, blanks and underscores; a dot and a bracket mean something."""
    return re.sub(r"[\s_-]+", "", name).lower()


def read_columns(path: Path) -> Columns:
    """Read our own mapping; raise ContentBroken with every reason found."""
    table, problems = _loaded(path)
    if not problems:
        problems = _problems(table, str(path))
    if problems:
        raise ContentBroken(problems)
    return _columns(table)


def with_mapping(columns: Columns, path: Path) -> Columns:
    """Return ``columns`` with a person's mapping put before them; raise InputRefused with every reason."""
    table, problems = _loaded(path)
    if not problems:
        problems = _problems(table, str(path))
    if problems:
        raise InputRefused(problems)
    own = _columns(table)
    layouts = tuple(
        replace(one, columns={c: (*own.names.get(c, ()), *names) for c, names in one.columns.items()})
        for one in columns.layouts
    )
    return Columns(
        names={column: (*own.names.get(column, ()), *columns.names.get(column, ())) for column in CANONICAL},
        layouts=(*layouts, *own.layouts),
        records=(*own.records, *columns.records),
        countries={**columns.countries, **own.countries},
        sources={**columns.sources, **own.sources},
        constants={**columns.constants, **own.constants},
        currencies={**columns.currencies, **own.currencies},
        periods={**columns.periods, **own.periods},
    )


def _loaded(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8")), []
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        return {}, [Problem(str(path), f"can't be read: {why}; it must be a TOML file in UTF-8")]


def _problems(table: Mapping[str, Any], where: str) -> list[Problem]:
    problems = [
        Problem(where, f"[{kind}] has {name!r}; expected one of {', '.join(CANONICAL)}{_hint(name)}")
        for kind in ("columns", "constant")
        for name in table.get(kind, {})
        if name not in CANONICAL
    ]
    for name, value in table.get("columns", {}).items():
        if not all(isinstance(one, str) for one in _listed(value)):
            problems.append(
                Problem(where, f"columns.{name} is {value!r}; expected a name or a list of names")
            )
    problems += [
        Problem(where, f"[periods] has {name!r}; expected one of {', '.join(PERIODS)}")
        for name in table.get("periods", {})
        if name not in PERIODS
    ]
    for number, one in enumerate(table.get("source", []), start=1):
        if not isinstance(one, dict) or "id" not in one:
            problems.append(
                Problem(
                    where,
                    f"[[source]] number {number} has no id; give the name that stands in the source column",
                )
            )
        elif one.get("selection", "unknown") not in SELECTIONS:
            problems.append(
                Problem(
                    where,
                    f"source {one['id']}: selection is {one['selection']!r};"
                    f" expected one of {', '.join(SELECTIONS)}",
                )
            )
    return problems


def _hint(name: str) -> str:
    near = nearest(name, CANONICAL)
    return f"; nearest: {near[0]}" if near else ""


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else [value]


def _columns(table: Mapping[str, Any]) -> Columns:
    return Columns(
        names=_names(table.get("columns", {})),
        layouts=tuple(
            Layout(one["name"], tuple(one["when"]), _names(one["columns"])) for one in table.get("layout", [])
        ),
        records=tuple(table.get("json", {}).get("records", ())),
        countries=_spellings(table.get("countries", {})),
        sources={one["id"]: _source(one) for one in table.get("source", [])},
        constants={name: str(value) for name, value in table.get("constant", {}).items()},
        currencies=_spellings(table.get("currencies", {})),
        periods=_spellings(table.get("periods", {})),
    )


def _spellings(table: Mapping[str, Any]) -> dict[str, str]:
    return {str(spelling).lower(): code for code, spellings in table.items() for spelling in spellings}


def _names(table: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {column: tuple(str(one) for one in _listed(value)) for column, value in table.items()}


def _source(one: Mapping[str, Any]) -> SourceKind:
    return SourceKind(
        id=one["id"],
        name=one.get("name", one["id"]),
        selection=one.get("selection", "unknown"),
        full_text=bool(one.get("full_text", True)),
        part_of=one.get("part_of", ""),
        note=one.get("note", ""),
    )
