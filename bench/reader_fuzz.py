"""Mutated, cut, hostile and huge files of postings: no reader may crash, hang, or lose a row in silence.

    python bench/reader_fuzz.py [--inputs 20000] [--seconds 1800] [--seed 1] [--only-small] [--only-large]

Small inputs are mutations of one sound file of each kind and are surveyed together, a folder at a
time; large ones are made here and surveyed alone, each in a process of its own whose memory and
time (of a core) are taken. For each it must hold: nothing is raised but InputRefused; read = kept +
duplicates + rejected; a file from which nothing was read is named in the problems. The last
line is JSON.
"""

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from mutation import changed

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY / "src")]

from whichcert.errors import InputRefused  # noqa: E402
from whichcert.flows.survey_market import read_survey_content, survey  # noqa: E402
from whichcert.market.report import DemandReport  # noqa: E402

AT = datetime(2026, 11, 24, tzinfo=UTC)
CONTENT = REPOSITORY / "src" / "whichcert" / "content"

TOGETHER = 100
"""Small inputs in one survey."""

SLOWEST = 60.0
"""Seconds of a core after which a large input, or a hundred small ones, count as hanging."""

PATIENCE = 900.0
"""Seconds after which a large input is given up; the machine may be busy with other things."""

MOST_MEMORY_MB = 3000
"""What a large input may take. Text of 100 MB in one row stands in memory several times."""

TEXT = 'We look for a Scrum Master (m/w/d) with a PSM I certificate, "agile", für größere Teams.\n' * 5
ROWS = [
    {
        "id": str(number),
        "title": ("Scrum Master", "Product Owner", "Cook")[number % 3],
        "company": f"Company {number}",
        "location": "Bonn, Germany",
        "country": "DE",
        "date": f"2026-0{1 + number % 9}-11",
        "salary_min": "50000",
        "salary_max": "60000",
        "currency": "EUR",
        "description": TEXT,
    }
    for number in range(6)
]


def seeds() -> Mapping[str, bytes]:
    """Return a sound file of each kind, and some of them packed."""
    with tempfile.TemporaryDirectory() as folder:
        made = dict(_made(Path(folder)))
    found = dict(made)
    for name in ("csv", "json", "jsonl", "page", "quads", "parquet"):
        found[f"{name}.gz"] = gzip.compress(made[name])
    return found


def _made(folder: Path) -> Iterator[tuple[str, bytes]]:
    source = folder / "rows.json"
    source.write_text(json.dumps(ROWS), encoding="utf-8")
    yield "json", source.read_bytes()
    yield "jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
    for name, options in {
        "csv": "format csv",
        "csv.zst": "format csv, compression zstd",
        "semicolons": "format csv, delimiter ';', quote '\"'",
        "jsonl.zst": "format json, compression zstd",
        "parquet": "format parquet",
        "parquet-zstd": "format parquet, compression zstd, row_group_size 2",
    }.items():
        place = folder / name
        duckdb.execute(f"copy (select * from read_json('{source}')) to '{place}' ({options})")
        yield name, place.read_bytes()
    yield "utf-16", ("\ufeff" + (folder / "csv").read_text(encoding="utf-8")).encode("utf-16-le")
    yield "page", _page(ROWS[0]).encode()
    yield "quads", "".join(_quads(number) for number in range(4)).encode()
    yield from _boards()


