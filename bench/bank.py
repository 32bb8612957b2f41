"""How long it takes to read and check a bank of 2,000 generated items.

    .venv/bin/python bench/bank.py [--items 2000] [--repeats 5]

The last line is JSON. The goal is under 0.5 seconds.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from whichcert.bank.bank import Bank, read_bank
from whichcert.bank.checks import bank_problems
from whichcert.bank.fingerprint import fingerprints_text, freeze
from whichcert.bank.item import CognitiveLevel, Item, Kind, Option, Status
from whichcert.bank.key_review import judged
from whichcert.bank.review_file import reviews_text
from whichcert.bank.statement import read_statements
from whichcert.bank.writing import item_text
from whichcert.library import CONTENT
from whichcert.scrum import FocusArea

TODAY = date(2026, 11, 24)


def generated_bank(n: int, statements: Sequence[str], rng: np.random.Generator) -> Bank:
    """Return live items of real length whose words come from the statements' ids and a made-up vocabulary."""
    vocabulary = sorted({word for one in statements for word in one.replace(".", "-").split("-")})
    vocabulary += ["".join(rng.choice(list("abdeilnorst"), 5)) for _ in range(3_000)]
    made = [_item(number, statements, vocabulary, rng) for number in range(n)]
    reviews = tuple(judged(item, item.keys, reader="bench", read_on=TODAY) for item in made)
    return Bank({item.id: item for item in made}, freeze(made, {}), reviews)


def _item(number: int, statements: Sequence[str], vocabulary: list[str], rng: np.random.Generator) -> Item:
    def sentence(words: int, end: str = ".") -> str:
        return " ".join(rng.choice(vocabulary, words)).capitalize() + end

    tested = tuple(sorted(set(rng.choice(statements, 2).tolist())))
    key = int(rng.integers(4))
    return Item(
        id=f"made-{number:04}",
        kind=Kind.SINGLE,
        choose=1,
        stem=f"{sentence(14)} {sentence(12)} {sentence(10, '?')}",
        options=tuple(Option(sentence(11), place == key, sentence(16)) for place in range(4)),
        rationale=f"{sentence(16)} {{{tested[0]}}} {sentence(14)}",
        statements=tested,
        focus_area=list(FocusArea)[number % 8],
        assessments=("psm-1", "pspo-1"),
        intended_difficulty=round(float(np.clip(rng.normal(0.2, 0.7), -2, 2)), 1),
        difficulty_reason=sentence(9),
        cognitive_level=CognitiveLevel.APPLY,
        author="bench",
        written_on=TODAY,
        status=Status.LIVE,
    )


def write_bank(bank: Bank, content: Path) -> None:
    """Write the files that ``read_bank`` reads."""
    (content / "items").mkdir()
    (content / "reviews").mkdir()
    for item in bank.items.values():
        (content / "items" / f"{item.id}.md").write_text(item_text(item), encoding="utf-8")
    (content / "items" / "fingerprints.toml").write_text(fingerprints_text(bank.frozen), encoding="utf-8")
    (content / "reviews" / "bench.csv").write_text(reviews_text(bank.reviews), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=2_000)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    statements, _ = read_statements(CONTENT / "framework")
    made = generated_bank(asked.items, list(statements), np.random.default_rng(1))
    reads, checks, busy = list[float](), list[float](), list[float]()
    with tempfile.TemporaryDirectory() as folder:
        write_bank(made, Path(folder))
        for _ in range(asked.repeats):
            start, start_busy = time.perf_counter(), time.process_time()
            bank, read_problems = read_bank(Path(folder))
            middle = time.perf_counter()
            problems = (*read_problems, *bank_problems(bank, statements))
            reads.append(middle - start)
            checks.append(time.perf_counter() - middle)
            busy.append(time.process_time() - start_busy)
    assert bank == made, "what was read is not what was written"
    totals = np.array(reads) + np.array(checks)
    figures = {
        "items": len(bank.items),
        "problems": len(problems),
        "read_seconds": round(float(np.median(reads)), 3),
        "check_seconds": round(float(np.median(checks)), 3),
        "total_seconds_median": round(float(np.median(totals)), 3),
        "total_seconds_best": round(float(totals.min()), 3),
        "processor_seconds_median": round(float(np.median(busy)), 3),
    }
    for problem in problems[:5]:
        print(problem)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
