"""A sitting that asks one question at a time: what it holds now, and what is stored next."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, QueryDict

from whichcert.bank.item import Item
from whichcert.flows.history import Marked, Mode, marked, unknown_items
from whichcert.flows.kept_items import Keeping, keeping_of
from whichcert.flows.practise import feedback
from whichcert.flows.review import waiting_items
from whichcert.flows.sit_assessment import items_under_way
from whichcert.flows.sitting import Deed, Happened, Sitting, State, history_of
from whichcert.library import Library
from whichcert.memory.schedule import Grade
from whichcert.web import study_records
from whichcert.web.content import library
from whichcert.web.learner import learner_of, new_token
from whichcert.web.sent_answer import SentAnswer, sent_answer, wanted

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
"""What ``new_token`` makes; a start form carries one as its key."""
KEY = re.compile(r"answer-([0-9]{1,6})")
UNANSWERED = SentAnswer((), None)
DROPPED = (
    "You had answered that question already, perhaps in another window or before you went back. "
    "That first answer counts. This is where you are now."
)


@dataclass(frozen=True, eq=False)
class Study:
    """One sitting of a learner, with all that they answered anywhere."""

    learner: int
    state: State
    answers: tuple[Marked, ...]
    held: frozenset[str] = frozenset()
    """Items of mocks that go on; they are not asked here."""
    lost: int = 0
    """Answers of this sitting to items that this content does not have."""
    states: tuple[State, ...] = ()
    """All sittings of the learner."""

    @property
    def token(self) -> str:
        return self.state.sitting.token

    @property
    def number(self) -> int:
        """Return the number of the question that is asked, or would be asked next."""
        return len(self.state.answers) + 1

    @property
    def key(self) -> str:
        """Return what the answer to this question is stored under, so that it counts once."""
        return f"answer-{self.number}"

    @property
    def asked(self) -> Item | None:
        """Return the question that waits for an answer.

        None too when the bank has it no more, or when a mock that goes on asks it.
        """
        name = self.state.asked or ""
        return None if name in self.held else library().bank.items.get(name)

    @cached_property
    def own(self) -> tuple[Marked, ...]:
        """Return the answers of this sitting."""
        given = set(self.state.answers.values())
        return tuple(one for one in self.answers if one.answer in given)

    @cached_property
    def before(self) -> tuple[Marked, ...]:
        """Return the answers of all other sittings."""
        given = set(self.state.answers.values())
        return tuple(one for one in self.answers if one.answer not in given)

    @cached_property
    def keeping(self) -> Keeping:
        """Return what stays unmet for the last mocks."""
        return keeping_of(library(), self.states, self.answers, self.held)

    @property
    def last(self) -> Marked | None:
        """Return the answer given last, None too when the bank has its item no more."""
        return next((one for one in self.own if one.item.id == self.state.answered_last), None)

    @property
    def right(self) -> int:
        return sum(one.is_right for one in self.own)


def study(request: HttpRequest, token: str, mode: Mode, at: datetime) -> Study | None:
    """Return a sitting of the request's learner, None when they have none of that token and mode."""
    learner = learner_of(request)
    return study_of(learner, study_records.states(learner), token, mode, at)


def study_of(learner: int, states: tuple[State, ...], token: str, mode: Mode, at: datetime) -> Study | None:
    """Return one of a learner's sittings, None when there is none of that token and mode."""
    found = next((one for one in states if one.sitting.token == token and one.sitting.mode is mode), None)
    if found is None:
        return None
    bank = library().bank
    answers = marked(history_of(states, at), bank)
    lost = unknown_items(history_of([found], at), bank)
    return Study(learner, found, answers, items_under_way(states, at), lost, states)


def open_token(states: tuple[State, ...], mode: Mode) -> str | None:
    """Return the token of the learner's last sitting of a mode when it has not ended."""
    last = [one for one in states if one.sitting.mode is mode][-1:]
    return last[0].sitting.token if last and last[0].finished is None else None


def begin(
    learner: int,
    mode: Mode,
    assessments: tuple[str, ...],
    at: datetime,
    *,
    items: tuple[str, ...] = (),
    key: str = "",
) -> str:
    """Store a new sitting and return its token; ``key`` as for ``begun_once``."""
    return begun_once(learner, Sitting(new_token(), mode, assessments, at, items), key=key)


