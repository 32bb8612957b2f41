"""The Markdown body of an item file: stem, options with their notes, rationale."""

import re
from dataclasses import dataclass
from itertools import pairwise

from whichcert.bank.item import Option
from whichcert.errors import Problem, shortened

MOST_OPTIONS = 9

_OPTION = re.compile(r"- \[([ xX])\](?: (.*)|$)")
_RATIONALE = "Rationale:"


@dataclass(frozen=True, slots=True)
class Body:
    """What stands under the head, and the lines where stem and rationale start."""

    stem: str
    options: tuple[Option, ...]
    rationale: str
    stem_line: int
    rationale_line: int


def read_body(rows: list[str], where: str, first_line: int) -> Body | tuple[Problem, ...]:
    """Return the body in ``rows``, or everything that keeps it from being one."""
    starts = [place for place, row in enumerate(rows) if row.startswith(("- [", _RATIONALE))]
    stem_end = starts[0] if starts else len(rows)
    stem, problems, options = _joined(rows[:stem_end]), list[Problem](), list[Option]()
    rationale, rationale_line = "", first_line + len(rows)
    for place, end in pairwise([*starts, len(rows)]):
        line = first_line + place
        if rows[place].startswith(_RATIONALE):
            rationale = _joined([rows[place].removeprefix(_RATIONALE), *rows[place + 1 : end]])
            rationale_line = line
            if end < len(rows):
                problems.append(Problem(where, "the rationale must come last; move it down", line))
            continue
        option = _option(rows[place:end], where, line)
        if isinstance(option, Option):
            options.append(option)
        else:
            problems.append(option)
    problems += _missing(stem, len(options) + len(problems), where, first_line)
    if problems:
        return tuple(problems)
    stem_line = first_line + next(place for place, row in enumerate(rows) if row.strip())
    return Body(stem, tuple(options), rationale, stem_line, rationale_line)


def _option(rows: list[str], where: str, line: int) -> Option | Problem:
    mark = _OPTION.match(rows[0])
    if mark is None:
        return Problem(where, "an option starts with '- [ ] ' or '- [x] ' and its text; correct it", line)
    words, notes = [" ".join((mark[2] or "").split())], list[str]()
    for offset, row in enumerate(rows[1:], start=1):
        inner = " ".join(row.split())
        if inner.startswith(">"):
            notes.append(inner[1:].strip())
        elif inner and (notes or not row.startswith(" ")):
            message = f"this text belongs to no option and no rationale: {shortened(inner)!r}; "
            return Problem(where, f"{message}start it with '  > ' or 'Rationale:'", line + offset)
        elif inner:
            words.append(inner)
    text = " ".join(words).strip()
    if not text:
        return Problem(where, "this option has no text; write it", line)
    return Option(text, mark[1] != " ", " ".join(notes).strip(), line)


def _missing(stem: str, n_options: int, where: str, line: int) -> list[Problem]:
    found = []
    if not stem:
        found.append(Problem(where, "there is no stem between head and options; write the question", line))
    if not 2 <= n_options <= MOST_OPTIONS:
        message = f"there are {n_options} options; write 2 to {MOST_OPTIONS}, each as '- [ ] text'"
        found.append(Problem(where, message, line))
    return found


def _joined(rows: list[str]) -> str:
    """Return the rows as paragraphs: single blanks, none at the ends of lines, at most one empty line."""
    text = "\n".join([" ".join(row.split()) for row in rows]).strip()
    return re.sub(r"\n{3,}", "\n\n", text) if "\n\n\n" in text else text
