"""How to calibrate."""

from dataclasses import dataclass, field

from whichcert.measure.array_shard import Arrays
from whichcert.measure.expectation import Over
from whichcert.measure.models import Items
from whichcert.measure.priors import Priors


@dataclass(frozen=True, slots=True)
class CalibrationOptions:
    """How to calibrate; the defaults suit a first look at any data."""

    priors: Priors = field(default_factory=Priors)
    anchors: Items | None = None
    """Items of an older calibration that keep their parameters; the new scale is then theirs."""
    with_errors: bool = True
    tolerance: float = 2e-6
    """Stop when the next iteration should change no parameter by more than this (logits)."""
    most_iterations: int = 1000
    over: Over = map
    """How to map the expectation step over shards: ``map``, or that of a pool or cluster."""
    arrays: Arrays | None = None
    """An array library that computes the step as matrix products of all cells, on an accelerator say.
    Not together with a pool's ``over``; for logs of few answers it needs much more memory."""
