import json
from dataclasses import replace

import numpy as np

from bank.sample import ITEM, MULTIPLE, TRUE_FALSE, options
from bank.test_coverage import BLUEPRINTS, SECOND, STATEMENTS
from whichcert.flows.bank import coverage_report, cue_report


def test_cue_report_is_plain_and_names_the_items_that_stand_out() -> None:
    telling = replace(ITEM, id="a-1", options=options("by far the longest of all", "b", "c", "d"))
    record = cue_report([telling, MULTIPLE, TRUE_FALSE], np.random.default_rng(1))
    assert json.loads(json.dumps(record)) == record
    assert record["items"] == 3
    assert record["key_length"] == {"n": 1, "longest": 1, "shortest": 0, "longest_share": 1.0}
    assert record["true_false"] == {"n": 1, "true": 1, "true_share": 1.0}
    assert record["items_with_cues"] == [{"item": "a-1", "cues": ["longest"]}]
    assert record["problems"] == []


def test_cue_report_of_nothing_is_empty() -> None:
    assert cue_report([], np.random.default_rng(1))["items"] == 0


def test_coverage_report_is_plain_and_names_the_holes() -> None:
    record = coverage_report([ITEM, SECOND], STATEMENTS, BLUEPRINTS)
    assert json.loads(json.dumps(record)) == record
    assert record["holes"] == ["daily-scrum.purpose"]
    assert record["assessments"] == {
        "psm-1": [
            {"focus_area": "events", "difficulty": "hard", "cognitive_level": "apply", "items": 1},
            {"focus_area": "events", "difficulty": "middle", "cognitive_level": "apply", "items": 1},
        ]
    }
    assert record["shortages"] == [
        {"assessment": "psm-1", "focus_area": "events", "items": 2, "wanted": 3},
        {"assessment": "psm-1", "focus_area": "done", "items": 0, "wanted": 6},
    ]
