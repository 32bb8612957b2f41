"""A sound item, as a value and as its file, and ways to make others of it."""

from dataclasses import replace
from datetime import date
from typing import Any

from whichcert.bank.bank import Bank
from whichcert.bank.fingerprint import fingerprint
from whichcert.bank.item import CognitiveLevel, Item, Kind, Option, Status
from whichcert.bank.key_review import judged
from whichcert.scrum import FocusArea

STATEMENTS = frozenset({"daily-scrum.timebox", "daily-scrum.purpose"})
WHERE = "content/items/daily-scrum-900.md"
TODAY = date(2026, 11, 24)

SOUND = """+++
id = "daily-scrum-900"
statements = ["daily-scrum.timebox", "daily-scrum.purpose"]
focus_area = "events"
assessments = ["psm-1"]
kind = "single"                          # one key
choose = 1
intended_difficulty = -0.3
difficulty_reason = "the number is well known"
cognitive_level = "apply"
situation = true
near_right = false
author = "whichcert"
written_on = 2026-11-24
status = "draft"
+++
Ama looks at her watch. The talk has gone on
for a while.

How long may it last?

- [ ] Half an hour
  > Belief: it is a status meeting.
- [x] A quarter of an hour,
  as it says
  > That is the
  > timebox.
- [ ] An hour at the longest
  > Belief: length depends on the Sprint.
- [ ] Ten minutes on a good day
  > Belief: shorter is better.

Rationale: It has a timebox of 15 minutes {daily-scrum.timebox}.
"""

ITEM = Item(
    id="daily-scrum-900",
    kind=Kind.SINGLE,
    choose=1,
    stem="Ama looks at her watch. The talk has gone on\nfor a while.\n\nHow long may it last?",
    options=(
        Option("Half an hour", False, "Belief: it is a status meeting."),
        Option("A quarter of an hour, as it says", True, "That is the timebox."),
        Option("An hour at the longest", False, "Belief: length depends on the Sprint."),
        Option("Ten minutes on a good day", False, "Belief: shorter is better."),
    ),
    rationale="It has a timebox of 15 minutes {daily-scrum.timebox}.",
    statements=("daily-scrum.timebox", "daily-scrum.purpose"),
    focus_area=FocusArea.EVENTS,
    assessments=("psm-1",),
    intended_difficulty=-0.3,
    difficulty_reason="the number is well known",
    cognitive_level=CognitiveLevel.APPLY,
    is_situation=True,
    author="whichcert",
    written_on=TODAY,
)

TRUE_FALSE = replace(
    ITEM,
    id="daily-scrum-901",
    kind=Kind.TRUE_FALSE,
    stem="The Daily Scrum lasts at most 15 minutes.",
    options=(Option("True", True, "The guide says so."), Option("False", False, "Belief: it may grow.")),
)

MULTIPLE = replace(
    ITEM,
    id="daily-scrum-902",
    kind=Kind.MULTIPLE,
    choose=2,
    stem="Ravi plans two meetings.\nWhich lengths fit a timebox of 15 minutes?\nChoose 2.",
    options=(
        Option("The first takes forty", False, "Belief: it may grow."),
        Option("One of a quarter hour", True, "That is the timebox."),
        Option("Twenty when Ravi talks", False, "Belief: it may grow."),
        Option("No more than ever so many", False, "Belief: there is no limit."),
        Option("Twelve minutes by his clock", True, "It is under the timebox."),
    ),
)


def changed(**changes: Any) -> Item:
    """Return the sound item with some fields replaced."""
    return replace(ITEM, **changes)


def options(*texts: str, keys: str = "A") -> tuple[Option, ...]:
    """Return options with notes; keys: letters of the right ones."""
    return tuple(Option(text, "ABCDEFGHI"[n] in keys, "a note") for n, text in enumerate(texts))


def published(*items: Item) -> Bank:
    """Return a bank in which all of ``items`` are live, frozen and reviewed."""
    live = {one.id: replace(one, status=Status.LIVE) for one in items}
    reviews = tuple(judged(one, one.keys, reader="reader-1", read_on=TODAY) for one in live.values())
    return Bank(live, {one.id: fingerprint(one) for one in live.values()}, reviews)