def begun_once(learner: int, wished: Sitting, *, key: str) -> str:
    """Store a sitting under the key of its start form, so that a form sent twice begins one.

    Where the key stands already for a sitting that is over, is another one or is somebody else's, the wish is
    a new one: the person went back to an old page. Returns the token.
    """
    if not TOKEN.fullmatch(key):
        study_records.begin(learner, wished)
        return wished.token
    if study_records.begin(learner, replace(wished, token=key)):
        return key
    there = study_records.state(learner, key)
    if there is not None and not there.is_over(wished.started) and _is_alike(there.sitting, wished):
        return key
    study_records.begin(learner, wished)
    return wished.token


def _is_alike(one: Sitting, other: Sitting) -> bool:
    """Say whether two sittings are of the same kind; their items are drawn, so only their number counts."""
    alike = (one.mode, one.assessments, one.minutes) == (other.mode, other.assessments, other.minutes)
    return alike and len(one.items) == len(other.items)


def was_dropped(here: Study, sent: QueryDict) -> bool:
    """Say whether a form answers a question that was answered before, and differently.

    The same answer sent twice is a double click, and no news.
    """
    number = KEY.fullmatch(sent.get("key", ""))
    given = list(here.state.answers.values())
    if number is None or not 1 <= int(number[1]) <= len(given):
        return False
    return sorted(sent.getlist("option")) != [str(place) for place in given[int(number[1]) - 1].chosen]


def shown_address(request: HttpRequest, here: Study) -> str:
    """Return the address of the page after a form, which says so where the form's answer was not taken."""
    return f"{request.path}?dropped=1" if was_dropped(here, request.POST) else request.path


def told_drop(request: HttpRequest) -> str:
    return DROPPED if request.method == "GET" and "dropped" in request.GET else ""


def waiting_of(here: Study, at: datetime) -> tuple[Item, ...]:
    """Return what a review has still to ask, in its order."""
    done = here.held.union(here.state.answers)
    return waiting_items([one for one in here.state.sitting.items if one not in done], here.answers, at)


def question_context(request: HttpRequest, here: Study, item: Item, sent: SentAnswer) -> dict[str, Any]:
    """Return what every page of a question needs, whatever its mode."""
    return {
        "item": item,
        "study": here,
        "sent": sent,
        "wanted": wanted(item),
        "dropped": told_drop(request),
        "here": "prepare",
    }


def explained_context(request: HttpRequest, here: Study, last: Marked) -> dict[str, Any]:
    """Return what every page of an explained answer needs, whatever its mode."""
    others = study_records.others_chose(here.learner, last.item.id)
    return {
        "item": last.item,
        "study": here,
        "dropped": told_drop(request),
        "told": feedback(last.item, last.answer.chosen, library(), others=others),
        "here": "prepare",
    }


def ask(here: Study, item: Item, at: datetime) -> None:
    """Store which question is shown now; of two requests at once, the first one decides."""
    is_gone = here.state.asked is not None and here.asked is None
    key = f"ask-{new_token()}" if is_gone else f"ask-{here.number}"
    study_records.append(here.token, Happened(Deed.ASK, at, item.id), key=key)


def take(request: HttpRequest, here: Study, item: Item | None, at: datetime) -> SentAnswer | None:
    """Store what a form answers, unless it has an error; None where it is not for the question asked now."""
    if item is None or request.POST.get("key") != here.key:
        return None
    sent = sent_answer(item, request.POST)
    if sent.error is None:
        answer(here, item, sent, at)
    return sent


def answer(here: Study, item: Item, sent: SentAnswer, at: datetime) -> None:
    happened = Happened(Deed.ANSWER, at, item.id, sent.chosen, sent.confidence)
    study_records.append(here.token, happened, key=here.key)


def grade(here: Study, given: Grade, at: datetime) -> None:
    """Store how well the learner says they knew what they answered last."""
    happened = Happened(Deed.GRADE, at, here.state.answered_last or "", grade=given)
    study_records.append(here.token, happened, key=f"grade-{here.number - 1}")


def finish(here: Study, at: datetime) -> None:
    study_records.append(here.token, Happened(Deed.FINISH, at), key="finish")


def offered(found: Library) -> Mapping[str, str]:
    """Return the short names of the assessments that have published questions, by id."""
    return {name: found.catalogue.get(name).short_name for name in found.blueprints if found.bank.live(name)}
