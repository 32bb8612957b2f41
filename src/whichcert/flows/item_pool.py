"""The items of one assessment as the measurement needs them: areas, difficulties, and the form they make."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, comb

import numpy as np

from whichcert.bank.blueprint import Blueprint
from whichcert.bank.enemies import enemies_of
from whichcert.bank.item import Item
from whichcert.errors import UnknownName
from whichcert.library import Library
from whichcert.measure.pass_chance import (
    FormDraws,
    ItemTable,
    ScoreCurves,
    UnseenForm,
    draw_forms,
    score_curves,
)
from whichcert.measure.tracking import AskedItem
from whichcert.scrum import FocusArea

DIFFICULTY_ERROR = 0.7
"""Logits; how far an author's intended difficulty may lie from the real one (a prior, see methods.md)."""

DEFAULT_PASS_PERCENT = 85.0
_SEED = 20_261_124
"""Forms are drawn once, so that two looks at the same history show the same number."""


@dataclass(frozen=True, eq=False)
class ItemPool:
    """The live items of one assessment."""

    assessment: str
    areas: tuple[FocusArea, ...]
    items: tuple[Item, ...]
    table: ItemTable
    form: UnseenForm
    enemies: Mapping[str, frozenset[str]]
    curves: ScoreCurves
    forms: FormDraws | None
    """None where the bank is too small for one whole form."""

    @property
    def weights(self) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """areas: the share of a form's items."""
        return np.array(self.form.counts, dtype=np.float64) / max(1, self.form.length)

    def area_of(self, item: Item) -> int | None:
        """Return the place of an item's focus area, None when the assessment does not ask it."""
        asked = self.assessment in item.assessments and item.focus_area in self.areas
        return self.areas.index(item.focus_area) if asked and item.focus_area is not None else None


def asked_item(item: Item) -> AskedItem:
    """Return what is believed of an item before responses: its author's difficulty, blind chance."""
    return AskedItem(
        item.intended_difficulty, DIFFICULTY_ERROR, 1 / comb(len(item.options), max(1, len(item.keys)))
    )


def pass_percent(library: Library, assessment: str) -> float:
    """Return the pass mark that the catalogue gives, 85 where it gives none."""
    return library.catalogue.get(assessment).number("pass_mark_percent") or DEFAULT_PASS_PERCENT


def cut_of(length: int, percent: float) -> int:
    """Return the lowest passing score of a form.

    >>> cut_of(80, 85), cut_of(20, 85), cut_of(10, 85)
    (68, 17, 9)
    """
    return ceil(length * percent / 100 - 1e-9)


def scaled(blueprint: Blueprint, length: int) -> Blueprint:
    """Return the blueprint for a form of another length, in the same balance (largest remainders)."""
    shares = {area: count * length / blueprint.n_items for area, count in blueprint.counts.items()}
    counts = {area: int(share) for area, share in shares.items()}
    missing = length - sum(counts.values())
    for area in sorted(shares, key=lambda one: counts[one] - shares[one])[:missing]:
        counts[area] += 1
    return replace(blueprint, counts={area: count for area, count in counts.items() if count})


@lru_cache(maxsize=16)
def item_pool(library: Library, assessment: str) -> ItemPool:
    """Return the pool of an assessment; raises UnknownName for one that the bank does not prepare for."""
    if assessment not in library.blueprints:
        raise UnknownName("assessment", assessment, library.blueprints)
    blueprint = library.blueprints[assessment]
    live = tuple(item for item in library.bank.live(assessment) if item.focus_area is not None)
    asked = {item.focus_area for item in live if item.focus_area is not None}
    areas = (*blueprint.counts, *sorted(asked - set(blueprint.counts)))
    counts = [blueprint.counts.get(area, 0) for area in areas]
    form = UnseenForm(counts, cut_of(sum(counts), pass_percent(library, assessment)))
    beliefs = [asked_item(item) for item in live]
    table = ItemTable(
        np.array([one.difficulty for one in beliefs]),
        np.array([one.error for one in beliefs]),
        np.array([one.guessing for one in beliefs]),
        np.array([areas.index(item.focus_area) for item in live if item.focus_area], dtype=np.intp),
    )
    have = np.bincount(table.area, minlength=len(areas))
    enough = bool((have >= counts).all()) and sum(counts) > 0
    forms = draw_forms(table, form, np.random.default_rng(_SEED)) if enough else None
    curves = score_curves(table, form, np.random.default_rng(_SEED))
    return ItemPool(assessment, areas, live, table, form, enemies_of(live), curves, forms)
