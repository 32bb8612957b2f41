"""Items from Moodle's GIFT format."""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from whichcert.bank.item import Item, Option
from whichcert.errors import Problem, shortened
from whichcert.interop.gift import HEAD
from whichcert.interop.imported import Imported
from whichcert.interop.item_record import head_from_json, made_item
from whichcert.interop.rich_text import html_lines

LARGEST_BYTES = 8_388_608

_FORMAT = re.compile(r"\s*\[(html|moodle|markdown|plain)\]")
_TITLE = re.compile(r"\s*::((?:\\.|[^\\])*?)::", re.DOTALL)
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")
_ID = re.compile(r"\[id:((?:\\.|[^\]\\])+)\]")
_WEIGHT = re.compile(r"\s*%(-?\d{1,3}(?:\.\d{1,9})?)%")
_PLACED = "\x00"
"""Stands for an escaped sign while a question is cut at its signs; a file can't hold it."""


class _Block(NamedTuple):
    """One question as text, with the comments above it and its line."""

    text: str
    head: Mapping[str, Any]
    name: str
    line: int


def read_gift(data: bytes) -> Imported:
    """Return the multiple-choice and true-false questions; every other one is a Problem with its name."""
    if len(data) > LARGEST_BYTES:
        return Imported((), (Problem("gift", f"has more than {LARGEST_BYTES:,} bytes; split it"),))
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\x00", "\ufffd")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return Imported((), (Problem("gift", "is not UTF-8 text; save it as UTF-8", line),))
    found = [_read(block) for block in _blocks(text)]
    items = tuple(one for one, _ in found if one)
    return Imported(items, tuple(problem for _, problem in found if problem))


def _blocks(text: str) -> Iterator[_Block]:
    """Yield the questions, which empty lines part."""
    rows, head, name, start = list[str](), dict[str, Any](), "", 1
    for number, row in enumerate([*text.split("\n"), ""], start=1):
        if row.lstrip().startswith("//"):
            if row.startswith(HEAD):
                head = dict(head_from_json(row.removeprefix(HEAD)))
            elif found := _ID.search(row):
                name = found[1]
        elif row.strip() and not (not rows and row.startswith("$CATEGORY:")):
            start = start if rows else number
            rows.append(row)
        elif rows:
            yield _Block("\n".join(rows), head, name, start)
            rows, head, name = [], {}, ""


def _read(block: _Block) -> tuple[Item | None, Problem | None]:
    text = block.text
    title = _TITLE.match(text)
    rest = text[title.end() :] if title else text
    name = _unescaped(title[1]).strip() if title else ""
    hidden = _hidden(rest)
    opening, closing = hidden.find("{"), hidden.find("}")
    shown = shortened(name or " ".join(rest.split()), 50)
    if opening < 0 or closing < opening:
        return None, Problem(
            "gift", f"question {shown!r} has no answers in braces; it is left out", block.line
        )
    before, after = rest[:opening], rest[closing + 1 :]
    given = _FORMAT.match(before)
    is_html = bool(given and given[1] == "html")
    stem_text = before[given.end() :] if given else before
    # Words after the answers mean that they fill a gap in the sentence.
    stem = _prose(
        f"{stem_text.rstrip()} _____ {after.strip()}" if after.strip(" .\n") else stem_text, is_html
    )
    answers, _, rationale = _cut(rest[opening + 1 : closing], "####")
    options = _statement(answers, is_html) or _choices(answers, is_html)
    if isinstance(options, str):
        return None, Problem("gift", f"question {shown!r} is left out: it is {options}", block.line)
    if not stem or len(options) < 2:
        return None, Problem("gift", f"question {shown!r} has no text or fewer than two answers", block.line)
    fallback, reason = block.name or name or f"question-{block.line}", _prose(rationale, is_html)
    item = made_item(block.head, item_id=fallback, stem=stem, options=options, rationale=reason)
    return item, _partial(answers, shown, block.line)


def _partial(answers: str, shown: str, line: int) -> Problem | None:
    signs = _signs(answers)
    has_part = any(sign == "~" and _points(text) > 0 for sign, text in signs)
    if has_part and any(sign == "=" for sign, _ in signs):
        message = f"question {shown!r} gives part of the points for some answers; an item can't"
        return Problem("gift", message, line)
    return None


def _statement(answers: str, is_html: bool) -> list[Option] | None:
    """Return the options True and False, or None where the answers are something else."""
    key, _, feedback = _cut(answers, "#")
    if key.strip().upper() not in ("T", "F", "TRUE", "FALSE"):
        return None
    is_true = key.strip().upper().startswith("T")
    wrong, _, right = _cut(feedback, "#")
    notes = {is_true: _prose(right, is_html), not is_true: _prose(wrong, is_html)}
    return [Option("True", is_true, notes[True]), Option("False", not is_true, notes[False])]


def _choices(answers: str, is_html: bool) -> list[Option] | str:
    """Return the options, or what kind of question it is where it has none."""
    hidden = _hidden(answers)
    if not answers.strip():
        return "an essay"
    if hidden.lstrip().startswith("#"):
        return "numerical"
    signs = _signs(answers)
    if not signs or _cut(answers, signs[0][0])[0].strip():
        return "in no form that GIFT knows"
    if any(_cut(text, "->")[1] for _, text in signs):
        return "a matching question"
    if all(sign == "=" for sign, _ in signs):
        return "a short answer"
    # Weights make keys only where nothing is simply right: beside a right answer they are consolation.
    has_right = any(sign == "=" for sign, _ in signs)
    options = [
        _option(text, is_html, is_key=sign == "=" or (not has_right and _points(text) > 0))
        for sign, text in signs
    ]
    return [option for option in options if option.text]


def _signs(answers: str) -> list[tuple[str, str]]:
    """Return each answer's sign, = or ~, and what follows it up to the next one."""
    hidden = _hidden(answers)
    starts = [place for place, sign in enumerate(hidden) if sign in "=~"]
    return [(answers[start], answers[start + 1 : end]) for start, end in pairwise([*starts, len(answers)])]


def _points(text: str) -> float:
    weight = _WEIGHT.match(text)
    return float(weight[1]) if weight else 0.0


def _option(text: str, is_html: bool, *, is_key: bool) -> Option:
    weight = _WEIGHT.match(text)
    words, _, note = _cut(text[weight.end() :] if weight else text, "#")
    return Option(" ".join(_prose(words, is_html).split()), is_key, " ".join(_prose(note, is_html).split()))


def _cut(text: str, sign: str) -> tuple[str, str, str]:
    """Return ``text`` cut at the first ``sign`` that is not escaped, as ``str.partition`` does."""
    hidden = _hidden(text)
    place = hidden.find(sign)
    return (text, "", "") if place < 0 else (text[:place], sign, text[place + len(sign) :])


def _hidden(text: str) -> str:
    """Return a text of the same length in which escaped signs are no signs."""
    return re.sub(r"\\.", _PLACED * 2, text, flags=re.DOTALL)


def _prose(text: str, is_html: bool) -> str:
    """Return a text without escapes: its own line breaks are blanks, those written as \\n end a line."""
    plain = _unescaped(" ".join(text.split()))
    given = _FORMAT.match(plain)
    if given:
        plain, is_html = plain[given.end() :], given[1] == "html"
    if is_html:
        return html_lines(plain).text
    return "\n".join(" ".join(row.split()) for row in plain.split("\n")).strip()


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], text)
