import json
import subprocess
import sys
from xml.etree import ElementTree

import numpy as np
import pytest

import whichcert.measure
from measure.banks import graded_items, responses_of, two_parameter
from whichcert.measure.calibration import calibrate
from whichcert.measure.pictures import curves_picture, information_picture
from whichcert.measure.report import as_text, as_values, make_report
from whichcert.measure.response_tables import responses_from_matrix
from whichcert.measure.simulation import recovery, simulate_items, simulate_responses


@pytest.mark.parametrize("model", ["rasch", "2pl", "3pl"])
def test_values_are_plain_json_without_nan(model):
    responses = two_parameter(6, 300)
    values = as_values(make_report(calibrate(responses, model), responses))
    read = json.loads(json.dumps(values, allow_nan=False))
    assert (read["model"], read["persons"], len(read["items"])) == (model, 300, 6)
    item = read["items"][0]
    assert {"id", "discrimination", "difficulty", "intercept", "guessing", "se", "n", "fit"} <= item.keys()
    assert (item["n"], item["fit"]["s_x2"]["df"] >= 0) == (300, True)
    assert (item["se"]["discrimination"] is None) == (model == "rasch")


@pytest.mark.parametrize("model", ["graded", "gpcm"])
def test_polytomous_values_list_their_steps(model):
    responses = responses_of(graded_items(model), 400, share_answered=0.9)
    values = as_values(make_report(calibrate(responses, model), responses))
    json.dumps(values, allow_nan=False)
    assert isinstance(values["items"], list)
    assert len(values["items"][1]["intercept"]) == 2
    assert isinstance(values["items"][0]["difficulty"], float)


def test_text_names_items_numbers_and_what_was_left_out():
    cells = np.column_stack([two_parameter(5, 200).cells(), np.ones(200, int)])
    responses = responses_from_matrix(cells)
    text = as_text(make_report(calibrate(responses), responses))
    assert "2pl calibration of 5 items from 200 persons" in text
    assert "left out: item-6: all 200 responses are 1" in text
    assert "±" in text


def test_large_logs_are_reported_without_person_fit(monkeypatch):
    monkeypatch.setattr("whichcert.measure.report._MOST_FIT_CELLS", 10)
    responses = two_parameter(5, 200)
    assert make_report(calibrate(responses), responses).score_fit is None


def test_pictures_are_well_formed_and_titled():
    items = graded_items()
    for picture in (curves_picture(items), information_picture(items), curves_picture(items, [0])):
        root = ElementTree.fromstring(picture)  # noqa: S314  our own text
        assert root.tag.endswith("svg")
        assert root[0].text
    assert curves_picture(items).count("<polyline") == 6


def test_recovery_of_known_numbers():
    found = recovery("b", np.array([0.0, 1.0]), np.array([0.5, 1.0]), np.array([0.1, 0.1]))
    assert (found.bias, found.n, found.coverage) == (0.25, 2, 0.5)
    assert found.root_mean_square_error == pytest.approx(np.sqrt(0.125))


@pytest.mark.parametrize(
    "items", [simulate_items(5, np.random.default_rng(1)), graded_items(), graded_items("gpcm")]
)
def test_simulated_shares_are_the_probabilities(items):
    from whichcert.measure.models import category_probabilities

    cells = simulate_responses(items, np.full(20_000, 0.5), np.random.default_rng(2)).cells()
    chances = category_probabilities(items, np.array([0.5]))[:, :, 0]
    for category in range(chances.shape[1]):
        assert (cells == category).mean(axis=0) == pytest.approx(chances[:, category], abs=0.015)


def test_simulation_repeats_bit_for_bit():
    items = simulate_items(5, np.random.default_rng(1))
    one, two = (
        simulate_responses(items, np.zeros(50), np.random.default_rng(2), share_answered=0.5).cells()
        for _ in "ab"
    )
    assert one.tobytes() == two.tobytes()


def test_the_public_face_is_whole_and_lazy():
    for name in whichcert.measure.__all__:
        assert callable(getattr(whichcert.measure, name)), f"{name} is hidden by a module"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        whichcert.measure.nothing  # noqa: B018
    code = "import sys, whichcert.measure; assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
    code = "import sys; from whichcert.measure import calibrate, score, read_responses; "
    heavy = "assert not {'django', 'scipy', 'duckdb'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code + heavy], check=True)
