"""Speed and memory of reading N-Quads, beside the speed of unpacking the same files alone.

    python bench/quads.py [FOLDER] [--megabytes 400] [--files 1] [--workers 2] [--work FOLDER]

Writes gzip files of N-Quads as Web Data Commons writes them, with at least so many megabytes
of text in all: a page is a graph; beside its JobPosting stand the breadcrumbs, the site and
the images that real pages have. The postings are those in FOLDER (default: shared/data/postings
beside the repository, or WHICHCERT_POSTINGS), copied with addresses of their own where they
do not suffice; where there are none, they are made up of random words. Each method runs in a
process of its own, and its peak is that of the process with its children:

    gunzip   unpack the files one after the other on one core: the floor
    quads    whichcert: the records of all postings, written as JSON Lines
    survey   whichcert: the whole demand table

Rates are of unpacked bytes, in MB a second. The last line is one JSON object.
"""

import argparse
import gzip
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from threading import Event, Thread
from typing import Any

import duckdb
import numpy as np

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY / "tests"), str(REPOSITORY / "src")]

from market.accuracy import POSTINGS  # noqa: E402
from whichcert.flows.survey_market import SurveyOptions, read_survey_content, survey  # noqa: E402
from whichcert.market.ahead import Ahead  # noqa: E402
from whichcert.market.preparation import Preparation  # noqa: E402
from whichcert.market.quads import QuadReaders  # noqa: E402

AT = datetime(2026, 11, 24, tzinfo=UTC)
CONTENT = REPOSITORY / "src" / "whichcert" / "content"

Posting = tuple[str, str, str, str, str, str]
"""Title, company, location, country, date, text."""

POSTED = """
    select title, company, location, country, date, text from read_parquet($files, union_by_name = true)
    where length(text) >= 300
"""
WORDS = [
    "the",
    "team",
    "works",
    "in",
    "short",
    "cycles",
    "and",
    "you",
    "help",
    "people",
    "to",
    "see",
    "what",
    "is",
    "valuable",
    "next",
    "with",
    "our",
    "customers",
    "scrum",
    "master",
    "product",
    "owner",
    "agile",
    "experience",
    "PSM",
    "certificate",
    "Entwicklung",
    "für",
    "größere",
    "équipe",
]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path, default=POSTINGS)
    asked.add_argument("--megabytes", type=float, default=400.0)
    asked.add_argument("--files", type=int, default=1)
    asked.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--work", type=Path, help="keep the files that are built here")
    asked.add_argument("--only", help=argparse.SUPPRESS)
    options = asked.parse_args()
    print(json.dumps(figures_of(options)))


def figures_of(options: argparse.Namespace) -> dict[str, Any]:
    """Return one method's figures, or build the files and run every method in a process of its own."""
    if options.only:
        return METHODS[options.only](sorted(options.work.glob("*.nq.gz")), options.workers)
    with tempfile.TemporaryDirectory(prefix="whichcert-bench-") as made:
        work = options.work or Path(made)
        work.mkdir(parents=True, exist_ok=True)
        if not list(work.glob("*.nq.gz")):
            build(options, work)
        files = sorted(work.glob("*.nq.gz"))
        size = sum(unpacked_size(path) for path in files)
        facts = {"files": len(files), "unpacked_mb": size / 1e6, "cores": os.cpu_count()}
        figures = {name: measured(name, work, options.workers, size) for name in METHODS}
    floor = figures["gunzip"]
    shares = {
        f"{name}_share_of_gunzip": round(floor["seconds"] / figures[name]["seconds"], 2)
        for name in ("quads", "survey")
    }
    return {**facts, **figures, **shares}


def build(options: argparse.Namespace, work: Path) -> None:
    """Write the files: one after the other takes the next postings."""
    postings = postings_of(options.folder)
    wanted = options.megabytes * 1e6 / options.files
    for number in range(options.files):
        size = 0
        with gzip.open(work / f"part_{number}.nq.gz", "wb", compresslevel=6) as out:
            while size < wanted:
                place, posting = next(postings)
                page = "".join(page_lines(place, posting)).encode()
                size += len(page)
                out.write(page)


def postings_of(folder: Path) -> Iterator[tuple[int, Posting]]:
    files = [str(path) for path in sorted(folder.glob("*.parquet"))] if folder.is_dir() else []
    found: list[Posting] = duckdb.execute(POSTED, {"files": files}).fetchall() if files else []
    rng = np.random.default_rng(1)
    for number in count():
        yield number, found[number % len(found)] if found else invented(rng)


def invented(rng: np.random.Generator) -> Posting:
    text = " ".join(rng.choice(WORDS, int(rng.integers(100, 800))))
    return " ".join(rng.choice(WORDS, 3)), "Company", "Bonn", "DE", "2026-05-01", text