def _boards() -> Iterator[tuple[str, bytes]]:
    boards: dict[str, Any] = {
        "greenhouse": {
            "jobs": [
                {"id": 1, "title": "Scrum Master", "updated_at": "2026-01-02T03:04:05-05:00",
                 "location": {"name": "Berlin"}, "content": "&lt;p&gt;PSM I&lt;/p&gt;" * 20}
            ]
        },
        "lever": [
            {"id": "a-1", "text": "Product Owner", "createdAt": 1760000000000, "descriptionPlain": TEXT,
             "categories": {"location": "Paris"}, "lists": [{"text": "You", "content": "<li>PSPO</li>"}]}
        ],
        "ashby": {
            "jobs": [
                {"id": "b", "title": "Agile Coach", "location": "Remote", "publishedAt": "2026-02-03",
                 "descriptionPlain": TEXT, "address": {"postalAddress": {"addressCountry": "Netherlands"}}}
            ]
        },
        "adzuna": {
            "results": [{"id": "9", "title": "PO", "location": {"area": ["UK"]}, "description": TEXT}]
        },
    }  # fmt: skip
    for name, board in boards.items():
        yield name, json.dumps(board).encode()


def _page(row: Mapping[str, str]) -> str:
    posting = {"@context": "https://schema.org", "@type": "JobPosting", "datePosted": row["date"]}
    posting |= {name: row[name] for name in ("title", "description")}
    block = f'<script type="application/ld+json">{json.dumps(posting)}</script>'
    return (
        f'<!doctype html><html><head><link rel="canonical" href="https://a.example/1">{block}</head></html>'
    )


def _quads(number: int) -> str:
    page, label = f"<https://a.example/{number}>", f"_:n{number}"
    text = json.dumps(TEXT)
    lines = [
        f"{label} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://schema.org/JobPosting>",
        f'{label} <http://schema.org/title> "Scrum Master"@en',
        f"{label} <http://schema.org/description> {text}",
        f"{label} <http://schema.org/jobLocation> {label}b",
        f'{label}b <http://schema.org/addressCountry> "DE"',
    ]
    return "".join(f"{line} {page} .\n" for line in lines)


_SIGNS = [
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\xff",
    b'"',
    b"'",
    b",",
    b";",
    b"\n",
    b"\r",
    b"\r\n",
    b"\\",
]
_SIGNS += [
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"null",
    b"NaN",
    b"-1e999",
    b"9" * 400,
    b"1e308",
    b"\\u0000",
    b"\\ud800",
]
_SIGNS += [b"PAR1", b"\x1f\x8b", b"(\xb5/\xfd", b"PK\x03\x04", b"<", b">", b"<!--", b"</script>", b"<script>"]
_SIGNS += [
    b"_:",
    b" .\n",
    b"@en",
    b"^^<x>",
    b"\xc3\xa9",
    b"\xe2\x80",
    b"\xf0\x9f\x98\x80",
    b"\x1a",
    b"\x85",
    b"\xc2\xa0",
]
_SIGNS += [
    b"[" * 3000,
    b'{"a":' * 3000,
    b"x" * 70_000,
    b"," * 5000,
    b'"' * 4001,
    b"\n" * 3000,
    b"1970-13-45",
    b"title",
]


def mutated(data: bytes, rng: np.random.Generator) -> bytes:
    """Return the bytes in another encoding or with one to six changes; packed ones mostly changed inside."""
    if data[:2] == b"\x1f\x8b" and rng.random() < 0.6:
        return gzip.compress(mutated(gzip.decompress(data), rng), 1)
    if rng.random() < 0.08:
        return _recoded(data, rng)
    for _ in range(int(rng.integers(1, 7))):
        data = _changed(data, rng)
    return data


def _recoded(data: bytes, rng: np.random.Generator) -> bytes:
    text = data.decode("utf-8", errors="replace")
    encoding = ["utf-16", "utf-16-le", "utf-32", "cp1252", "utf-7", "utf-8-sig", "cp037"][
        int(rng.integers(7))
    ]
    return text.encode(encoding, errors="replace")


def _changed(data: bytes, rng: np.random.Generator) -> bytes:
    return changed(data, rng, signs=_SIGNS, reach=300, others=(_footer_overwritten, _rotated))


def _footer_overwritten(data: bytes, _: int, rng: np.random.Generator) -> bytes:
    """The end of a file is where Parquet says what is in it."""
    at = max(0, len(data) - int(rng.integers(1, 600)))
    return data[:at] + rng.bytes(4) + data[at + 4 :]


