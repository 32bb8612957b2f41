"""A short, seeded run of ``bench/reader_fuzz.py``; the long one is run by hand."""

import gzip
from pathlib import Path

import numpy as np
import pytest
import reader_fuzz

INPUTS = 30


def test_mutated_files_are_read_or_refused_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    rng, sound = np.random.default_rng(20261124), reader_fuzz.seeds()
    names = list(sound)
    files = []
    for number in range(INPUTS):
        name = names[number % len(names)]
        path = tmp_path / str(number) / name
        path.parent.mkdir()
        path.write_bytes(reader_fuzz.mutated(sound[name], rng))
        files.append(path)
    found = reader_fuzz.outcome(files)
    assert found["read"] == found["kept"] + found["duplicates"] + found["rejected"]
    assert found["kept"] > 0
    assert found["problems"] > 0


@pytest.mark.parametrize("name", ["nested-in-record.json", "nested-in-line.jsonl", "nested-in-page.html"])
def test_a_hundred_thousand_levels_are_no_crash(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"".join(reader_fuzz.large()[name]()))
    reader_fuzz.outcome([path])


def test_a_file_of_very_many_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"".join(reader_fuzz.large()["many-columns.csv"]()))
    assert reader_fuzz.outcome([path]) == {"refused": 1, "problems": 1}


def test_every_seed_is_read_whole(tmp_path: Path) -> None:
    files = []
    for name, data in reader_fuzz.seeds().items():
        path = tmp_path / name / name
        path.parent.mkdir()
        path.write_bytes(data)
        files.append(path)
    found = reader_fuzz.outcome(files)
    assert (found["rejected"], found["problems"]) == (0, 0)
    assert found["read"] == 13 * 6 + 2 * 4 + 2 + 4


def test_a_row_lost_in_silence_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv.gz"
    path.write_bytes(gzip.compress(b"title\nScrum Master\n\n"))
    reader_fuzz.outcome([path])
    with pytest.raises(AssertionError, match="neither read nor refused"):
        reader_fuzz.check(_report(path), [path, tmp_path / "y"])


def _report(path: Path) -> reader_fuzz.DemandReport:
    terms, columns = reader_fuzz.read_survey_content(reader_fuzz.CONTENT)
    return reader_fuzz.survey([path], terms=terms, columns=columns, at=reader_fuzz.AT)
