"""From a file of responses to a calibration with its report and pictures."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from whichcert.errors import InputRefused, Problem, UnknownName
from whichcert.measure.arrays import Floats
from whichcert.measure.calibration import calibrate
from whichcert.measure.models import MODELS, Items, Model
from whichcert.measure.options import CalibrationOptions
from whichcert.measure.pictures import curves_picture, information_picture
from whichcert.measure.reading import IN_MEMORY_BYTES, Read, Stored, read_responses, store_responses
from whichcert.measure.report import Report, as_text, as_values, make_report
from whichcert.measure.simulation import Recovery, recovery, simulate_items, simulate_responses
from whichcert.measure.tables import text_bytes


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A calibration of a file, in every form a person or a program reads."""

    report: Report
    problems: tuple[Problem, ...]
    """Rows and cells of the file that could not be used; counted, never dropped in silence."""

    @property
    def text(self) -> str:
        findings = [f"left out: {problem}" for problem in self.problems]
        return as_text(self.report) + "".join(f"{line}\n" for line in findings)

    @property
    def json(self) -> str:
        values = {**as_values(self.report), "problems": [str(problem) for problem in self.problems]}
        return json.dumps(values, indent=2, ensure_ascii=False, allow_nan=False)

    def pictures(self) -> dict[str, str]:
        """Return SVG pictures by file name."""
        items = self.report.calibration.items
        return {"curves.svg": curves_picture(items), "information.svg": information_picture(items)}


def measure_responses(
    path: Path,
    model: str = "2pl",
    *,
    options: CalibrationOptions | None = None,
    in_memory_bytes: int = IN_MEMORY_BYTES,
) -> Measured:
    """Read a response file, calibrate its items and report.

    A file longer as text than ``in_memory_bytes`` is calibrated from pieces in
    the folder for temporary files, in bounded memory.
    Raises UnknownName for a model that is not known, InputRefused for a file
    that can't be read or says too little.
    """
    if model not in MODELS:
        raise UnknownName("model", model, MODELS)
    chosen: Model = next(known for known in MODELS if known == model)
    if text_bytes(path) <= in_memory_bytes:
        return _measured(read_responses(path), chosen, options)
    try:
        with TemporaryDirectory(prefix="whichcert-") as folder:
            return _measured(store_responses(path, Path(folder)), chosen, options)
    except OSError as error:
        told = f"can't be kept in the folder for temporary files ({error.strerror}); name one with TMPDIR"
        raise InputRefused([Problem(str(path), told)]) from error


def _measured(read: Read | Stored, model: Model, options: CalibrationOptions | None) -> Measured:
    try:
        calibration = calibrate(read.responses, model, options=options)
    except InputRefused as refusal:
        raise InputRefused([*refusal.problems, *read.problems]) from None
    return Measured(make_report(calibration, read.responses), read.problems)


@dataclass(frozen=True, slots=True)
class SimulationPlan:
    """What to simulate."""

    persons: int = 1000
    items: int = 40
    model: Model = "2pl"
    share_answered: float = 1.0


SIMULATED: tuple[Model, ...] = ("rasch", "2pl", "3pl")


def plan_of(model: str, *, persons: int, items: int, share_answered: float) -> SimulationPlan:
    """Return a plan for a model's name; raises UnknownName for one that can't be simulated here."""
    chosen = next((known for known in SIMULATED if known == model), None)
    if chosen is None:
        raise UnknownName("model", model, SIMULATED)
    return SimulationPlan(persons, items, chosen, share_answered)


def write_measured(found: Measured, folder: Path) -> None:
    """Write the calibration, the report and its pictures; raises InputRefused where that can't be."""
    files = {"calibration.json": found.json, "report.txt": found.text, **found.pictures()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        problem = Problem(str(folder), f"can't be written: {error.strerror}; name another folder with --out")
        raise InputRefused([problem]) from error


def recovery_values(found: Sequence[Recovery]) -> Sequence[dict[str, object]]:
    """Return the recovery as plain values."""
    return [asdict(row) for row in found]


def recover(plan: SimulationPlan, rng: np.random.Generator) -> Sequence[Recovery]:
    """Simulate responses, calibrate them and return how well each kind of parameter came back."""
    truth = simulate_items(plan.items, rng, guessing=0.2 if plan.model == "3pl" else None)
    if plan.model == "rasch":
        ones = np.ones(plan.items)
        truth = Items("rasch", truth.ids, ones, -truth.difficulty, truth.guessing, truth.categories)
    theta = rng.normal(size=plan.persons)
    responses = simulate_responses(truth, theta, rng, share_answered=plan.share_answered)
    found = calibrate(responses, plan.model)
    kept = truth.take(truth.places(found.items.ids))
    errors = found.errors.item if found.errors is not None else None
    rows = [
        recovery("intercept", kept.intercept[:, 0], found.items.intercept[:, 0], _column(errors, 1)),
    ]
    if plan.model != "rasch":
        slope = found.items.discrimination
        rows.append(recovery("discrimination", kept.discrimination, slope, _column(errors, 0)))
    return rows


def _column(errors: Floats | None, place: int) -> Floats | None:
    return None if errors is None else errors[:, place]


__all__ = [
    "Measured",
    "SimulationPlan",
    "measure_responses",
    "plan_of",
    "recover",
    "recovery_values",
    "write_measured",
]
