"""The blind pass: who answered an item without seeing its key, what they said, and what followed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from whichcert.bank.fingerprint import fingerprint
from whichcert.bank.item import Item, Status
from whichcert.errors import InputRefused, Problem, shortened

REVIEWS = "content/reviews"

_LETTERS = "ABCDEFGHI"


class Verdict(StrEnum):
    AGREES = "agrees"
    """The blind answer is the key."""
    OPEN = "open"
    """The blind answer is another one, and nobody has settled it yet."""
    KEPT = "kept"
    """The blind answer is another one; the key stands, and the note says by which sentence of which guide."""
    MENDED = "mended"
    """The item was changed after this answer; the new wording needs an answer of its own."""
    DROPPED = "dropped"
    """The item may not be published."""


_SETTLED = frozenset({Verdict.AGREES, Verdict.KEPT})


@dataclass(frozen=True, slots=True)
class Review:
    """One blind answer to one wording of an item, and what came of it."""

    item: str
    fingerprint: str
    reader: str
    read_on: date
    answer: tuple[int, ...]
    """Places of the options chosen, from 0."""
    verdict: Verdict
    note: str = ""
    where: str = field(default=REVIEWS, compare=False)
    line: int | None = field(default=None, compare=False)

    def problem(self, message: str) -> Problem:
        return Problem(self.where, message, self.line)


def letters(places: Iterable[int]) -> str:
    """Return an answer as people write it.

    >>> letters((0, 2))
    'A+C'
    """
    return "+".join(_LETTERS[place] for place in sorted(places))


def places(answer: str) -> tuple[int, ...] | None:
    """Return what ``letters`` wrote, None where it is no answer.

    >>> places("c + a"), places("")
    ((0, 2), None)
    """
    parts = [part.strip().upper() for part in answer.split("+")]
    if not all(len(part) == 1 and part in _LETTERS for part in parts) or len(set(parts)) < len(parts):
        return None
    return tuple(sorted(_LETTERS.index(part) for part in parts))


def blind_sheet(items: Iterable[Item]) -> list[dict[str, object]]:
    """Return what a blind reader may see of each item, ready for JSON: stem and options, no key."""
    return [
        {
            "item": one.id,
            "fingerprint": fingerprint(one),
            "choose": one.choose,
            "stem": one.stem,
            "options": {_LETTERS[place]: option.text for place, option in enumerate(one.options)},
        }
        for one in items
    ]


def judged(item: Item, answer: tuple[int, ...], *, reader: str, read_on: date) -> Review:
    """Return the record of a blind answer: it agrees with the key, or it is open."""
    verdict = Verdict.AGREES if answer == item.keys else Verdict.OPEN
    return Review(item.id, fingerprint(item), reader, read_on, answer, verdict)


def review_problems(
    items: Mapping[str, Item], prints: Mapping[str, str], reviews: Iterable[Review]
) -> Iterator[Problem]:
    """Yield live items without a blind answer that gives their key, and records that can't be true.

    prints: the fingerprint of each item as it stands.
    """
    of_this_wording = list[Review]()
    for one in reviews:
        if one.item in items and prints[one.item] == one.fingerprint:
            of_this_wording.append(one)
            yield from _record_problems(one, items[one.item])
        elif one.verdict is Verdict.OPEN:
            yield one.problem(f"{one.item} changed after this answer; set the verdict to mended or dropped")
    agreed = {one.item for one in of_this_wording if one.verdict is Verdict.AGREES}
    disputed = {one.item: one for one in of_this_wording if one.verdict not in _SETTLED}
    for item in items.values():
        if item.status is not Status.LIVE:
            continue
        if item.id in disputed:
            place = f"{disputed[item.id].where}:{disputed[item.id].line}"
            yield item.problem(f"is live while a blind answer disagrees ({place}); settle it", "status")
        elif item.id not in agreed:
            message = "is live without a blind answer to this wording that gives its key; record one in"
            yield item.problem(f"{message} {REVIEWS}/ or set status to draft", "status")


def _record_problems(one: Review, item: Item) -> Iterator[Problem]:
    if (one.answer == item.keys) != (one.verdict is Verdict.AGREES):
        said = f"the answer is {letters(one.answer)} and the key {letters(item.keys)}"
        yield one.problem(f"{one.item}: the verdict is {one.verdict}, but {said}; correct the verdict")
    if one.verdict is Verdict.KEPT and not one.note.strip():
        yield one.problem(f"{one.item}: verdict kept needs a note with the sentence that proves the key")


def sheet_answers(items: Mapping[str, Item], answers: Mapping[str, str]) -> Mapping[str, tuple[int, ...]]:
    """Return answers by item as places; raises InputRefused with one Problem for each that is none."""
    read, problems = dict[str, tuple[int, ...]](), list[Problem]()
    for item_id, answer in answers.items():
        chosen = places(answer)
        if item_id not in items:
            problems.append(Problem("answers", f"there is no item {shortened(item_id)!r}; correct the id"))
        elif chosen is None or chosen[-1] >= len(items[item_id].options):
            expected = f"letters from A to {_LETTERS[len(items[item_id].options) - 1]} such as A or A+C"
            problems.append(
                Problem("answers", f"{item_id}: {shortened(answer)!r} is no answer; write {expected}")
            )
        else:
            read[item_id] = chosen
    if problems:
        raise InputRefused(problems)
    return read