def _rotated(data: bytes, place: int, _: np.random.Generator) -> bytes:
    return data[place:] + data[:place]


def large() -> Mapping[str, Callable[[], Iterator[bytes]]]:
    """Return what makes each large input, in pieces."""
    head, million = b"id,title,description\n", b"x" * 1_000_000
    quad = b'_:a <http://schema.org/%b> "%b'
    rdf = b"http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
    kind = b"_:a <%b> <http://schema.org/JobPosting> <http://b/%%d> .\n" % rdf
    deep = b'{"title": "PO", "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    return {
        "nested-list.json": lambda: iter([b"[" * 100_000, b"]" * 100_000]),
        "nested-objects.json": lambda: iter([b'{"a":' * 100_000, b"1", b"}" * 100_000]),
        "nested-in-record.json": lambda: iter([b"[", deep, b"]"]),
        "nested-in-line.jsonl": lambda: iter([b'{"title": "SM"}\n', deep, b'\n{"title": "PO"}\n']),
        "nested-in-page.html": lambda: iter(
            [b'<html><script type="application/ld+json">', deep, b"</script>"]
        ),
        "nested-tags.html": lambda: iter([b"<html>", b"<div>" * 1_000_000]),
        "open-scripts.html": lambda: iter([b"<html>", b'<script type="application/ld+json">[' * 200_000]),
        "long-line.csv": lambda: iter([head, b"1,PO,", *[million] * 100, b"\n2,SM,x\n"]),
        "long-header.csv": lambda: iter([b"title", *[b",x" * 500_000] * 100, b"\nPO\n"]),
        "many-columns.csv": lambda: iter([b"title", b",x" * 20_000, b"\nPO\n"]),
        "long-line.jsonl": lambda: iter(
            [b'{"title": "SM"}\n{"title": "PO", "description": "', *[million] * 100, b'"}\n{"title": "SM"}\n']
        ),
        "long-line.json": lambda: iter([b'[{"title": "PO", "description": "', *[million] * 100, b'"}]']),
        "long-line.nq": lambda: iter(
            [kind % 1, quad % (b"title", b"PO"), b'" <http://b/1> .\n', quad % (b"description", b""),
             *[million] * 100, b'" <http://b/1> .\n', kind % 2]
        ),
        "one-page.nq": lambda: iter(
            [kind % 1, *(b"_:n%d <http://schema.org/name> _:n%d <http://b/1> .\n" % (n, n + 1)
                         for n in range(1_500_000))]
        ),
        "dangling.nq": lambda: (
            kind % n + b"_:a <http://schema.org/jobLocation> _:x%d <http://b/%d> .\n" % (n, n)
            for n in range(200_000)
        ),
        "broken.nq": lambda: iter([kind % 1, *[b"_:a <b> broken\n" * 10_000] * 100]),
        "long-line.html": lambda: iter([b"<html>", *[million] * 100]),
        "no-newline.csv": lambda: iter([*[million] * 100]),
        "unclosed-quote.csv": lambda: iter([head, b'1,PO,"', *[b"some text\n" * 100_000] * 100]),
        "quotes.csv": lambda: iter([head, *[b'"' * 1_000_000] * 30]),
        "short-rows.csv": lambda: iter([head, *[b"1\n" * 100_000] * 50]),
        "bad-utf-8.csv": lambda: iter([head, *[b"1,PO,\xff\xfe\xc3\n" * 10_000] * 100]),
        "misread.csv": lambda: iter([head, *["1,PO,Ã¤Ã¶Ã¼\n".encode() * 10_000] * 50]),
        "utf-16.csv": lambda: iter(
            [b"\xff\xfe", head.decode().encode("utf-16-le"), *["1,PO,é\n".encode("utf-16-le") * 10_000] * 100]
        ),
        "empty-objects.jsonl": lambda: iter([b'{"title": "PO"}\n', *[b"{}\n" * 100_000] * 20]),
        "not-objects.jsonl": lambda: iter([b'{"title": "PO"}\n{"title": "SM"}\n', *[b"1\n" * 100_000] * 20]),
        "many-keys.json": lambda: iter(
            [b'[{"title": "PO"', *(b', "k%d": 1' % n for n in range(300_000)), b"}]"]
        ),
        "numbers.json": lambda: iter([b'[{"title": "PO", "salary_min": ', *[b"9" * 1_000_000] * 20, b"}]"]),
        "zeros.csv.gz": lambda: _gzipped(*[bytes(1 << 20)] * 4096),
        "zeros-after-head.csv.gz": lambda: _gzipped(head, *[bytes(1 << 20)] * 4096),
        "spaces.json.gz": lambda: _gzipped(b"[", *[b" " * (1 << 20)] * 4096),
        "lines.nq.gz": lambda: _gzipped(kind % 1, *[b"\n" * (1 << 20)] * 4096),
        "one-line.nq.gz": lambda: _gzipped(kind % 1, *[b"x" * (1 << 20)] * 4096),
        "zeros.html.gz": lambda: _gzipped(b"<html>", *[b"x" * (1 << 20)] * 4096),
        "zstd-bomb.zst": lambda: _zstandard_bomb(b"title\n", 40_000),
        "zstd-lines.zst": lambda: _zstandard_bomb(b"title\n", 40_000, b"\n"),
        "zeros.parquet": lambda: iter([b"PAR1", *[bytes(1 << 20)] * 100, b"PAR1"]),
    }  # fmt: skip


