"""The record of the blind pass: content/reviews/*.csv."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from whichcert.bank.key_review import REVIEWS, Review, Verdict, letters, places
from whichcert.errors import Problem, shortened

COLUMNS = ("item", "fingerprint", "reader", "read_on", "blind_answer", "verdict", "note")
LARGEST_BYTES = 4_194_304


def reviews_text(reviews: Iterable[Review]) -> str:
    """Return the CSV file that ``read_reviews`` reads."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in reviews:
        answer, day = letters(one.answer), one.read_on.isoformat()
        writer.writerow([one.item, one.fingerprint, one.reader, day, answer, one.verdict.value, one.note])
    return stream.getvalue()


def read_reviews(folder: Path) -> tuple[tuple[Review, ...], tuple[Problem, ...]]:
    """Return the reviews of every .csv file in ``folder``; a folder that is not there means none."""
    found, problems = list[Review](), list[Problem]()
    for path in sorted(folder.glob("*.csv")) if folder.is_dir() else ():
        where = f"{REVIEWS}/{path.name}"
        try:
            if path.stat().st_size > LARGEST_BYTES:
                problems.append(Problem(where, f"has more than {LARGEST_BYTES:,} bytes; split it"))
                continue
            for row in _rows(path.read_text(encoding="utf-8"), where):
                (found if isinstance(row, Review) else problems).append(row)  # type: ignore[arg-type]
        except (OSError, ValueError, csv.Error) as error:
            problems.append(
                Problem(where, f"can't be read: {shortened(str(error), 200)}; save it as UTF-8 CSV")
            )
    return tuple(found), tuple(problems)


def _rows(text: str, where: str) -> Iterator[Review | Problem]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        yield Problem(where, f"the first row must be {','.join(COLUMNS)}; correct it", 1)
        return
    for row in reader:
        line = reader.line_num
        answer, verdict = places(row["blind_answer"] or ""), row["verdict"]
        if None in row or None in row.values():
            yield Problem(
                where, f"this row must have {len(COLUMNS)} cells; put cells with commas in quotes", line
            )
        elif not row["item"] or not row["reader"]:
            yield Problem(where, "item and reader must be filled in", line)
        elif answer is None:
            yield Problem(where, "blind_answer must be letters such as A or A+C, in the file's order", line)
        elif verdict not in tuple(Verdict):
            yield Problem(
                where, f"verdict must be one of {', '.join(Verdict)}; found {shortened(verdict)!r}", line
            )
        else:
            yield _review(row, answer, where, line)


def _review(row: Mapping[str, str], answer: tuple[int, ...], where: str, line: int) -> Review | Problem:
    try:
        day = date.fromisoformat(row["read_on"])
    except ValueError:
        return Problem(
            where, f"read_on must be a date such as 2026-11-24; found {shortened(row['read_on'])!r}", line
        )
    verdict = Verdict(row["verdict"])
    return Review(
        row["item"], row["fingerprint"], row["reader"], day, answer, verdict, row["note"], where, line
    )
