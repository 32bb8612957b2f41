"""bench/vignettes.py on made-up cases."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import vignettes

from people import LIBRARY
from whichcert.decide.alternatives import FirstStep
from whichcert.decide.profile import Profile

SCRIPT = Path(vignettes.__file__)
CASES = (
    {
        "id": "a",
        "next_step": "pspo1",
        "persona": {"current_role": "product owner", "goals": ["become product owner"]},
    },
    {
        "id": "b",
        "next_step": "psm1",
        "persona": {"current_role": "scrum master", "years": 2, "likes": ["coaching"]},
    },
    {"id": "c", "next_step": "psm1", "persona": {"likes": ["zzzz"]}, "scorable": False},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(map(json.dumps, CASES)) + "\n\n", encoding="utf-8")
    return path


def test_the_script_prints_one_json_object_last(file):
    done = subprocess.run([sys.executable, SCRIPT, file], capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["n"] == 2
    assert figures["first_step_agreement"] == figures["agreement_role_rule"] == 1.0
    assert 0 < figures["log_loss"] < figures["log_loss_role_rule"]


def test_the_script_says_how_it_is_used():
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "usage: python bench/vignettes.py FILE.jsonl\n")


def test_cases_that_cannot_be_scored_are_left_out(file):
    assert [case.id for case in vignettes.read_cases(file, LIBRARY)] == ["a", "b"]


@pytest.mark.parametrize(
    ("next_step", "step"),
    [
        ("psm1", "psm"),
        ("psm2", "psm"),
        ("pspo1", "pspo"),
        ("pspo1_then_psm1", "pspo"),
        ("neither", "neither-yet"),
        ("psk1", "neither-yet"),
    ],
)
def test_advice_is_read_as_a_first_step(next_step, step):
    assert vignettes.advised(next_step) is FirstStep(step)


def test_without_traits_keeps_what_is_known():
    profile = Profile(likes=("coaching",), strengths=("scrum_knowledge", "stakeholders"), answers={"x": 1})
    words = LIBRARY.vocabulary.words["strengths"]
    kept = vignettes.without_traits(profile, LIBRARY)
    assert (kept.likes, dict(kept.answers)) == ((), {})
    assert kept.strengths == tuple(name for name in profile.strengths if "knows" in words[name].says)


def test_scores_by_hand(file):
    cases = list(vignettes.read_cases(file, LIBRARY))
    sure = {FirstStep.PSM: 0.5, FirstStep.PSPO: 0.5, FirstStep.NEITHER_YET: 0.0}
    assert vignettes.agreement(cases, [sure, sure]) == 0.5
    assert vignettes.log_loss(cases, [sure, sure]) == pytest.approx(0.6931)
    never = {FirstStep.PSM: 0.0, FirstStep.PSPO: 0.0, FirstStep.NEITHER_YET: 1.0}
    assert vignettes.log_loss(cases, [never, never]) == pytest.approx(6.9078)