def _gzipped(*parts: bytes) -> Iterator[bytes]:
    """Pack parts; one that comes again and again is packed once."""
    known: dict[int, bytes] = {}
    for part in parts:
        if id(part) not in known:
            known[id(part)] = gzip.compress(part)
        yield known[id(part)]


def _zstandard_bomb(head: bytes, blocks: int, letter: bytes = b"a") -> Iterator[bytes]:
    """Write a frame of blocks that each repeat one byte 128 KB long (RFC 8878, 3.1.1.2)."""
    # a window of 128 KB, no size of the content, no checksum
    yield b"\x28\xb5\x2f\xfd\x00\x38"
    yield (len(head) << 3).to_bytes(3, "little") + head
    yield ((131_072 << 3) | 2).to_bytes(3, "little").join([b""] + [letter] * blocks)
    yield (1).to_bytes(3, "little")


def outcome(files: list[Path]) -> dict[str, Any]:
    """Survey files; return what came of it, or raise AssertionError with what must not be."""
    terms, columns = read_survey_content(CONTENT)
    try:
        report = survey(files, terms=terms, columns=columns, at=AT)
    except InputRefused as why:
        if not why.problems:
            raise AssertionError("refused without a reason") from why
        return {"refused": 1, "problems": len(why.problems)}
    check(report, files)
    totals = report.totals
    return {
        "read": totals.read,
        "kept": totals.kept,
        "duplicates": totals.duplicates,
        "rejected": totals.rejected,
        "problems": len(report.problems),
    }


