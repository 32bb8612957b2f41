"""All content, loaded when first asked for, and the checks across rooms."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from whichcert.bank.bank import Bank, read_bank
from whichcert.bank.blueprint import Blueprint, read_blueprints
from whichcert.bank.checks import bank_problems
from whichcert.bank.statement import Statement, read_statements
from whichcert.catalogue.catalogue import Catalogue
from whichcert.catalogue.reading import read_catalogue
from whichcert.decide.criteria import Criterion, read_criteria
from whichcert.decide.vocabulary import KINDS, Vocabulary, read_vocabulary
from whichcert.errors import ContentBroken, Problem, UnknownName
from whichcert.market.demand import DemandTable, read_demand
from whichcert.orient.instrument import Instrument
from whichcert.orient.reading import check_instrument, read_instrument

CONTENT = Path(__file__).parent / "content"


@dataclass(frozen=True)
class Library:
    """The content folder; each room is read once, when it is first needed.

    today: the day against which facts are judged stale.
    """

    content: Path
    today: date

    @cached_property
    def catalogue(self) -> Catalogue:
        return read_catalogue(self.content, today=self.today)[0]

    @cached_property
    def instrument(self) -> Instrument:
        return read_instrument(self.content / "orientation")

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return read_vocabulary(_toml(self.content / "profile.toml"))

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        return read_criteria(_toml(self.content / "criteria.toml"))

    @cached_property
    def _country_tables(self) -> Mapping[str, Mapping[str, str]]:
        tables = _toml(self.content / "countries.toml")
        missing = [name for name in ("countries", "aliases") if not isinstance(tables.get(name), Mapping)]
        if missing:
            raise ContentBroken(Problem("content/countries.toml", f"[{name}] is missing") for name in missing)
        return tables

    @property
    def countries(self) -> Mapping[str, str]:
        """ISO 3166 alpha-2 code, lower case → English name."""
        return self._country_tables["countries"]

    def country_code(self, text: str) -> str | None:
        """Return the alpha-2 code that a code, a name or a known alias means, or None."""
        wanted = text.strip().lower()
        if wanted in self.countries:
            return wanted
        by_name = {name.lower(): code for code, name in self.countries.items()}
        return by_name.get(wanted) or self._country_tables["aliases"].get(wanted)

    @cached_property
    def demand(self) -> DemandTable:
        return read_demand(self.content / "demand")

    @property
    def statements(self) -> Mapping[str, Statement]:
        """The framework's statements by id."""
        return self._statements[0]

    @cached_property
    def _statements(self) -> tuple[Mapping[str, Statement], tuple[Problem, ...]]:
        return read_statements(self.content / "framework")

    @property
    def bank(self) -> Bank:
        return self._bank[0]

    @cached_property
    def _bank(self) -> tuple[Bank, tuple[Problem, ...]]:
        return read_bank(self.content)

    @property
    def blueprints(self) -> Mapping[str, Blueprint]:
        """What a whole assessment is made of, by assessment."""
        return self._blueprints[0]

    @cached_property
    def _blueprints(self) -> tuple[Mapping[str, Blueprint], tuple[Problem, ...]]:
        return read_blueprints(self.content / "blueprints.toml")

    def problems(self) -> tuple[Problem, ...]:
        """Return every problem of the content, the rooms' own and those across rooms."""
        cited = {s.source for s in self.statements.values() if s.source is not None}
        _, catalogue_problems = read_catalogue(self.content, today=self.today, cited_elsewhere=cited)
        return (
            *catalogue_problems,
            *self._statements[1],
            *self._bank[1],
            *bank_problems(self.bank, self.statements),
            *self._blueprints[1],
            *self._source_problems(),
            *check_instrument(self.instrument),
            *self._vocabulary_problems(),
            *self._criteria_problems(),
            *self._alias_problems(),
        )

    def _source_problems(self) -> Iterator[Problem]:
        for statement in self.statements.values():
            if statement.source is not None and statement.source not in self.catalogue.sources:
                message = (
                    f"{statement.id} cites source {statement.source!r}, which sources.toml does not have"
                )
                yield Problem(statement.where, message, statement.line)

    def _vocabulary_problems(self) -> tuple[Problem, ...]:
        where = "content/profile.toml"
        found = []
        for kind in KINDS:
            for word in self.vocabulary.words[kind].values():
                for facet in word.facets:
                    if facet not in self.instrument.facets:
                        message = f"{kind}.{word.id} names facet {facet!r}, which orientation/ does not have"
                        found.append(Problem(where, message))
                instead = word.text("instead")
                if instead is not None and instead not in self.catalogue.certifications:
                    found.append(Problem(where, f"{kind}.{word.id} names unknown certification {instead!r}"))
        return (*found, *_shared_synonyms(self.vocabulary, where))

    def _alias_problems(self) -> Iterator[Problem]:
        for alias, code in self._country_tables["aliases"].items():
            if code not in self.countries:
                yield Problem(
                    "content/countries.toml", f"alias {alias!r} means {code!r}, which is no country"
                )

    def _criteria_problems(self) -> tuple[Problem, ...]:
        total = sum(criterion.weight for criterion in self.criteria.values())
        if abs(total - 1) < 1e-9:
            return ()
        return (
            Problem("content/criteria.toml", f"the prior weights sum to {total:.3f}; they must sum to 1"),
        )


def load_library(content: Path | None = None, *, today: date) -> Library:
    """Return the library over a content folder, the package's own by default."""
    folder = CONTENT if content is None else content
    if not folder.is_dir():
        raise UnknownName("content folder", str(folder), [])
    return Library(folder, today)


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ContentBroken([Problem(f"content/{path.name}", f"can't be read: {error}")]) from error


def _shared_synonyms(vocabulary: Vocabulary, where: str) -> list[Problem]:
    found = []
    for kind in KINDS:
        owner: dict[str, str] = {}
        for word in vocabulary.words[kind].values():
            for synonym in word.synonyms:
                if owner.setdefault(synonym, word.id) != word.id:
                    message = f"{kind}: {synonym!r} stands under {owner[synonym]} and {word.id}; keep one"
                    found.append(Problem(where, message))
    return found
