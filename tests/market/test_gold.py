"""How well titles and texts are read, against labels made without sight of the rules."""

import pytest

from market.accuracy import GENERAL_SCRUM, POSTINGS, Accuracy, measured
from whichcert.market.terms import Terms

pytestmark = pytest.mark.skipif(not POSTINGS.is_dir(), reason="the postings behind the gold set are not here")


@pytest.fixture(scope="module")
def accuracy(terms: Terms) -> Accuracy:
    return measured(terms)


def test_roles_are_read_right(accuracy: Accuracy) -> None:
    score = accuracy.score("role:")
    print("roles", score)
    assert score.f1 >= 0.95


@pytest.mark.parametrize("role", ["scrum-master", "product-owner"])
def test_the_two_roles_are_read_right(role: str, accuracy: Accuracy) -> None:
    score = accuracy.score(f"role:{role}")
    print(role, score)
    assert score.f1 >= 0.95


def test_named_certifications_are_read_right(accuracy: Accuracy) -> None:
    score = accuracy.score("certification:", frozenset({GENERAL_SCRUM}))
    print("certifications", score)
    assert score.precision >= 0.97
    assert score.recall >= 0.95


@pytest.mark.parametrize("family", ["psm", "pspo", "csm", "cspo"])
def test_scrum_certifications_are_read_right(family: str, accuracy: Accuracy) -> None:
    score = accuracy.score(f"certification:{family}")
    print(family, score)
    assert score.precision >= 0.95
    assert score.recall >= 0.95


def test_levels_are_read_right(accuracy: Accuracy) -> None:
    score = accuracy.score("level:")
    print("levels", score)
    assert score.f1 >= 0.95


def test_a_scrum_certificate_in_general_and_its_sense_are_read_fairly(accuracy: Accuracy) -> None:
    general, sense = accuracy.score(f"certification:{GENERAL_SCRUM}"), accuracy.score("sense:")
    print("a Scrum certificate in general", general, "; required, nice or offered", sense)
    assert general.f1 >= 0.8
    assert sense.precision >= 0.85
