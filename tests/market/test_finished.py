import json
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from whichcert.errors import InputRefused
from whichcert.flows.survey_market import SurveyOptions, report_as_json, survey
from whichcert.market import judging, postings
from whichcert.market.columns import Columns
from whichcert.market.judging import Judges
from whichcert.market.progress import Step
from whichcert.market.store import Store, stoppable
from whichcert.market.terms import Terms

AT = datetime(2026, 11, 24, tzinfo=UTC)
TEXT = "We look for someone with a PSM I certificate. " * 10


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = []
    for name, title in (("a", "Scrum Master"), ("b", "Product Owner"), ("c", "Cook")):
        path = tmp_path / f"{name}.json"
        records = [
            {"id": f"{name}{n}", "title": f"{title} {n}", "company": "X", "text": TEXT} for n in range(5)
        ]
        path.write_text(json.dumps([*records, {"foo": 1}]), encoding="utf-8")
        made.append(path)
    return made


class Stopped(Exception):  # noqa: N818
    """What a person does in the middle."""


def test_a_survey_goes_on_where_it_stopped(
    files: list[Path], tmp_path: Path, terms: Terms, columns: Columns, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = survey(
        files, terms=terms, columns=columns, at=AT, options=SurveyOptions(mentions=tmp_path / "1.parquet")
    )
    options = SurveyOptions(resume=tmp_path / "kept", mentions=tmp_path / "2.parquet")

    def stop(step: Step) -> None:
        if step.name.endswith("c.json"):
            raise Stopped

    with pytest.raises(Stopped):
        survey(
            files,
            terms=terms,
            columns=columns,
            at=AT,
            options=SurveyOptions(resume=tmp_path / "kept", progress=stop),
        )
    assert len(list((tmp_path / "kept").glob("*.json"))) == 2
    judged: list[int] = []

    def judge(store: Store, number: int, judges: Judges) -> None:
        judged.append(number)
        judging.judge_file(store, number, judges)

    monkeypatch.setattr(postings, "judge_file", judge)
    resumed = survey(files, terms=terms, columns=columns, at=AT, options=options)
    assert judged == [3]
    assert report_as_json(resumed) == report_as_json(whole)
    rows = [duckdb.execute(f"select * from '{tmp_path}/{n}.parquet'").fetchall() for n in (1, 2)]  # noqa: S608
    assert rows[0] == rows[1]


def test_a_changed_file_is_read_again(
    files: list[Path], tmp_path: Path, terms: Terms, columns: Columns
) -> None:
    options = SurveyOptions(resume=tmp_path / "kept")
    survey(files, terms=terms, columns=columns, at=AT, options=options)
    files[2].write_text('[{"title": "Cook"}]', encoding="utf-8")
    report = survey(files, terms=terms, columns=columns, at=AT, options=options)
    assert [file.read for file in report.files] == [6, 6, 1]
    assert len(list((tmp_path / "kept").glob("*.json"))) == 4


def test_half_written_results_do_not_count(
    files: list[Path], tmp_path: Path, terms: Terms, columns: Columns
) -> None:
    options = SurveyOptions(resume=tmp_path / "kept")
    first = survey(files, terms=terms, columns=columns, at=AT, options=options)
    for kept in (tmp_path / "kept").glob("*.json"):
        kept.write_text(kept.read_text(encoding="utf-8")[:20], encoding="utf-8")
    assert report_as_json(
        survey(files, terms=terms, columns=columns, at=AT, options=options)
    ) == report_as_json(first)


def test_no_text_is_kept(files: list[Path], tmp_path: Path, terms: Terms, columns: Columns) -> None:
    survey(files, terms=terms, columns=columns, at=AT, options=SurveyOptions(resume=tmp_path / "kept"))
    for kept in (tmp_path / "kept").glob("*.parquet"):
        names = [row[0] for row in duckdb.execute(f"describe select * from '{kept}'").fetchall()]  # noqa: S608
        assert not {"text", "kept_text"} & set(names)


def test_a_folder_that_cannot_be_made_is_refused(files: list[Path], terms: Terms, columns: Columns) -> None:
    with pytest.raises(InputRefused, match="can't be made"):
        survey(files, terms=terms, columns=columns, at=AT, options=SurveyOptions(resume=files[0] / "x"))


def test_ctrl_c_leaves_nothing_half_written(
    files: list[Path], tmp_path: Path, terms: Terms, columns: Columns, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, work = tmp_path / "out.parquet", tmp_path / "temporary"
    work.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(work))

    def stop(step: Step) -> None:
        if step.name.endswith("b.json"):
            # what the engine makes of Ctrl-C while it works
            raise RuntimeError("Query interrupted")

    options = SurveyOptions(out, progress=stop)
    with pytest.raises(KeyboardInterrupt):
        survey(files, terms=terms, columns=columns, at=AT, options=options)
    assert (list(work.iterdir()), list(tmp_path.glob("*out*"))) == ([], [])


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(RuntimeError, match="else"), stoppable():
        raise RuntimeError("something else")


def test_progress_never_goes_back_and_ends_whole(files: list[Path], terms: Terms, columns: Columns) -> None:
    steps: list[Step] = []
    survey(files, terms=terms, columns=columns, at=AT, options=SurveyOptions(progress=steps.append))
    done = [step.done for step in steps]
    assert done == sorted(done)
    assert steps[-1].done == steps[-1].total == sum(path.stat().st_size for path in files)
