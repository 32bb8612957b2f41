"""Speed and memory of a survey at size, beside the speed of reading alone and of DuckDB's own search.

    python bench/survey.py [FOLDER] [--gigabytes 2] [--workers 2] [--work FOLDER]

Builds Parquet files with at least so many gigabytes of posting text from copies of the
real postings in FOLDER (default: shared/data/postings beside the repository, or
WHICHCERT_POSTINGS). Every copy has ids, companies and a last line of its own, so that
nothing is found to be a repeat and no text is judged twice by chance. Each method runs in
a process of its own, and its peak is that of the process with its children:

    decode       read title and text, sum their bytes: the floor of any query
    extract_all  DuckDB's regexp_extract_all with all patterns in one: a peer, tokens only
    rlike        Spark's own search with the same patterns, where pyspark is installed (optional)
    survey       whichcert: roles, mentions with sense, repeats, the whole demand table

Rates are of text, in GB a second. The last line is one JSON object.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY / "tests"), str(REPOSITORY / "src")]

from market.accuracy import POSTINGS  # noqa: E402
from whichcert.flows.survey_market import (  # noqa: E402
    Step,
    SurveyOptions,
    read_survey_content,
    survey,
)

AT = datetime(2026, 11, 24, tzinfo=UTC)
CONTENT = REPOSITORY / "src" / "whichcert" / "content"
GROUP = 8192
"""Rows of a row group. DuckDB writes a group's column as one page and holds a page for each thread,
so that larger groups of long texts need more memory; other writers cut pages at 1 MB."""

BUILD = """
    copy (
        select source, copy || '-' || src_id as src_id, title, company || ' ' || copy as company,
            location, country, date, salary_min, salary_max, currency, period,
            text || chr(10) || 'Copy ' || copy as text
        from read_parquet($files, union_by_name = true), (select $copy as copy)
        where length(text) >= 300
    ) to '{place}' (format parquet, compression zstd, row_group_size {group})
"""
DECODE = "select sum(strlen(title)) + sum(strlen(text)), count(*) from read_parquet($files)"
EXTRACT = "select sum(len(regexp_extract_all(text, $pattern))), count(*) from read_parquet($files)"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path, default=POSTINGS)
    asked.add_argument("--gigabytes", type=float, default=2.0)
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--work", type=Path, help="keep the files that are built here")
    asked.add_argument("--only", help=argparse.SUPPRESS)
    options = asked.parse_args()
    print(json.dumps(figures_of(options, asked)))


def figures_of(options: argparse.Namespace, asked: argparse.ArgumentParser) -> dict[str, Any]:
    """Return one method's figures, or build the files and run every method in a process of its own."""
    if options.only:
        return METHODS[options.only](sorted(options.work.glob("*.parquet")), options.workers)
    originals = sorted(options.folder.glob("*.parquet"))
    if not originals:
        asked.exit(1, f"{options.folder} has no Parquet files; name a folder that has\n")
    with tempfile.TemporaryDirectory(prefix="whichcert-bench-") as made:
        work = options.work or Path(made)
        work.mkdir(parents=True, exist_ok=True)
        size = built(originals, work, options.gigabytes)
        return compared(work, size, options.workers)


def built(originals: list[Path], work: Path, gigabytes: float) -> float:
    """Write copies until there is enough text; return its bytes."""
    connection = duckdb.connect()
    names = [str(path) for path in originals]
    size, copies = 0.0, 0
    while size < gigabytes * 1e9:
        copies += 1
        place = work / f"copy-{copies:03d}.parquet"
        if not place.exists():
            query = BUILD.format(place=str(place).replace("'", "''"), group=GROUP)
            connection.execute(query, {"files": names, "copy": copies})
        size += connection.execute(DECODE, {"files": [str(place)]}).fetchall()[0][0]
    print(f"{copies} files, {size / 1e9:.2f} GB of text, {on_disk(work) / 1e6:,.0f} MB as Parquet")
    return size


def on_disk(work: Path) -> int:
    return sum(path.stat().st_size for path in work.glob("*.parquet"))


