"""What would change the answer, each with the question where it can be tried."""

from dataclasses import dataclass

from whichcert.decide.alternatives import FirstStep
from whichcert.flows.find_out import LIMITS
from whichcert.flows.recommendation import Change, Recommendation
from whichcert.web.charts import out_of_hundred


@dataclass(frozen=True, slots=True)
class ShownChange:
    """If …: then … (n of 100); step: the question to change, empty when the market would have to change."""

    condition: str
    outcome: str
    out_of_hundred: int
    first_step: FirstStep
    step: str


def changes_of(answer: Recommendation) -> tuple[ShownChange, ...]:
    return tuple(_change(change) for change in answer.what_would_change_it)


def _change(change: Change) -> ShownChange:
    condition, _, outcome = change.text.rpartition(": then ")
    steps = list(change.acceptability)
    counts = dict(zip(steps, out_of_hundred(list(change.acceptability.values())), strict=True))
    return ShownChange(
        condition=condition,
        outcome=outcome,
        out_of_hundred=counts[change.first_step],
        first_step=change.first_step,
        step=step_of(change.field, change.after),
    )


def step_of(field: str, detail: str) -> str:
    """Return the question that holds a field of the profile; detail: ``<pair>: <answer>`` for answers."""
    if field == "answers":
        return detail.partition(":")[0]
    if field == "market":
        return ""
    return "limits" if field in LIMITS else field
