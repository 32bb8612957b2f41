from pathlib import Path

import pytest

from market.conftest import CONTENT
from whichcert.errors import ContentBroken
from whichcert.market.terms import Terms, read_terms


def test_version_changes_with_the_file(tmp_path: Path, terms: Terms) -> None:
    path = tmp_path / "terms.toml"
    path.write_text((CONTENT / "terms.toml").read_text(encoding="utf-8") + "\n# a note\n", encoding="utf-8")
    assert read_terms(path).version != terms.version


def test_the_families_of_the_table_are_there(terms: Terms) -> None:
    assert {"psm", "pspo", "csm", "cspo", "safe", "pmp", "pmi-acp", "any-scrum"} <= set(terms.families)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("'scrum ?meister'", r"'scrum\b'", r"has \b"),
        ("'scrum ?meister'", "'scrum('", "is not a regular expression"),
        ('needs = "sense"', 'needs = "luck"', "needs is 'luck'"),
        ('csm = ["csm"]', 'csm = ["cms"]', "'cms', which is no certification"),
        ("[families]", "[families_]", "[families] is missing"),
    ],
)
def test_a_broken_file_says_what_to_change(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = (CONTENT / "terms.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "terms.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentBroken) as caught:
        read_terms(path)
    assert said in str(caught.value)


def test_a_missing_file_is_a_content_problem(tmp_path: Path) -> None:
    with pytest.raises(ContentBroken):
        read_terms(tmp_path / "none.toml")
