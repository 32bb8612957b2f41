from pathlib import Path

import numpy as np
import pytest

import whichcert
from whichcert.bank.blueprint import Blueprint, read_blueprints
from whichcert.scrum import FocusArea

CONTENT = Path(whichcert.__file__).parent / "content"
SOUND = """
[psm-1]
items = 3
mean_difficulty = 0.5
spread = 1
reason = "because"
[psm-1.focus_areas]
events = 2
done = 1
"""
OTHER = SOUND.replace("psm-1", "pspo-1")


def found(folder: Path, text: str) -> list[str]:
    (folder / "b.toml").write_text(text)
    return [problem.message for problem in read_blueprints(folder / "b.toml")[1]]


def test_blueprint_holds_what_its_file_says(tmp_path: Path) -> None:
    (tmp_path / "b.toml").write_text(SOUND + OTHER)
    blueprints, problems = read_blueprints(tmp_path / "b.toml")
    counts = {FocusArea.EVENTS: 2, FocusArea.DONE: 1}
    assert blueprints["psm-1"] == Blueprint("psm-1", counts, 0.5, 1.0, "because")
    assert (list(blueprints), problems, blueprints["psm-1"].n_items) == (["psm-1", "pspo-1"], (), 3)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("events = 2", "events = 3", "[psm-1] the focus areas sum to 4 and items = 3; make them equal"),
        ("events = 2", "evnts = 2", "[psm-1] knows no focus area 'evnts'"),
        ("events = 2", "events = 0", "[psm-1] focus_areas must give each focus area a whole number of items"),
        ("spread = 1", "spread = 'x'", "[psm-1] spread must be a number from 0.0 to 3.0"),
        (
            "spread = 1\n",
            "",
            "[psm-1] must hold items, mean_difficulty, spread, reason, focus_areas and nothing else",
        ),
        ('"because"', '""', "[psm-1] reason must say why it is composed so"),
        ("psm-1", "psm-9", "[psm-9] is no assessment of the bank; known: psm-1, pspo-1"),
        ("items = 3", "items = ", "can't be read"),
    ],
)
def test_mistake_is_found(tmp_path: Path, old: str, new: str, says: str) -> None:
    messages = found(tmp_path, SOUND.replace(old, new) + OTHER)
    assert [message for message in messages if message.startswith(says)], messages


def test_each_assessment_needs_a_blueprint(tmp_path: Path) -> None:
    assert found(tmp_path, SOUND) == ["[pspo-1] is missing; write it"]


def test_target_is_the_mean_over_normal_difficulties() -> None:
    blueprint = Blueprint("psm-1", {FocusArea.EVENTS: 80}, 0.3, 0.8)
    draws = np.random.default_rng(1).normal(0.3, 0.8, 200_000)
    expected = 80 * (1 / (1 + np.exp(draws - 1.0))).mean()
    assert blueprint.target(np.array([1.0]))[0] == pytest.approx(expected, abs=0.1)


def test_released_blueprints_are_sound_and_as_long_as_the_assessments() -> None:
    blueprints, problems = read_blueprints(CONTENT / "blueprints.toml")
    assert problems == ()
    assert {name: one.n_items for name, one in blueprints.items()} == {"psm-1": 80, "pspo-1": 80}
