"""Where a calibration starts: slopes of 1, intercepts from shares, anchors as they are."""

from dataclasses import replace

import numpy as np

from whichcert.measure.arrays import Floats, Ints
from whichcert.measure.models import Items, Model

_START_GUESSING = 0.18


def start_items(items: tuple[str, ...], model: Model, shares: Floats) -> Items:
    """Return start values: slope 1, intercepts from the logits of the observed shares."""
    counted = shares + 0.5 * (shares > 0)
    categories = (shares.shape[1] - np.argmax((shares > 0)[:, ::-1], axis=1)).astype(np.intp)
    categories = np.maximum(categories, 2)
    most = int(categories.max())
    counted = np.maximum(counted[:, :most] if counted.shape[1] >= most else counted, 0.5)
    exists = np.arange(most) < categories[:, None]
    counted = np.where(exists, counted, 0.0)
    n, total = len(items), counted.sum(axis=1, keepdims=True)
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
    return Items(model, items, np.ones(n), intercept, guessing, categories)


def with_anchors(start: Items, anchors: Items | None) -> Items:
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
