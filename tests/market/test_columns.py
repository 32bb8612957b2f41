from pathlib import Path

import pytest

from whichcert.errors import InputRefused
from whichcert.market.columns import Columns, with_mapping


def test_names_are_compared_without_case_and_underscores(columns: Columns) -> None:
    assert columns.matched(["JobTitle", "Company_Name", "jobdescription"])["company"] == ("Company_Name",)
    assert columns.matched(["JobTitle"])["title"] == ("JobTitle",)


def test_a_layout_gives_a_name_its_meaning(columns: Columns) -> None:
    lever = columns.matched(["text", "descriptionPlain", "categories"])
    assert (lever["title"], lever["text"][0]) == (("text",), "descriptionPlain")


def test_a_persons_mapping_comes_first(columns: Columns, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[columns]\ntitle = "Stelle"\n[constant]\ncountry = "AT"\n'
        '[[source]]\nid = "mine"\nselection = "all-jobs"\n',
        encoding="utf-8",
    )
    mine = with_mapping(columns, path)
    assert mine.matched(["title", "stelle"])["title"] == ("stelle", "title")
    assert mine.constants == {"country": "AT"}
    assert mine.source("mine").selection == "all-jobs"
    assert mine.source("other").selection == "unknown"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[columns]\ntitel = "x"', "nearest: title"),
        ("[columns]\ntitle = 3", "expected a name or a list of names"),
        ('[periods]\nmonthly = ["pm"]', "expected one of hour, day"),
        ('[[source]]\nname = "x"', "has no id"),
        ('[[source]]\nid = "x"\nselection = "some"', "expected one of all-jobs"),
        ("not toml", "can't be read"),
    ],
)
def test_a_wrong_mapping_is_refused_with_the_reason(
    text: str, said: str, columns: Columns, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputRefused) as caught:
        with_mapping(columns, path)
    assert said in str(caught.value)


def test_currencies_and_periods_of_a_person_are_added(columns: Columns, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('[currencies]\nSEK = ["kr"]\n[periods]\nmonth = ["i månaden"]\n', encoding="utf-8")
    mine = with_mapping(columns, path)
    assert (mine.currencies["kr"], mine.currencies["€"]) == ("SEK", "EUR")
    assert (mine.periods["i månaden"], mine.periods["hourly"]) == ("month", "hour")
    # signs that several currencies share mean none of them
    assert not {"$", "kr", "¥"} & set(columns.currencies)
