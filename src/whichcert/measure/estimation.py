"""What an iteration works on: shards of responses, free parameters, and what holds them back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from whichcert.measure.array_shard import ArrayShard
from whichcert.measure.expectation import Shard
from whichcert.measure.layout import Estimates, Layout
from whichcert.measure.maximisation import Restraint
from whichcert.measure.options import CalibrationOptions
from whichcert.measure.preparation import Facts, Prepared
from whichcert.measure.priors import PriorTable
from whichcert.measure.shards import Form, sharded


@dataclass(frozen=True, slots=True, eq=False)
class Estimation:
    """All that stays the same from the first iteration to the last."""

    held: Sequence[Shard]
    shards: Sequence[Shard]
    """The same shards, in the array library where one computes the steps."""
    form: Form
    facts: Facts
    start: Estimates
    layout: Layout
    restraint: Restraint
    linked: bool
    """Whether anchors carry the scale."""
    expands: bool
    """Whether the first group's mean and deviation are set free and then put into the items."""

    @staticmethod
    def of(prepared: Prepared, options: CalibrationOptions) -> "Estimation":
        start, groups = prepared.start, len(prepared.groups)
        fixed = np.isin(start.ids, [] if options.anchors is None else options.anchors.ids)
        table = PriorTable.of(options.priors, start.model, start.ids, start.intercept.shape[1])
        linked, arrays = options.anchors is not None, options.arrays
        free = np.full(groups, True)
        free[0] = linked
        form: Form = prepared.form if arrays is None else "products"
        held = sharded(prepared.pieces, start, form, prepared.facts.members)
        return Estimation(
            held,
            held if arrays is None else [ArrayShard(shard, arrays) for shard in held],
            form,
            prepared.facts,
            Estimates(start, np.zeros(groups), np.ones(groups)),
            Layout.of(start, fixed, (free, free | (start.model == "rasch"))),
            Restraint(table, fixed),
            linked,
            not linked and not options.priors.touch_scale,
        )
