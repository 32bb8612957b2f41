"""Compares what we detect with the gold set: counts by kind of label, no posting text."""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from whichcert.market.mentions import Mention, mentions_in
from whichcert.market.roles import roles_of
from whichcert.market.terms import Terms

HERE = Path(__file__).parent
GOLD = HERE / "gold.csv"
POSTINGS = Path(os.environ.get("WHICHCERT_POSTINGS", HERE.parents[2] / "shared" / "data" / "postings"))

GENERAL_SCRUM = "scrum-any"
"""The gold set's word for a Scrum certificate in general, and for Scrum Alliance titles spelled out."""

FAMILY = {
    "psm-1": "psm", "psm-2": "psm", "psm-3": "psm", "pspo-1": "pspo", "pspo-2": "pspo", "pspo-3": "pspo",
    "safe-ssm": "safe", "safe-popm": "safe", "scrum-unnamed": GENERAL_SCRUM, "scrum-alliance": GENERAL_SCRUM,
}  # fmt: skip
SENSE = {"required": "required", "nice-to-have": "nice", "offered": "offered"}


@dataclass(frozen=True)
class Score:
    found_and_true: int
    found: int
    true: int

    @property
    def precision(self) -> float:
        return self.found_and_true / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.found_and_true / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.found_and_true / (self.found + self.true) if self.found + self.true else 1.0

    def __str__(self) -> str:
        shares = f"precision {self.precision:.3f} recall {self.recall:.3f} F1 {self.f1:.3f}"
        return f"{shares} ({self.found_and_true} of {self.found} found, {self.true} true)"


@dataclass
class Accuracy:
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(kind:label, outcome) with outcome hit, extra or missed."""

    def add(self, kind: str, found: frozenset[str], true: frozenset[str]) -> None:
        for label in found & true:
            self.pairs[f"{kind}:{label}", "hit"] += 1
        for label in found - true:
            self.pairs[f"{kind}:{label}", "extra"] += 1
        for label in true - found:
            self.pairs[f"{kind}:{label}", "missed"] += 1

    def score(self, prefix: str, without: frozenset[str] = frozenset()) -> Score:
        counts: Counter[str] = Counter()
        for (key, outcome), number in self.pairs.items():
            kind, label = key.split(":", 1)
            if key.startswith(prefix) and kind == prefix.split(":", 1)[0] and label not in without:
                counts[outcome] += number
        return Score(counts["hit"], counts["hit"] + counts["extra"], counts["hit"] + counts["missed"])


def postings() -> Iterator[tuple[dict[str, str], str, str]]:
    """Yield each gold row with the title and text of its posting."""
    with GOLD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    connection = duckdb.connect()
    for name in sorted({row["file"] for row in rows}):
        wanted = {row["src_id"]: row for row in rows if row["file"] == name}
        found = connection.execute(
            "select src_id, coalesce(title, ''), coalesce(text, '') from read_parquet(?)"
            " where list_contains(?, src_id)",
            [str(POSTINGS / f"{name}.parquet"), list(wanted)],
        ).fetchall()
        for src_id, title, text in found:
            yield wanted[src_id], title, text


def measured(terms: Terms) -> Accuracy:
    accuracy = Accuracy()
    for row, title, text in postings():
        roles = frozenset(roles_of(title, text, terms)) - {"other"}
        accuracy.add("role", roles, frozenset(row["roles"].split(";")) - {"other"})
        found = mentions_in(title, text, terms)
        true = [entry.split(":") for entry in row["certifications"].split(";") if entry]
        passing = frozenset(family for family, _, sense in true if sense == "mentioned")
        wanted = [entry for entry in true if entry[2] != "mentioned"]
        accuracy.add("certification", families(found) - passing, frozenset(family for family, _, _ in wanted))
        accuracy.add(
            "level", levels(found), frozenset(f"{family}-{level}" for family, level, _ in wanted if level)
        )
        both = families(found) & {family for family, _, _ in wanted}
        accuracy.add(
            "sense",
            frozenset(f"{family}={sense}" for family, sense in strongest(found).items() if family in both),
            frozenset(f"{family}={sense}" for family, sense in _strongest(wanted).items() if family in both),
        )
    return accuracy


def families(found: tuple[Mention, ...]) -> frozenset[str]:
    return frozenset(_family(mention) for mention in found if mention.sense != "other") - {"", "csp"}


def _family(mention: Mention) -> str:
    if mention.certification == "csp":  # the gold set lists only the spelled-out title
        return GENERAL_SCRUM if "scrum" in mention.found.lower() else ""
    return FAMILY.get(mention.certification, mention.certification)


def levels(found: tuple[Mention, ...]) -> frozenset[str]:
    return frozenset(
        mention.certification
        for mention in found
        if mention.sense != "other" and mention.certification[-2:] in {"-1", "-2", "-3"}
    )


def strongest(found: tuple[Mention, ...]) -> dict[str, str]:
    return _strongest(
        [(_family(mention), "", SENSE[mention.sense]) for mention in found if mention.sense != "other"]
    )


def _strongest(entries: list[tuple[str, str, str]] | list[list[str]]) -> dict[str, str]:
    order = ["offered", "nice", "required"]
    best: dict[str, str] = {}
    for family, _, sense in entries:
        if family and (family not in best or order.index(sense) > order.index(best[family])):
            best[family] = sense
    return best
