"""Speed of a survey and accuracy of what it detects, on real postings.

    python bench/market.py [FOLDER] [--repeat 3]

FOLDER holds Parquet files of postings (default: shared/data/postings beside the
repository, or WHICHCERT_POSTINGS). Speed is the best of the repeats, from files
to demand table, on this machine. The last line is one JSON object.
"""

import argparse
import json
import resource
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from market.accuracy import GENERAL_SCRUM, POSTINGS, measured  # noqa: E402  the tests' own measure
from whichcert.flows.survey_market import read_survey_content, survey  # noqa: E402

AT = datetime(2026, 11, 24, tzinfo=UTC)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", nargs="?", type=Path, default=POSTINGS)
    asked.add_argument("--repeat", type=int, default=3)
    options = asked.parse_args()
    files = sorted(options.folder.glob("*.parquet"))
    if not files:
        asked.exit(1, f"{options.folder} has no Parquet files; name a folder that has\n")
    figures = {**speed(files, options.repeat), **accuracy()}
    print(json.dumps(figures))


def speed(files: list[Path], repeat: int) -> dict[str, float]:
    terms, columns = read_survey_content(REPOSITORY / "src" / "whichcert" / "content")
    seconds = []
    for _ in range(repeat):
        start = time.perf_counter()
        report = survey(files, terms=terms, columns=columns, at=AT)
        seconds.append(time.perf_counter() - start)
    best, rows = min(seconds), report.totals.read
    characters = text_bytes(files)
    read = f"{len(files)} files, {rows:,} postings, {characters / 1e6:,.0f} MB of text"
    print(f"{read} in {best:.2f} s (best of {repeat})")
    return {
        "files": len(files),
        "postings": rows,
        "seconds": round(best, 2),
        "postings_per_second": round(rows / best),
        "text_mb_per_second": round(characters / 1e6 / best, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def text_bytes(files: list[Path]) -> int:
    names = [str(file) for file in files]
    query = """
        select sum(strlen(coalesce(title, '')) + strlen(coalesce(text, '')))
        from read_parquet(?, union_by_name = true)
    """
    return int(duckdb.execute(query, [names]).fetchall()[0][0])


def accuracy() -> dict[str, float]:
    if not POSTINGS.is_dir():
        return {}
    terms, _ = read_survey_content(REPOSITORY / "src" / "whichcert" / "content")
    found = measured(terms)
    scores = {
        "role": found.score("role:"),
        "certification": found.score("certification:", frozenset({GENERAL_SCRUM})),
        "scrum_certificate_in_general": found.score(f"certification:{GENERAL_SCRUM}"),
        "level": found.score("level:"),
        "sense": found.score("sense:"),
    }
    for name, score in scores.items():
        print(f"{name}: {score}")
    return {
        f"{name}_{measure}": round(getattr(score, measure), 3)
        for name, score in scores.items()
        for measure in ("precision", "recall", "f1")
    }


if __name__ == "__main__":
    main()
