"""Files read at once, each in a process of its own, give what one process gives."""

import gzip
import json
from collections.abc import Callable, Mapping
from multiprocessing import active_children
from pathlib import Path

import pytest

from whichcert.market import side_by_side
from whichcert.market.columns import Columns
from whichcert.market.finished import FinishedFiles
from whichcert.market.postings import Reading, read_postings
from whichcert.market.progress import Progress, Step
from whichcert.market.side_by_side import FileGroup, Read, SideBySide, worth_reading_at_once
from whichcert.market.store import Store, open_store
from whichcert.market.terms import Terms

TEXT = "We look for someone with a PSM I or CSM certificate; a PSPO II is a plus. " * 5
ROWS = "select id, file, row, source, src_id, title, text_length, text_hash from posting order by id"
FOUND = """
    select id, place, role, '', '', '' from posting_role
    union all select id, place, certification, sense, context, '' from mention_row order by all
"""

Survey = Callable[[int], tuple[object, ...]]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    titles = ("Scrum Master", "Product Owner", "Cook")
    records = [{"id": str(n), "title": f"{titles[n % 3]} {n}", "text": TEXT} for n in range(30)]
    folder = tmp_path / "in"
    folder.mkdir()
    contents = {
        "a.json": json.dumps(records).encode(),
        "b.csv": b"title,description\nScrum Master,PSM I certificate\nCook,CSM\none,two,three\n",
        "c.jsonl.gz": gzip.compress("\n".join(map(json.dumps, records)).encode()),
        "d.csv": b"colour,size\nred,1\n",
        "e.xyz": b"\x00\x01\x02",
        "f.json": json.dumps(records[:7]).encode(),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return sorted(folder.iterdir())


@pytest.fixture
def read(
    files: list[Path], tmp_path: Path, terms: Terms, columns: Columns, monkeypatch: pytest.MonkeyPatch
) -> Survey:
    monkeypatch.setattr(side_by_side, "WORTH_PROCESSES", 0)
    # the largest of these files is larger than the others together
    monkeypatch.setattr(side_by_side, "ENOUGH_AT_ONCE", 1)

    def reading(workers: int) -> tuple[object, ...]:
        work = tmp_path / f"work-{workers}"
        work.mkdir()
        store = open_store(work, columns, terms)
        found = read_postings(store, files, work, reading=Reading(workers))
        assert [one.name for one in work.iterdir() if one.name != "spill"] == []
        return store.rows(ROWS), store.rows(FOUND), *found

    return reading


def test_files_read_at_once_give_the_same(read: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []
    take = SideBySide.take

    def take_and_note(self: SideBySide, number: int, step: Step, progress: Progress) -> Read:
        taken.append(number)
        return take(self, number, step, progress)

    monkeypatch.setattr(SideBySide, "take", take_and_note)
    together = read(2)
    assert taken == [1, 2, 3, 4, 5, 6]
    assert together == read(1)
    assert len(together[0]) == 30 + 2 + 30 + 7  # type: ignore[arg-type]


def test_what_a_killed_process_had_is_read_here(read: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = read(1)
    begin = SideBySide.begin

    def begin_and_kill(self: SideBySide, groups: Mapping[int, FileGroup], already: int = 0) -> None:
        begin(self, groups, already)
        for process in active_children():
            process.kill()

    monkeypatch.setattr(SideBySide, "begin", begin_and_kill)
    assert read(2) == alone


def test_who_stops_does_not_wait_for_the_files(
    files: list[Path], tmp_path: Path, terms: Terms, columns: Columns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_by_side, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(side_by_side, "ENOUGH_AT_ONCE", 1)
    others = set(active_children())

    def stop(step: Step) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_postings(
            open_store(tmp_path, columns, terms), files, tmp_path, reading=Reading(2, progress=stop)
        )
    assert set(active_children()) <= others


def test_files_that_are_finished_are_not_read_again(
    files: list[Path], tmp_path: Path, terms: Terms, columns: Columns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(side_by_side, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(side_by_side, "ENOUGH_AT_ONCE", 1)
    begun: list[list[int]] = []
    begin = SideBySide.begin

    def begin_and_note(self: SideBySide, groups: Mapping[int, FileGroup], already: int = 0) -> None:
        begun.append(sorted(groups))
        begin(self, groups, already)

    monkeypatch.setattr(SideBySide, "begin", begin_and_note)
    finished = FinishedFiles(tmp_path / "kept", terms, columns)
    results = []
    for turn, some in enumerate((files[:1], files)):
        work = tmp_path / f"turn-{turn}"
        work.mkdir()
        store: Store = open_store(work, columns, terms)
        steps: list[int] = []

        def progress(step: Step, steps: list[int] = steps) -> None:
            steps.append(step.done)

        read_postings(store, some, work, reading=Reading(2, finished, progress))
        assert steps == sorted(steps)
        assert steps[-1] == sum(path.stat().st_size for path in some)
        results.append(store.count("select count(*) from posting"))
    assert (begun, results) == ([[1], [2, 3, 4, 5, 6]], [30, 69])


@pytest.mark.parametrize(
    ("sizes", "workers", "kind", "expected"),
    [
        ([20, 20, 20], 2, "csv", True),
        ([20, 20, 20], 1, "csv", False),
        ([90, 5, 5], 2, "csv", False),
        ([20, 20, 20], 16, "csv", False),
        ([20, 20, 20, 20], 16, "csv", True),
        ([5, 5], 2, "csv", False),
        ([20, 20], 2, "quads", False),
        ([], 2, "csv", False),
    ],
)
def test_it_pays_where_no_file_keeps_the_others_waiting(
    sizes: list[int], workers: int, kind: str, expected: bool
) -> None:
    groups = [FileGroup(kind, [], size * 1024**2) for size in sizes]
    assert worth_reading_at_once(groups, workers) is expected
