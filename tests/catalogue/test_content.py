"""The catalogue that ships: sound on the day of its newest check, and complete."""

from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

import whichcert
from whichcert.catalogue import Catalogue, Detail, read_catalogue
from whichcert.errors import Problem
from whichcert.flows.compare import compare

CONTENT = Path(whichcert.__file__).parent / "content"
FULL = ["psm-1", "psm-2", "psm-3", "pspo-1", "pspo-2", "pspo-3"]
SHORT = "csm cspo a-csm a-cspo safe-ssm safe-popm pmi-acp pal-1 psk-1 psu-1 psd-1 sps".split()  # noqa: SIM905


@pytest.fixture(scope="module")
def read() -> tuple[Catalogue, list[Problem]]:
    """Read it as of its newest check: what grows stale later is no defect of the code."""
    catalogue, _ = read_catalogue(CONTENT, today=date.max)
    checked = [fact.checked for one in catalogue.certifications.values() for fact in one.facts.values()]
    newest = max([*checked, *(source.seen for source in catalogue.sources.values())])
    catalogue, problems = read_catalogue(CONTENT, today=newest)
    return catalogue, [problem for problem in problems if "is cited by no fact" not in problem.message]


def test_content_has_no_problems(read: tuple[Catalogue, list[Problem]]) -> None:
    assert [str(problem) for problem in read[1]] == []


def test_content_has_each_certification_in_its_detail(read: tuple[Catalogue, list[Problem]]) -> None:
    certifications = read[0].certifications.values()
    assert [one.id for one in certifications if one.detail is Detail.FULL] == FULL
    assert sorted(one.id for one in certifications if one.detail is Detail.SHORT) == sorted(SHORT)


def test_content_gives_the_issuer_page_of_each_full_certification(
    read: tuple[Catalogue, list[Problem]],
) -> None:
    catalogue = read[0]
    pages = [catalogue.issuer_page(catalogue.get(one)) for one in FULL]
    assert [page.url.split("/")[2].removeprefix("www.") for page in pages if page] == ["scrum.org"] * 6


def test_any_two_certifications_can_be_compared(read: tuple[Catalogue, list[Problem]]) -> None:
    catalogue = read[0]
    sizes = {
        len(row.cells)
        for pair in combinations(catalogue.certifications, 2)
        for row in compare(pair, catalogue).rows
    }
    assert sizes == {2}
