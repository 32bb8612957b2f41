import json

import numpy as np
import pytest

from whichcert.errors import InputRefused, UnknownName
from whichcert.flows.measure_responses import SimulationPlan, measure_responses, recover

ROWS = "".join(f"{a},{b},{c},{d}\n" for a in "01" for b in "01" for c in "01" for d in "01") * 4


def test_a_file_becomes_json_text_and_pictures(tmp_path):
    path = tmp_path / "responses.csv"
    path.write_text("q1,q2,q3,q4\n" + ROWS + "1,x,1,0\n")
    found = measure_responses(path, "rasch")
    values = json.loads(found.json)
    assert (values["model"], values["persons"], [item["id"] for item in values["items"]]) == (
        "rasch",
        65,
        ["q1", "q2", "q3", "q4"],
    )
    assert values["problems"] == [str(found.problems[0])]
    assert "responses.csv:66" in found.text
    assert set(found.pictures()) == {"curves.svg", "information.svg"}


def test_a_large_file_is_calibrated_from_pieces_and_says_so(tmp_path):
    path = tmp_path / "responses.csv"
    path.write_text("q1,q2,q3,q4\n" + ROWS + "1,x,1,0\n")
    one, other = (json.loads(measure_responses(path, "rasch", in_memory_bytes=n).json) for n in (10**6, 0))
    assert other["log_likelihood"] == pytest.approx(one["log_likelihood"], rel=1e-9)
    assert (other["problems"], other["persons"]) == (one["problems"], one["persons"])
    assert "fit is not computed" in other["notes"][-1]


def test_a_refusal_keeps_what_was_found_in_the_file(tmp_path):
    path = tmp_path / "responses.csv"
    path.write_text("q1,q2\n1,x\n1,1\n")
    with pytest.raises(InputRefused, match=r"2: item 'q2' holds 'x'"):
        measure_responses(path, "rasch")


def test_an_unknown_model_is_refused_before_reading(tmp_path):
    with pytest.raises(UnknownName, match="2pl"):
        measure_responses(tmp_path / "none.csv", "2p")


@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl"])
def test_recovery_reports_each_parameter(model):
    found = recover(SimulationPlan(persons=800, items=15, model=model), np.random.default_rng(1))
    assert [row.parameter for row in found] == ["intercept", "discrimination"][: len(found)]
    assert len(found) == (1 if model == "rasch" else 2)
    assert all(abs(row.bias) < 0.2 for row in found)
