"""Spark and Sail count as the embedded run does; tests are left out where they are not installed."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pytest

from whichcert.errors import InputRefused
from whichcert.flows.survey_market import SurveyOptions, report_as_json, survey
from whichcert.market import cluster
from whichcert.market.cluster import cluster_at
from whichcert.market.columns import Columns
from whichcert.market.terms import Terms

AT = datetime(2026, 11, 24, tzinfo=UTC)
ROWS = """
    select i as "Job Id",
        case i % 5 when 0 then 'Scrum Master' when 1 then 'PO/BA' when 2 then 'Cook ' end as Title,
        'X' || i % 7 as company, ' Bonn' as location, 1700000000000 + i % 90 as date, 'many' as salary_min,
        case when i % 7 < 5 then repeat('We work. ', 40) || case i % 4 when 0 then 'PSM I certified' when 1
        then 'CSM or PSPO II certification is a plus' when 2 then 'customer success: CSM' else '' end
        end as description
    from range(3000) r(i)
"""


SOURCES = [str(Path(cluster.__file__).parents[2]), *filter(None, os.environ.get("PYTHONPATH", "").split(":"))]


def is_here(*names: str) -> bool:
    return all(find_spec(name) for name in (*names, "pyarrow", "grpc"))


# Spark's own session first: once there was a remote one, pyspark makes no other in the same process
ENGINES = [
    pytest.param("local[2]", marks=pytest.mark.skipif(not is_here("pyspark"), reason="no Spark here")),
    pytest.param("sail", marks=pytest.mark.skipif(not is_here("pysail", "pyspark"), reason="no Sail here")),
]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    duckdb.execute(f"copy ({ROWS}) to '{tmp_path}/a.parquet' (format parquet, row_group_size 1000)")
    duckdb.execute(f"copy (select 'Scrum Master' as title) to '{tmp_path}/b.csv' (format csv)")
    duckdb.execute(f"copy (select 1 as foo) to '{tmp_path}/c.parquet' (format parquet)")
    return sorted(tmp_path.glob("[abc].*"))


def results(
    files: list[Path], options: SurveyOptions, terms: Terms, columns: Columns
) -> tuple[object, object]:
    report = survey(files, terms=terms, columns=columns, at=AT, options=options)
    return report_as_json(report), duckdb.read_parquet(str(options.mentions)).fetchall()


@pytest.fixture
def hosts() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A master and two workers, as processes of their own; their address, the master first."""
    spark = Path(str(find_spec("pyspark").origin)).parent / "bin" / "spark-class"  # type: ignore[union-attr]
    port, page = free_port(), free_port()
    address = f"spark://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder:
        started: list[subprocess.Popen[bytes]] = []

        def start(*words: str) -> None:
            command = [str(spark), *words, "--host", "127.0.0.1"]
            environment = {**os.environ, "SPARK_WORKER_DIR": folder, "SPARK_LOCAL_IP": "127.0.0.1"}
            environment |= {"PYSPARK_PYTHON": sys.executable, "PYTHONPATH": os.pathsep.join(SOURCES)}
            log = (Path(folder) / f"{len(started)}.log").open("wb")
            started.append(
                subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
            )

        start("org.apache.spark.deploy.master.Master", "--port", str(port), "--webui-port", str(page))
        for _ in range(2):
            start("org.apache.spark.deploy.worker.Worker", "--cores", "1", "--memory", "1g", address)
        for _ in range(600):
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{page}/json/") as answer:
                if json.load(answer)["aliveworkers"] == 2:
                    break
            time.sleep(0.2)
        yield address, started
        for one in started:
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.skipif(not is_here("pyspark"), reason="Spark is not installed")
def test_a_cluster_that_loses_a_host_gives_what_the_embedded_run_gives(
    hosts: tuple[str, list[subprocess.Popen[bytes]]],
    files: list[Path],
    tmp_path: Path,
    terms: Terms,
    columns: Columns,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, started = hosts
    here = results(files, SurveyOptions(tmp_path / "here.parquet"), terms, columns)
    died, whole = tmp_path / "died", cluster.mapped

    def mapped(*known: Any) -> Callable[[Iterable[Any]], Iterator[Any]]:
        judged = whole(*known)

        def killed(batches: Iterable[Any]) -> Iterator[Any]:
            for batch in judged(batches):
                yield batch
                if not died.exists():
                    died.touch()
                    # everything that runs on this host
                    os.killpg(os.getsid(0), signal.SIGKILL)

        return killed

    monkeypatch.setattr(cluster, "mapped", mapped)
    there = results(files, SurveyOptions(tmp_path / "there.parquet", engine=address), terms, columns)
    assert died.exists()
    assert sorted(one.poll() is None for one in started) == [False, True, True]
    assert there == here


@pytest.mark.skipif(not is_here("pyspark"), reason="Spark is not installed")
def test_a_worker_that_is_killed_changes_nothing(
    files: list[Path], tmp_path: Path, terms: Terms, columns: Columns, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = results(files, SurveyOptions(tmp_path / "here.parquet"), terms, columns)
    died, whole = tmp_path / "died", cluster.mapped

    def mapped(*known: Any) -> Callable[[Iterable[Any]], Iterator[Any]]:
        judged = whole(*known)

        def killed(batches: Iterable[Any]) -> Iterator[Any]:
            for number, batch in enumerate(judged(batches)):
                yield batch
                if number == 0 and not died.exists():
                    died.touch()
                    os.kill(os.getpid(), signal.SIGKILL)

        return killed

    monkeypatch.setattr(cluster, "mapped", mapped)
    there = results(files, SurveyOptions(tmp_path / "there.parquet", engine="local[2,4]"), terms, columns)
    assert died.exists()
    assert there == here


@pytest.mark.parametrize("engine", ENGINES)
def test_an_engine_gives_what_the_embedded_run_gives(
    engine: str, files: list[Path], tmp_path: Path, terms: Terms, columns: Columns
) -> None:
    here = results(files, SurveyOptions(tmp_path / "here.parquet"), terms, columns)
    there = results(files, SurveyOptions(tmp_path / "there.parquet", engine=engine), terms, columns)
    assert len(here[1]) > 500  # type: ignore[arg-type]
    assert there == here


def test_an_engine_that_is_not_installed_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: None)
    with (
        pytest.raises(InputRefused, match=r"--engine sail: needs pyspark, pyarrow, pysail.*pip install"),
        cluster_at("sail"),
    ):
        pass


def test_an_unknown_engine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda name: name)
    with pytest.raises(InputRefused, match=r"is unknown; expected sail, spark://"), cluster_at("hadoop"):
        pass
