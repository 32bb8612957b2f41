"""What stands between responses and a calibration: what can be estimated, and where to start."""

from dataclasses import dataclass, replace

import numpy as np

from whichcert.errors import InputRefused, Problem
from whichcert.measure.arrays import Booleans, Bytes, Floats, Ints
from whichcert.measure.models import Items, Model
from whichcert.measure.responses import Responses

_BYTE_ROWS = 120
_START_GUESSING = 0.18
_FEWEST_ITEMS = {"rasch": 2, "2pl": 3, "3pl": 3, "graded": 3, "gpcm": 3}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item that the responses say too little about, and why."""

    id: str
    reason: str
    n: int


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Responses that can be calibrated, where to start, and what was set aside."""

    responses: Responses
    start: Items
    left_out: tuple[LeftOut, ...]
    empty_persons: int
    notes: tuple[str, ...]


def prepare(responses: Responses, model: Model, anchors: Items | None, has_prior: Booleans) -> Prepared:
    """Set aside items and persons that say nothing; find start values.

    has_prior: items; an item with its own prior or anchor stays even when
    everybody answered alike. Raises InputRefused when too little is left, or
    when the values do not fit the model.
    """
    shares = _category_counts(responses)
    _refuse_wrong_values(responses, model, shares)
    anchored = np.isin(responses.items, [] if anchors is None else anchors.ids)
    keep, left_out = _kept(responses, shares, anchored | has_prior)
    kept = responses.keep_items(keep)
    answered = _answered_something(kept)
    kept = kept.keep_persons(answered)
    _refuse_too_few(kept, model, bool(anchored.any()))
    kept, notes = _without_gaps(kept, shares[keep], anchored[keep] if model in ("graded", "gpcm") else None)
    start = _with_anchors(start_items(kept, model, _category_counts(kept)), anchors)
    return Prepared(kept, start, left_out, int((~answered).sum()), notes)


def _category_counts(responses: Responses) -> Floats:
    """Return how many persons gave each value, items × values."""
    weights = np.ones(responses.n_persons) if responses.weights is None else responses.weights
    if responses.log is not None:
        item, value = responses.log.item.astype(np.intp), responses.log.value
        most = max(int(value.max(initial=0)) + 1, 2)
        counted = np.bincount(item * most + value, weights[responses.log_person()], responses.n_items * most)
        return counted.reshape(responses.n_items, most).astype(np.float64)
    cells = responses.cells()
    most = max(int(cells.max(initial=0)) + 1, 2)
    if most == 2 and responses.weights is None:
        return _two_counts(cells)
    return np.stack([weights @ (cells == value) for value in range(most)], axis=1)


def _two_counts(cells: Bytes) -> Floats:
    """Count zeros and ones fast: a byte sum in blocks that can't overflow."""
    some_missing = bool(cells.min(initial=0) < 0)
    total = _byte_sums(cells)
    missing = _byte_sums((cells < 0).view(np.int8)) if some_missing else np.zeros(cells.shape[1])
    right = total + missing
    return np.stack([len(cells) - missing - right, right], axis=1)


def _byte_sums(cells: Bytes) -> Floats:
    n = len(cells) // _BYTE_ROWS * _BYTE_ROWS
    blocks = cells[:n].reshape(-1, _BYTE_ROWS, cells.shape[1]).sum(axis=1, dtype=np.int8)
    return np.asarray(blocks.sum(axis=0, dtype=np.float64) + cells[n:].sum(axis=0, dtype=np.float64))


def _refuse_wrong_values(responses: Responses, model: Model, shares: Floats) -> None:
    if model in ("graded", "gpcm") or shares.shape[1] == 2:
        return
    wrong = np.flatnonzero(shares[:, 2:].sum(axis=1) > 0)
    problems = [
        Problem(
            "responses",
            f"item {responses.items[place]!r} holds values above 1 and the model {model} knows 0 and 1 only; "
            "score it 0 or 1, or choose graded or gpcm",
        )
        for place in wrong
    ]
    raise InputRefused(problems)


def _kept(responses: Responses, shares: Floats, spared: Booleans) -> tuple[Booleans, tuple[LeftOut, ...]]:
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
        found.append(LeftOut(responses.items[place], reason, int(total[place])))
    return ~drop, tuple(found)


