"""How able, and how sure? Calibration, scoring, selection, readiness, fit and simulation.

    from whichcert.measure import calibrate, responses_from_matrix, score

Names are loaded when first used, so that importing the room costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from whichcert.measure.adaptive import Rules, next_step
    from whichcert.measure.adaptive_tests import simulate_tests
    from whichcert.measure.areas import area_scores
    from whichcert.measure.array_shard import Arrays
    from whichcert.measure.calibration import Calibration, calibrate
    from whichcert.measure.cold_start import fit_difficulty_model
    from whichcert.measure.distractors import option_use
    from whichcert.measure.fairness import likelihood_ratio, mantel_haenszel
    from whichcert.measure.item_fit import residual_fit, score_fit
    from whichcert.measure.limited_information import model_fit
    from whichcert.measure.lord_wingersky import sum_score_distribution, sum_score_table
    from whichcert.measure.models import Items, dichotomous_items, information
    from whichcert.measure.options import CalibrationOptions
    from whichcert.measure.passing import Form, FormPool, readiness
    from whichcert.measure.pool import PoolOptions, make_pool, standing_of
    from whichcert.measure.priors import Normal, Priors
    from whichcert.measure.reading import read_responses, store_responses
    from whichcert.measure.report import as_text, as_values, make_report
    from whichcert.measure.response_tables import (
        responses_from_log,
        responses_from_matrix,
        responses_from_rows,
    )
    from whichcert.measure.responses import Labels, Responses
    from whichcert.measure.scoring import Ability, posterior, score
    from whichcert.measure.simulation import recovery, simulate_items, simulate_responses
    from whichcert.measure.updating import Answers, ItemBelief, updated

_HOME = {
    "adaptive": ("Rules", "next_step"),
    "adaptive_tests": ("simulate_tests",),
    "array_shard": ("Arrays",),
    "areas": ("area_scores",),
    "calibration": ("Calibration", "calibrate"),
    "cold_start": ("fit_difficulty_model",),
    "distractors": ("option_use",),
    "fairness": ("likelihood_ratio", "mantel_haenszel"),
    "item_fit": ("residual_fit", "score_fit"),
    "lord_wingersky": ("sum_score_distribution", "sum_score_table"),
    "limited_information": ("model_fit",),
    "models": ("Items", "dichotomous_items", "information"),
    "options": ("CalibrationOptions",),
    "pool": ("PoolOptions", "make_pool", "standing_of"),
    "priors": ("Normal", "Priors"),
    "passing": ("Form", "FormPool", "readiness"),
    "reading": ("read_responses", "store_responses"),
    "report": ("as_text", "as_values", "make_report"),
    "response_tables": ("responses_from_log", "responses_from_matrix", "responses_from_rows"),
    "responses": ("Labels", "Responses"),
    "scoring": ("Ability", "posterior", "score"),
    "simulation": ("recovery", "simulate_items", "simulate_responses"),
    "updating": ("Answers", "ItemBelief", "updated"),
}
_MODULE_OF = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "Ability",
    "Answers",
    "Arrays",
    "Calibration",
    "CalibrationOptions",
    "Form",
    "FormPool",
    "ItemBelief",
    "Items",
    "Labels",
    "Normal",
    "PoolOptions",
    "Priors",
    "Responses",
    "Rules",
    "area_scores",
    "as_text",
    "as_values",
    "calibrate",
    "dichotomous_items",
    "fit_difficulty_model",
    "information",
    "likelihood_ratio",
    "make_pool",
    "make_report",
    "mantel_haenszel",
    "model_fit",
    "next_step",
    "option_use",
    "posterior",
    "read_responses",
    "readiness",
    "recovery",
    "residual_fit",
    "responses_from_log",
    "responses_from_matrix",
    "responses_from_rows",
    "score",
    "score_fit",
    "simulate_items",
    "simulate_responses",
    "simulate_tests",
    "standing_of",
    "store_responses",
    "sum_score_distribution",
    "sum_score_table",
    "updated",
]


def __getattr__(name: str) -> object:
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = found
    return found