def compared(work: Path, size: float, workers: int) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "text_gb": round(size / 1e9, 3),
        "workers": workers,
        "load": os.getloadavg()[0],
    }
    for name in METHODS:
        if name == "rlike" and not find_spec("pyspark"):
            print("rlike        left out: pyspark is not installed")
            continue
        command = [sys.executable, __file__, "--only", name, "--work", str(work), "--workers", str(workers)]
        found = json.loads(subprocess.check_output(command, text=True).splitlines()[-1])
        rate, cores = size / 1e9 / found["seconds"], found["cpu_seconds"]
        busy = round(size / 1e9 / cores, 3) if cores else None
        figures[name] = {**found, "gb_per_second": round(rate, 4), "gb_per_cpu_second": busy}
        print(f"{name:12} {rate:7.4f} GB/s, {busy or '?'} GB per core second, peak {found['peak_mb']} MB")
    ours = figures["survey"]["gb_per_second"]
    ratios = {
        f"survey_over_{name}": round(ours / figures[name]["gb_per_second"], 3)
        for name in METHODS
        if name != "survey" and name in figures
    }
    print(", ".join(f"{name.replace('_', ' ')} {ratio}" for name, ratio in ratios.items()))
    return {**figures, **ratios}


def decode(files: list[Path], workers: int) -> dict[str, Any]:
    return timed(DECODE, {"files": [str(file) for file in files]})


def extract_all(files: list[Path], workers: int) -> dict[str, Any]:
    terms, _ = read_survey_content(CONTENT)
    pattern = f"{terms.coarse_text}|{terms.coarse_listed[0]}"
    return timed(EXTRACT, {"files": [str(file) for file in files], "pattern": pattern})


def rlike(files: list[Path], workers: int) -> dict[str, Any]:
    terms, _ = read_survey_content(CONTENT)
    pattern = f"{terms.coarse_text}|{terms.coarse_listed[0]}"
    session = import_module("pyspark.sql").SparkSession.builder.master(f"local[{workers}]").getOrCreate()
    column = import_module("pyspark.sql.functions").col("text")
    frame = session.read.parquet(*map(str, files))
    frame.count()  # what Spark needs to start is not counted
    start = time.perf_counter()
    found = frame.filter(column.rlike(pattern)).count()
    figures = {"found": found, "postings": frame.count(), **spent(start)}
    session.stop()
    # the work is done in another process, whose time is not told
    return {**figures, "cpu_seconds": None}


def timed(query: str, parameters: dict[str, Any]) -> dict[str, Any]:
    connection = duckdb.connect()
    start = time.perf_counter()
    found, rows = connection.execute(query, parameters).fetchall()[0]
    return {"found": int(found), "postings": rows, **spent(start)}


def whole_survey(files: list[Path], workers: int) -> dict[str, Any]:
    terms, columns = read_survey_content(CONTENT)
    last = [0]

    def tell(step: Step) -> None:
        if step.done * 10 // max(step.total, 1) != last[0]:
            last[0] = step.done * 10 // max(step.total, 1)
            print(f"  {step.done / 1e6:,.0f} of {step.total / 1e6:,.0f} MB", file=sys.stderr)

    start = time.perf_counter()
    options = SurveyOptions(workers=workers, progress=tell)
    report = survey(files, terms=terms, columns=columns, at=AT, options=options)
    named = sum(report.senses.values())
    return {"found": named, "postings": report.totals.read, **spent(start)}


def spent(start: float) -> dict[str, float]:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(time.perf_counter() - start, 2),
        "cpu_seconds": round(own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime, 2),
        "peak_mb": peak_mb(),
        "peak_mb_of_a_worker": round(children.ru_maxrss / 1024),
    }


def peak_mb() -> int:
    """This program's own peak; what ``getrusage`` says counts what started it, too."""
    status = Path("/proc/self/status")
    if not status.exists():
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
    return round(int(line.split()[1]) / 1024)


METHODS = {"decode": decode, "extract_all": extract_all, "rlike": rlike, "survey": whole_survey}

if __name__ == "__main__":
    main()