def _answered_something(responses: Responses) -> Booleans:
    if responses.log is not None:
        return np.asarray(np.diff(responses.log.starts) > 0)
    cells = responses.cells()
    if not cells.size or cells.min() >= 0:
        return np.full(len(cells), bool(cells.shape[1]))
    return np.asarray((cells >= 0).any(axis=1))


def _refuse_too_few(responses: Responses, model: Model, anchored: bool) -> None:
    fewest = 1 if anchored else _FEWEST_ITEMS[model]
    if responses.n_items < fewest:
        message = f"{responses.n_items} items vary between persons; {model} needs at least {fewest}"
        raise InputRefused([Problem("responses", f"{message}: give more items, or fewer parameters")])
    if responses.n_persons < 2:
        message = f"{responses.n_persons} persons answered something; a calibration needs at least 2"
        raise InputRefused([Problem("responses", f"{message}, and some hundreds to say much")])


def _without_gaps(
    responses: Responses, shares: Floats, anchored: Booleans | None
) -> tuple[Responses, tuple[str, ...]]:
    """Number the values that occur 0, 1, 2, …: a category that nobody chose has no step to estimate."""
    if anchored is None:
        return responses, ()
    seen = shares > 0
    highest = seen.shape[1] - 1 - np.argmax(seen[:, ::-1], axis=1)
    gaps = (seen.sum(axis=1) <= highest) & ~anchored
    if not gaps.any():
        return responses, ()
    place = np.where(gaps[:, None], np.cumsum(seen, axis=1) - 1, np.arange(seen.shape[1])).astype(np.int8)
    notes = tuple(
        f"item {responses.items[j]}: values {_listed(np.flatnonzero(~seen[j, : highest[j]]))} "
        "were never given; its other values were renumbered without gaps"
        for j in np.flatnonzero(gaps)
    )
    if responses.log is not None:
        value = place[responses.log.item, responses.log.value]
        return replace(responses, log=replace(responses.log, value=value)), notes
    cells = responses.cells()
    renumbered = np.where(cells >= 0, place[np.arange(cells.shape[1]), cells], cells)
    return replace(responses, matrix=renumbered), notes


def _listed(values: Ints) -> str:
    return ", ".join(str(value) for value in values)


def start_items(responses: Responses, model: Model, shares: Floats) -> Items:
    """Return start values: slope 1, intercepts from the logits of the observed shares."""
    counted = shares + 0.5 * (shares > 0)
    categories = (shares.shape[1] - np.argmax((shares > 0)[:, ::-1], axis=1)).astype(np.intp)
    categories = np.maximum(categories, 2)
    most = int(categories.max())
    counted = np.maximum(counted[:, :most] if counted.shape[1] >= most else counted, 0.5)
    exists = np.arange(most) < categories[:, None]
    counted = np.where(exists, counted, 0.0)
    n, total = len(responses.items), counted.sum(axis=1, keepdims=True)
    if model == "gpcm":
        steps = np.log(np.where(exists, counted, 1.0)) - np.log(counted[:, :1])
        intercept = steps[:, 1:]
    else:
        above = np.cumsum(counted[:, ::-1], axis=1)[:, ::-1][:, 1:]
        if model == "3pl":
            above = np.maximum(above - _START_GUESSING * total, 0.02 * total)
        with np.errstate(divide="ignore"):
            intercept = 1.15 * np.log(above / (total - above))
    intercept = np.where(exists[:, 1:], intercept, np.nan)
    guessing = np.full(n, _START_GUESSING if model == "3pl" else 0.0)
    return Items(model, responses.items, np.ones(n), intercept, guessing, categories)


def _with_anchors(start: Items, anchors: Items | None) -> Items:
    if anchors is None:
        return start
    places: Ints = np.flatnonzero(np.isin(start.ids, anchors.ids))
    known = anchors.take(anchors.places([start.ids[place] for place in places]))
    discrimination, guessing = start.discrimination.copy(), start.guessing.copy()
    categories = start.categories.copy()
    width = max(start.intercept.shape[1], known.intercept.shape[1])
    intercept = np.full((start.n_items, width), np.nan)
    intercept[:, : start.intercept.shape[1]] = start.intercept
    discrimination[places], guessing[places] = known.discrimination, known.guessing
    intercept[places] = np.nan
    intercept[places, : known.intercept.shape[1]] = known.intercept
    categories[places] = known.categories
    return replace(
        start, discrimination=discrimination, intercept=intercept, guessing=guessing, categories=categories
    )
