"""Mutated and truncated files: no import may crash, hang or bring in a live item.

    .venv/bin/python bench/import_fuzz.py [--inputs 20000] [--seconds 600] [--samples FOLDER] [--seed 1]

Seeds are our own exports and, with --samples, every file of a folder. The last line is JSON.
"""

import argparse
import io
import json
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from mutation import changed

from whichcert.bank.bank import Bank, read_bank
from whichcert.bank.item import Status
from whichcert.interop.bank_formats import EXPORTS, IMPORTS, export_bank, import_bank
from whichcert.library import CONTENT

SLOWEST = 5.0
"""Seconds after which an import counts as hanging."""

_MOST_BYTES = 200_000
_SIGNS = [
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"<!DOCTYPE a>",
    b"]]>",
    b"{",
    b"}",
    b"~",
    b"=",
    b"#",
    b"\\",
    b"::",
    b"->",
]
_SIGNS += [
    b"%",
    b"%100%",
    b"\x00",
    b"\xff\xfe",
    b"\n\n",
    b'"',
    b"'",
    b",",
    b"99999999999",
    b"-1",
    b"nan",
    b"//",
]
_SIGNS += [
    b"<p>",
    b"</p>",
    b"<text>",
    b"</text>",
    b"../",
    b"PK\x03\x04",
    b"\x1f",
    b"{{c1::",
    b"}}",
    b"A+B",
    b"\r",
]


def seeds(samples: Path | None) -> Mapping[str, Sequence[bytes]]:
    """Return sound and strange files by the format that reads them."""
    items = list(read_bank(CONTENT)[0].items.values())[:6]
    found = {name: [export_bank(items, name)] for name in IMPORTS if name in EXPORTS}
    for path in sorted(samples.rglob("*")) if samples else ():
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            continue
        data = path.read_bytes()
        names = _readers(path)
        for name in names:
            found[name].append(data)
    return found


def _readers(path: Path) -> Sequence[str]:
    if path.suffix in (".apkg", ".anki2"):
        return ("anki",)
    if path.suffix in (".xml", ".qti", ".zip"):
        return ("qti3", "moodle-xml")
    return ("gift",) if path.suffix == ".gift" else ()


def mutated(data: bytes, rng: np.random.Generator) -> bytes:
    """Return the bytes with one to six changes; half of those of a zip file are made inside it."""
    if data[:2] == b"PK" and rng.random() < 0.5:
        return _mutated_zip(data, rng)
    for _ in range(int(rng.integers(1, 7))):
        data = _changed(data, rng)
    return data


def _mutated_zip(data: bytes, rng: np.random.Generator) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as new:
        names = old.namelist()
        chosen = names[int(rng.integers(len(names)))]
        for name in names:
            inner = old.read(name)
            if name == chosen:
                for _ in range(int(rng.integers(1, 7))):
                    inner = _changed(inner, rng)
            new.writestr(name, inner)
    return stream.getvalue()


def _changed(data: bytes, rng: np.random.Generator) -> bytes:
    return changed(data, rng, signs=_SIGNS, reach=200)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--samples", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng, files = np.random.default_rng(asked.seed), seeds(asked.samples)
    names, start = list(files), time.perf_counter()
    counts, failures, slowest = Counter[str](), list[str](), 0.0
    while counts["inputs"] < asked.inputs and time.perf_counter() - start < asked.seconds:
        name = names[int(rng.integers(len(names)))]
        data = mutated(files[name][int(rng.integers(len(files[name])))], rng)
        began = time.perf_counter()
        try:
            read = import_bank(data, name, Bank({}), frozenset())
        except Exception:
            failures.append(f"{name}: {traceback.format_exc(limit=-3)}")
            read = None
        took = time.perf_counter() - began
        slowest = max(slowest, took)
        if took > SLOWEST:
            failures.append(f"{name}: took {took:.1f} s")
        if read and any(item.status is not Status.DRAFT for item in read.items):
            failures.append(f"{name}: brought in a live item")
        counts["inputs"] += 1
        counts["items"] += len(read.items) if read else 0
        counts["problems"] += len(read.problems) if read else 0
    if failures:
        sys.exit("\n".join([*failures[:5], f"{len(failures)} of {counts['inputs']} inputs failed"]))
    figures = {
        **counts,
        "failures": 0,
        "slowest_seconds": round(slowest, 3),
        "seconds": round(time.perf_counter() - start, 1),
        "seed_files": sum(map(len, files.values())),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