def check(report: DemandReport, files: list[Path]) -> None:
    """Assert that every row is accounted for, and every file from which nothing came."""
    totals = report.totals
    assert totals.read == totals.kept + totals.duplicates + totals.rejected, totals
    named = {problem.where for problem in report.problems}
    for file in report.files:
        lost = file.rejected or not file.read
        folder = str(Path(file.name).parent)
        assert not lost or file.name in named or folder in named, (
            f"{file.name}: lost rows, and nobody said it"
        )
    known = {file.name for file in report.files} | named
    for path in files:
        assert str(path) in known or str(path.parent) in known, f"{path}: neither read nor refused"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=1800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-large", action="store_true")
    parser.add_argument("--only-small", action="store_true")
    parser.add_argument("--large", nargs="*", metavar="NAME", help="only these large inputs")
    parser.add_argument("--keep", type=Path, help="a folder for the inputs that failed")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        start = time.process_time()
        found = outcome([asked.one])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({**found, "seconds": round(time.process_time() - start, 2), "peak_mb": peak}))
        return
    failures: list[str] = []
    figures: dict[str, Any] = {}
    if not asked.only_large:
        figures["small"] = try_small(asked, failures)
    if not asked.only_small:
        figures["large"] = try_large(failures, asked.large)
    for failure in failures[:10]:
        print(failure, file=sys.stderr)
    print(json.dumps({**figures, "failures": len(failures)}))


def try_small(asked: argparse.Namespace, failures: list[str]) -> dict[str, Any]:
    rng, sound = np.random.default_rng(asked.seed), seeds()
    names, start = list(sound), time.perf_counter()
    counts, slowest = Counter[str](), 0.0
    while counts["inputs"] < asked.inputs and time.perf_counter() - start < asked.seconds:
        with tempfile.TemporaryDirectory(prefix="whichcert-fuzz-") as folder:
            files = []
            for number in range(TOGETHER):
                name = names[int(rng.integers(len(names)))]
                # pages of one folder are one source: each file stands alone here
                path = Path(folder) / str(number) / name
                path.parent.mkdir()
                path.write_bytes(mutated(sound[name], rng))
                files.append(path)
            began = time.process_time()
            counts.update(tried(files, failures, asked.keep))
            took = time.process_time() - began
            if took > SLOWEST:
                failures.append(f"inputs {counts['inputs']} to {counts['inputs'] + TOGETHER}: {took:.0f} s")
            slowest = max(slowest, took)
        counts["inputs"] += TOGETHER
        print(f"{counts['inputs']} inputs, {len(failures)} failures", file=sys.stderr)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds = round(time.perf_counter() - start, 1)
    return {**counts, "slowest_hundred_seconds": round(slowest, 2), "seconds": seconds, "peak_mb": peak}


def tried(files: list[Path], failures: list[str], keep: Path | None) -> dict[str, Any]:
    """Survey files together; where that fails, find the one that makes it fail."""
    try:
        return outcome(files)
    except Exception:
        if len(files) > 1:
            halves = files[: len(files) // 2], files[len(files) // 2 :]
            return Counter(tried(halves[0], failures, keep)) + Counter(tried(halves[1], failures, keep))
        failures.append(f"{files[0].name}: {traceback.format_exc(limit=-4)}")
        if keep:
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{len(failures)}-{files[0].name}").write_bytes(files[0].read_bytes())
        return {}


def try_large(failures: list[str], only: list[str] | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    made = large()
    for name, parts in {name: made[name] for name in only or made}.items():
        with tempfile.TemporaryDirectory(prefix="whichcert-fuzz-") as folder:
            path = Path(folder) / name
            with path.open("wb") as out:
                out.writelines(parts())
            found[name] = alone(path)
        one = found[name]
        print(f"{name:26} {one}", file=sys.stderr)
        if "failed" in one or one["seconds"] > SLOWEST or one["peak_mb"] > MOST_MEMORY_MB:
            failures.append(f"{name}: {one}")
    slowest, hungriest = (
        max(found, key=lambda name: found[name].get(key, 0)) for key in ("seconds", "peak_mb")
    )
    return {
        "inputs": len(found),
        "slowest": [slowest, found[slowest].get("seconds")],
        "most_memory": [hungriest, found[hungriest].get("peak_mb")],
    }


def alone(path: Path) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", str(path)]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return {"failed": f"still running after {PATIENCE:.0f} s"}
    if ran.returncode:
        return {"failed": f"exit {ran.returncode}: {ran.stderr[-1500:]}"}
    result: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return result


if __name__ == "__main__":
    main()
