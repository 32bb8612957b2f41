"""What stands between responses and a calibration: what can be estimated, and where to start."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from whichcert.errors import InputRefused, Problem
from whichcert.measure.arrays import Booleans, Bytes, Floats, Ints
from whichcert.measure.category_counts import category_counts, renumbered_counts, summed_counts, without_gaps
from whichcert.measure.models import Items, Model
from whichcert.measure.responses import Responses
from whichcert.measure.shards import Form
from whichcert.measure.shelf import changed
from whichcert.measure.start_values import start_items, with_anchors
from whichcert.measure.stored import StoredResponses

_FEWEST_ITEMS = {"rasch": 2, "2pl": 3, "3pl": 3, "graded": 3, "gpcm": 3}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that the responses say too little about, and why."""

    id: str
    reason: str
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What a calibration must know of all its persons before it starts; adds up over pieces."""

    rows: int
    persons: float
    """The rows' weights."""
    members: Ints
    """groups: rows in each."""
    complete: bool
    """Whether everybody answered everything."""
    most_answered: int
    """The most items that one person answered."""

    def __add__(self, other: "Facts") -> "Facts":
        return Facts(
            self.rows + other.rows,
            self.persons + other.persons,
            self.members + other.members,
            self.complete and other.complete,
            max(self.most_answered, other.most_answered),
        )

    @staticmethod
    def of(piece: Responses) -> "Facts":
        rows, group = piece.n_persons, piece.group
        members = np.array([rows]) if group is None else np.bincount(group, minlength=len(piece.groups))
        persons = float(rows) if piece.weights is None else float(piece.weights.sum())
        if piece.log is not None:
            return Facts(rows, persons, members, False, int(np.diff(piece.log.starts).max(initial=0)))
        complete = not rows or not piece.n_items or bool(piece.cells().min() >= 0)
        return Facts(rows, persons, members, complete, piece.n_items)


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Responses that can be calibrated, where to start, and what was set aside."""

    pieces: Sequence[Responses]
    """All with the same items, and each with all responses of its persons."""
    facts: Facts
    start: Items
    answered: Floats
    """items: responses, with their persons' weights."""
    left_out: tuple[LeftOut, ...]
    empty_persons: int
    notes: tuple[str, ...]

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the groups that somebody is in."""
        return tuple(self.pieces[0].groups[place] for place in np.flatnonzero(self.facts.members))

    @property
    def form(self) -> Form:
        """Return the form in which shards hold these responses."""
        if self.pieces[0].log is not None:
            return "log"
        return "bits" if self.facts.complete and self.start.model in ("rasch", "2pl") else "matrix"


@dataclass(frozen=True, slots=True, eq=False)
class Trim:
    """What is done to every piece: items go, then persons without an answer, then gaps between values."""

    keep: Booleans
    renumbered: Bytes | None
    """kept items × values: the new value of each."""

    def __call__(self, piece: Responses) -> Responses:
        kept = piece.keep_items(self.keep)
        kept = kept.keep_persons(_answered_something(kept))
        if self.renumbered is None:
            return kept
        if kept.log is not None:
            value = self.renumbered[kept.log.item, kept.log.value]
            return replace(kept, log=replace(kept.log, value=value))
        cells = kept.cells()
        moved = np.where(cells >= 0, self.renumbered[np.arange(cells.shape[1]), cells], cells)
        return replace(kept, matrix=moved)


def prepare(
    responses: Responses | StoredResponses, model: Model, anchors: Items | None, has_prior: Booleans
) -> Prepared:
    """Set aside items and persons that say nothing; find start values.

    has_prior: items; an item with its own prior or anchor stays even when
    everybody answered alike. Raises InputRefused when too little is left, or
    when the values do not fit the model.
    """
    pieces = responses.pieces if isinstance(responses, StoredResponses) else [responses]
    counts = reduce(summed_counts, map(category_counts, pieces))
    _refuse_wrong_values(responses.items, model, counts)
    anchored = np.isin(responses.items, [] if anchors is None else anchors.ids)
    keep, left_out = _kept(responses.items, counts, anchored | has_prior)
    counts, items = (
        counts[keep],
        tuple(name for name, kept in zip(responses.items, keep, strict=True) if kept),
    )
    renumbered, notes = without_gaps(items, counts, anchored[keep] if model in ("graded", "gpcm") else None)
    trimmed = changed(pieces, Trim(keep, renumbered))
    facts = reduce(Facts.__add__, map(Facts.of, trimmed))
    _refuse_too_few(len(items), facts.rows, model, bool(anchored.any()))
    start = with_anchors(start_items(items, model, renumbered_counts(counts, renumbered)), anchors)
    notes += _empty_groups(trimmed[0].groups, facts.members)
    n_empty = sum(piece.n_persons for piece in pieces) - facts.rows
    return Prepared(trimmed, facts, start, counts.sum(axis=1), left_out, n_empty, notes)


def _empty_groups(groups: tuple[str, ...], members: Ints) -> tuple[str, ...]:
    told = "nobody in it answered any of these items; it is left out"
    return tuple(f"group {groups[place]!r}: {told}" for place in np.flatnonzero(members == 0))


def _refuse_wrong_values(items: tuple[str, ...], model: Model, shares: Floats) -> None:
    if model in ("graded", "gpcm") or shares.shape[1] == 2:
        return
    wrong = np.flatnonzero(shares[:, 2:].sum(axis=1) > 0)
    problems = [
        Problem(
            "responses",
            f"item {items[place]!r} holds values above 1 and the model {model} knows 0 and 1 only; "
            "score it 0 or 1, or choose graded or gpcm",
        )
        for place in wrong
    ]
    raise InputRefused(problems)


def _kept(items: tuple[str, ...], shares: Floats, spared: Booleans) -> tuple[Booleans, tuple[LeftOut, ...]]:
    total = shares.sum(axis=1)
    constant = (shares > 0).sum(axis=1) < 2
    drop = (constant & ~spared) | ((total == 0) & ~spared)
    found = []
    for place in np.flatnonzero(drop):
        if total[place] == 0:
            reason = "nobody answered it"
        else:
            value = int(np.argmax(shares[place]))
            reason = (
                f"all {int(total[place])} responses are {value}, so its difficulty has no finite estimate"
            )
        found.append(LeftOut(items[place], reason, int(total[place])))
    return ~drop, tuple(found)


def _answered_something(responses: Responses) -> Booleans:
    if responses.log is not None:
        return np.asarray(np.diff(responses.log.starts) > 0)
    cells = responses.cells()
    if not cells.size or cells.min() >= 0:
        return np.full(len(cells), bool(cells.shape[1]))
    return np.asarray((cells >= 0).any(axis=1))


def _refuse_too_few(n_items: int, n_persons: int, model: Model, anchored: bool) -> None:
    fewest = 1 if anchored else _FEWEST_ITEMS[model]
    if n_items < fewest:
        message = f"{n_items} items vary between persons; {model} needs at least {fewest}"
        raise InputRefused([Problem("responses", f"{message}: give more items, or fewer parameters")])
    if n_persons < 2:
        message = f"{n_persons} persons answered something; a calibration needs at least 2"
        raise InputRefused([Problem("responses", f"{message}, and some hundreds to say much")])
