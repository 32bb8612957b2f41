"""What a browser sends while a mock goes on, checked at the door."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from whichcert.errors import InputRefused, Problem, shortened
from whichcert.flows.sitting import PATIENCE, Deed, Happened, Sitting, given_at
from whichcert.library import Library
from whichcert.web.sent_answer import places_of

MOST_EVENTS = 400
"""In one request: a whole mock of 80 questions without a connection, each opened, answered and changed."""

MOST_STORED = 20_000
"""In one sitting; no person does so much."""

MOST_PLACES = 9
"""No question of the bank has more options."""

LONGEST_WAIT = 30 * 24 * 3600.0
DEEDS = {one.value: one for one in (Deed.ANSWER, Deed.LEAVE, Deed.BOOKMARK, Deed.UNBOOKMARK)}
FIELDS = {"key", "deed", "item", "chosen", "waited"}
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class SentEvent:
    """One thing that happened in a browser, and how many seconds ago."""

    key: str
    deed: Deed
    item: str
    chosen: tuple[int, ...]
    waited: float

    def happened(self, sitting: Sitting, received: datetime, last_contact: datetime) -> Happened:
        """Return it with its time: as the browser says, no earlier than the server last heard from it."""
        ends = sitting.ends
        too_late = ends is not None and received > ends + PATIENCE
        at = received if too_late else given_at(received, self.waited, last_contact)
        return Happened(self.deed, at, self.item, self.chosen, received=received)


def sent_events(body: bytes, sitting: Sitting, library: Library) -> tuple[SentEvent, ...]:
    """Return the events of ``{"events": [...]}``; raises InputRefused with the first thing that is wrong."""
    found = _read(body)
    events = found.get("events") if isinstance(found, dict) else None
    if not isinstance(events, list):
        raise _refused("body", 'expected {"events": [...]}')
    if len(events) > MOST_EVENTS:
        raise _refused("events", f"found {len(events)}; send up to {MOST_EVENTS} at once")
    return tuple(_event(place, one, sitting, library) for place, one in enumerate(events))


def _read(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _refused("body", "this is not JSON") from error


def _event(place: int, one: object, sitting: Sitting, library: Library) -> SentEvent:
    where = f"events[{place}]"
    if not isinstance(one, dict) or not one.keys() <= FIELDS:
        raise _refused(where, f"expected an object with {', '.join(sorted(FIELDS))}")
    key, deed, waited = one.get("key"), one.get("deed"), one.get("waited", 0)
    if not isinstance(key, str) or not KEY.fullmatch(key):
        raise _refused(f"{where}.key", "expected 8 to 64 letters, digits, hyphens or underscores")
    if not isinstance(deed, str) or deed not in DEEDS:
        raise _refused(f"{where}.deed", f"expected one of {', '.join(DEEDS)}")
    if isinstance(waited, bool) or not isinstance(waited, int | float) or not 0 <= waited <= LONGEST_WAIT:
        raise _refused(f"{where}.waited", "expected seconds, 0 to 30 days")
    item = _item(where, one.get("item"), sitting)
    return SentEvent(key, DEEDS[deed], item, _chosen(where, one, item, library), float(waited))


def _item(where: str, number: object, sitting: Sitting) -> str:
    """Return the item by its number in the sitting; ids stay here, because they tell what is asked about."""
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= len(sitting.items):
        raise _refused(f"{where}.item", f"expected the number of a question, 1 to {len(sitting.items)}")
    return sitting.items[number - 1]


def _chosen(where: str, one: Mapping[str, Any], item: str, library: Library) -> tuple[int, ...]:
    sent = one.get("chosen", [])
    if not isinstance(sent, list) or (one["deed"] != Deed.ANSWER.value and sent):
        raise _refused(f"{where}.chosen", "expected a list of places, and only with an answer")
    known = library.bank.items.get(item)
    places = _any_places(sent) if known is None else places_of(known, _whole(sent))
    if places is None:
        raise _refused(f"{where}.chosen", f"{shortened(str(sent))} are no options of this question")
    return places


def _any_places(sent: Sequence[object]) -> tuple[int, ...] | None:
    """Return the places chosen of a question that this content does not have, where they can be some.

    They are kept: the question may be back in another version.
    """
    places = {one for one in sent if isinstance(one, int) and not isinstance(one, bool)}
    fits = len(places) == len(sent) and all(0 <= one < MOST_PLACES for one in places)
    return tuple(sorted(places)) if fits else None


def _whole(sent: Sequence[object]) -> Sequence[object]:
    """Leave only what is a place: true and 1.0 are none, though Python would take them for 1."""
    return [one if isinstance(one, int) and not isinstance(one, bool) else "?" for one in sent]


def _refused(where: str, message: str) -> InputRefused:
    return InputRefused([Problem(where, message)])
