import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from whichcert.errors import InputRefused
from whichcert.flows.survey_market import SurveyOptions, survey
from whichcert.market.columns import Columns
from whichcert.market.mention_file import FIELDS
from whichcert.market.terms import Terms
from whichcert.market.whole_file import written_whole

AT = datetime(2026, 11, 24, tzinfo=UTC)
RECORDS = [
    {"id": "1", "title": "Scrum Master / Product Owner", "text": "PSM I or PSPO certification is a plus."},
    {"id": "2", "title": "Cook", "text": "Nothing."},
    {"id": "3", "title": "Clerk", "text": "CSM certified ScrumMaster wanted"},
    {"id": "3", "title": "Clerk", "text": "CSM certified ScrumMaster wanted"},
]


def test_every_posting_and_mention_has_a_row(tmp_path: Path, terms: Terms, columns: Columns) -> None:
    (tmp_path / "it's.json").write_text(json.dumps(RECORDS), encoding="utf-8")
    out = tmp_path / "it's out.parquet"
    survey([tmp_path / "it's.json"], terms=terms, columns=columns, at=AT, options=SurveyOptions(mentions=out))
    found = duckdb.read_parquet(str(out))
    assert tuple(found.columns) == FIELDS
    rows = found.fetchall()
    both, whole = (
        "scrum-master;product-owner",
        "Scrum Master / Product Owner PSM I or PSPO certification is a plus.",
    )
    assert rows[:2] == [
        ("it's", "1", both, "psm-1", "nice-to-have", whole),
        ("it's", "1", both, "pspo", "nice-to-have", whole),
    ]
    assert [row[:3] for row in rows[2:]] == [("it's", "3", "other")] * (len(rows) - 2)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["it's out.parquet", "it's.json"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("x.csv", "not named .parquet"), ("no/x.parquet", "does not exist"), (".parquet", "not named")],
)
def test_a_place_that_will_not_do_is_refused_before_the_work(
    name: str, said: str, tmp_path: Path, terms: Terms, columns: Columns
) -> None:
    with pytest.raises(InputRefused, match=said):
        survey(
            [tmp_path / "none"],
            terms=terms,
            columns=columns,
            at=AT,
            options=SurveyOptions(mentions=tmp_path / name),
        )


def test_what_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("old", encoding="utf-8")

    def fail() -> None:
        with written_whole(path) as place:
            place.write_text("half", encoding="utf-8")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert [(one.name, one.read_text(encoding="utf-8")) for one in tmp_path.iterdir()] == [("x", "old")]