def page_lines(number: int, posting: Posting) -> Iterator[str]:
    """Write a page as the extraction of Web Data Commons does."""
    title, company, location, country, date, text = (value or "" for value in posting)
    site = f"https://jobs{number % 997}.example.org"
    words = "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in title.lower()).split())
    page = f"{site}/en/jobs/{number}-{words[:60]}"
    label = f"_:n{hashlib.blake2b(page.encode(), digest_size=16).hexdigest()}xb"
    nodes: list[tuple[str, list[tuple[str, str]]]] = [
        ("JobPosting", [
            ("title", written(title)), ("description", written(text)), ("datePosted", written(date)),
            ("validThrough", '"2026-12-31T23:59:59Z"'), ("employmentType", '"FULL_TIME"'),
            ("directApply", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'), ("url", f"<{page}>"),
            ("hiringOrganization", f"{label}1"), ("jobLocation", f"{label}2"), ("identifier", f"{label}4"),
        ]),
        ("Organization", [
            ("name", written(company)), ("sameAs", f"<{site}>"), ("logo", f"<{site}/assets/logo-512.png>"),
        ]),
        ("Place", [("address", f"{label}3")]),
        ("PostalAddress", [
            ("addressLocality", written(location)), ("addressCountry", written(country)),
        ]),
        ("PropertyValue", [("name", written(company)), ("value", f'"{number}"')]),
        ("BreadcrumbList", [("itemListElement", f"{label}{6 + at}") for at in range(3)]),
        *(
            ("ListItem", [
                ("position", f'"{at + 1}"^^<http://www.w3.org/2001/XMLSchema#integer>'),
                ("name", f'"Step {at}"'), ("item", f"<{site}/en/jobs/{at}>"),
            ])
            for at in range(3)
        ),
        ("WebSite", [("url", f"<{site}>"), ("name", written(company)), ("inLanguage", '"en-US"')]),
    ]  # fmt: skip
    for at, (kind, values) in enumerate(nodes):
        yield (
            f"{label}{at} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
            f" <http://schema.org/{kind}> <{page}> .\n"
        )
        for name, value in values:
            yield f"{label}{at} <http://schema.org/{name}> {value} <{page}> .\n"


def written(text: str) -> str:
    r"""Return a literal with the escapes of N-Quads; letters beyond ASCII as \u, as the extraction does."""
    named = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    plain = "".join(named.get(letter, letter) for letter in text)
    if plain.isascii():
        return f'"{plain}"'
    return '"' + "".join(one if one.isascii() else escaped(one) for one in plain) + '"'


def escaped(letter: str) -> str:
    return f"\\u{ord(letter):04X}" if ord(letter) < 0x10000 else f"\\U{ord(letter):08X}"


def unpacked_size(path: Path) -> int:
    with gzip.open(path) as file:
        return sum(len(chunk) for chunk in iter(lambda: file.read(1 << 20), b""))


def measured(name: str, work: Path, workers: int, size: int) -> dict[str, Any]:
    """Run a method in a new process; add its rates and its memory."""
    command = [
        sys.executable, __file__, "--only", name, "--workers", str(workers), "--work", str(work),
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    figures["mb_per_second"] = round(size / 1e6 / figures["seconds"], 1)
    figures["mb_per_core_second"] = round(size / 1e6 / figures["core_seconds"], 1)
    print(f"{name:8} {figures}", file=sys.stderr)
    return figures


def gunzip(files: list[Path], workers: int) -> dict[str, Any]:
    with clock() as figures:
        for path in files:
            unpacked_size(path)
    return figures


def quads(files: list[Path], workers: int) -> dict[str, Any]:
    _, columns = read_survey_content(CONTENT)
    with tempfile.TemporaryDirectory(prefix="whichcert-bench-") as made:
        folder = Path(made)
        groups = {number: [path] for number, path in enumerate(files, start=1)}
        with clock() as figures:
            readers = QuadReaders(columns.steps(), workers)
            ahead = Ahead(groups, Preparation(folder, readers).of, workers // 2)
            with ahead, readers:
                for number, group in groups.items():
                    file, problems = ahead.take(group, number)
                    assert file is not None, problems
                    assert not problems
        figures["records"] = sum(path.read_bytes().count(b"\n") for path in folder.iterdir())
    return figures


def whole_survey(files: list[Path], workers: int) -> dict[str, Any]:
    terms, columns = read_survey_content(CONTENT)
    with clock() as figures:
        report = survey(files, terms=terms, columns=columns, at=AT, options=SurveyOptions(workers=workers))
    return {**figures, "read": report.totals.read, "kept": report.totals.kept}


@contextmanager
def clock() -> Iterator[dict[str, Any]]:
    """Measure a piece of work: wall-clock seconds, seconds of all cores, and memory."""
    figures: dict[str, Any] = {}
    start, before = time.perf_counter(), _core_seconds()
    with PeakMemory() as memory:
        yield figures
    figures["seconds"] = round(time.perf_counter() - start, 2)
    figures["core_seconds"] = round(_core_seconds() - before, 2)
    figures["peak_mb"] = round(memory.most / 1e6)


def _core_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


class PeakMemory:
    """Looks now and then how much memory this process and its children hold, shared pages counted once."""

    def __enter__(self) -> "PeakMemory":
        self.most, self._ended = 0, Event()
        self._watch = Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *why: object) -> None:
        self._ended.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._ended.wait(0.2):
            children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
            self.most = max(self.most, sum(map(_held, [str(os.getpid()), *children])))


def _held(process: str) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))


METHODS = {"gunzip": gunzip, "quads": quads, "survey": whole_survey}

if __name__ == "__main__":
    main()
