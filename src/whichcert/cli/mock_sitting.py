"""A mock assessment in the terminal: any order, its clock, no word on right or wrong before the end.

Import this only after Django is set up (``open_desk``).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from whichcert.bank.item import Item
from whichcert.bank.key_review import letters
from whichcert.cli.desk import Desk
from whichcert.cli.reporting import wait_or_report
from whichcert.cli.study_printing import (
    print_areas,
    print_feedback,
    print_keys,
    print_progress,
    print_question,
    print_wrong,
)
from whichcert.cli.study_rounds import assessment_of, plain, print_line
from whichcert.cli.typed_answer import typed_answer
from whichcert.errors import InputRefused, Problem
from whichcert.flows.history import Mode
from whichcert.flows.kept_items import turns_of
from whichcert.flows.overview import running
from whichcert.flows.sit_assessment import (
    TIMES,
    TimeAllowed,
    Wanted,
    begin_mock,
    lengths,
    minutes_for,
    mock_result,
)
from whichcert.flows.sitting import Deed, Happened, State
from whichcert.web import study_records
from whichcert.web.learner import dice, new_token
from whichcert.web.mock_questions import MockQuestion, clock_words, questions_of
from whichcert.web.mock_report import mock_report

KEYS = {
    "a, b, 1, 2": "choose and go on; for several: a c, or ac",
    "Enter": "go on without an answer",
    "n, p": "next, previous question",
    "g 12": "go to question 12",
    "m": "bookmark this question, or take the bookmark away",
    "o": "list what is open and bookmarked",
    "finish": "end the mock and see the result",
    "?": "show these keys",
    "q": "stop for now; everything is saved, the clock goes on",
}
NOT_THE_ISSUERS = "A practice result, not the issuer's."
NOT_IN_A_REAL_ONE = (
    "Nothing here is made for use during a real assessment: the issuer's rules forbid help then."
)


def time_allowed(named: str) -> TimeAllowed:
    """Return the time that is meant; InputRefused for another word."""
    if named not in TIMES:
        raise InputRefused([Problem("--time", f"is {named[:40]!r}; expected one of {', '.join(TIMES)}")])
    return TIMES[named]


def open_or_begun(desk: Desk, assessment: str | None, questions: int | None, allowed: TimeAllowed) -> State:
    """Return the mock that still runs, whatever was asked for; begin one when none does."""
    still_open = running(study_records.states(desk.learner, mode=Mode.MOCK), desk.now())
    if still_open is None:
        name = assessment_of(desk, assessment)
        return _begun(desk, Wanted(name, questions or lengths(desk.library, name)[0], allowed))
    done = sum(one.is_answered for one in questions_of(still_open))
    name = desk.library.catalogue.get(still_open.sitting.assessments[0]).short_name
    clock = plain(clock_words(still_open, desk.now()))
    print_line(
        desk, f"Going on with your mock {name}: {done} of {len(still_open.sitting.items)} answered, {clock}."
    )
    desk.wait("Enter: go on.")
    return still_open


def last_mock(desk: Desk) -> State:
    """Return the mock with an answer that ended last; InputRefused when there is none."""
    at = desk.now()
    mocks = study_records.states(desk.learner, mode=Mode.MOCK)
    over = [one for one in mocks if one.is_over(at) and one.is_answered]
    if not over:
        raise InputRefused([Problem("mock", "none has ended yet; begin one with whichcert mock")])
    return over[-1]


def _begun(desk: Desk, wish: Wanted) -> State:
    """Say what comes, wait for the person, and begin."""
    minutes = minutes_for(desk.library, wish.assessment, wish.length, wish.time)
    name = desk.library.catalogue.get(wish.assessment).short_name
    clock = "no clock" if minutes is None else f"{minutes:g} minutes, by the clock of this machine"
    print_line(
        desk, f"Mock {name}: {wish.length} questions, {clock}. No word on right or wrong before the end."
    )
    print_line(desk, "Every answer is saved as you give it.")
    print_line(desk, NOT_IN_A_REAL_ONE)
    desk.wait("Enter: begin. q: not now.")
    at = desk.now()
    seen = turns_of(desk.library, wish, study_records.states(desk.learner), at)
    sitting = begin_mock(desk.library, wish, seen, token=new_token(), at=at, rng=dice())
    study_records.begin(desk.learner, sitting)
    return _state(desk, sitting.token)


def sit(desk: Desk, begun: State) -> State:
    """Ask until the person finishes or the clock does; raises Stopped when the person stops for now."""
    sitting = _Sitting(desk, begun.sitting.token)
    questions = questions_of(begun)
    place = next((one.number for one in questions if not one.is_answered), len(questions) + 1)
    while True:
        state = _state(desk, sitting.token)
        if state.is_over(desk.now()):
            if state.finished is None:
                print_line(desk, "\nTime is up. What you typed after the end does not count.")
                sitting.store(Deed.FINISH)
            return _state(desk, sitting.token)
        questions = questions_of(state)
        place = sitting.overview(questions) if place > len(questions) else sitting.asked(state, place)


@dataclass(frozen=True)
class _Sitting:
    desk: Desk
    token: str

    def store(self, deed: Deed, item: str = "", chosen: tuple[int, ...] = ()) -> None:
        key = "finish" if deed is Deed.FINISH else new_token()
        study_records.append(self.token, Happened(deed, self.desk.now(), item, chosen), key=key)

    def asked(self, state: State, place: int) -> int:
        """Show one question, take one line, and return the number of the question to go to."""
        desk, questions = self.desk, questions_of(state)
        question = questions[place - 1]
        done = sum(one.is_answered for one in questions)
        clock = plain(clock_words(state, desk.now()))
        mark = " · bookmarked" if question.is_bookmarked else ""
        words = f"Question {place} of {len(questions)} · {done} answered · {clock}{mark} · ? shows the keys"
        desk.clear()
        print_progress(desk.console, words, done / len(questions))
        print_question(desk.console, question.item, question.wanted, question.chosen)
        while True:
            target = self._done(question, desk.typed(), len(questions))
            if target is not None:
                return target

    def _done(self, question: MockQuestion, line: str, length: int) -> int | None:
        """Do what a line says; return where to go, None when it said nothing that can be done."""
        here, item = question.number, question.item
        onward = {"": here + 1, "n": here + 1, "p": max(1, here - 1), "o": length + 1}
        match line.lower():
            case "" | "n" | "p" | "o":
                self.store(Deed.LEAVE, item.id)
                return onward[line.lower()]
            case "finish":
                self.store(Deed.LEAVE, item.id)
                return length + 1
            case "m":
                self.store(Deed.UNBOOKMARK if question.is_bookmarked else Deed.BOOKMARK, item.id)
                return here
            case "?":
                print_keys(self.desk.console, KEYS)
                return None
        target = _number(line, length)
        if target is not None:
            self.store(Deed.LEAVE, item.id)
            return target
        typed = typed_answer(line, len(item.options))
        if typed is None or len(typed.chosen) > item.choose:
            print_wrong(self.desk.console, f"{question.wanted}, or Enter to go on. ? shows the keys.")
            return None
        self.store(Deed.ANSWER, item.id, typed.chosen)
        return here + 1

    def overview(self, questions: tuple[MockQuestion, ...]) -> int:
        """List what is open and bookmarked; end the mock, or return the number of the question to go to."""
        console = self.desk.console
        still_open = [one.number for one in questions if not one.is_answered]
        marked = [one.number for one in questions if one.is_bookmarked]
        self.desk.clear()
        console.print(f"{len(questions) - len(still_open)} of {len(questions)} answered.", style="bold")
        if still_open:
            console.print(f"Open: {_numbers(still_open)}. Each counts as wrong if it stays open.")
        if marked:
            console.print(f"Bookmarked: {_numbers(marked)}.")
        back = "to the first open one" if still_open else "to the first question"
        console.print(f"finish: end and see the result. A number: go there. Enter: {back}.", style="cyan")
        while True:
            line = self.desk.typed().lower()
            if line == "finish":
                self.store(Deed.FINISH)
                return 1
            if line == "":
                return still_open[0] if still_open else 1
            target = _number(f"g{line.removeprefix('g')}", len(questions))
            if target is not None:
                return target
            print_wrong(console, f"Type finish, a number from 1 to {len(questions)}, or Enter.")


def _state(desk: Desk, token: str) -> State:
    found = study_records.state(desk.learner, token)
    if found is None:
        message = "it is gone; somebody erased the data of this learner meanwhile"
        raise InputRefused([Problem("mock", message)])
    return found


def _number(line: str, length: int) -> int | None:
    found = re.fullmatch(r"[gG]\s*([0-9]{1,4})", line)
    number = int(found[1]) if found else 0
    return number if 1 <= number <= length else None


def _numbers(found: list[int]) -> str:
    return " ".join(map(str, found))


def print_mock(desk: Desk, state: State) -> None:
    """Print the result as the issuer's mail gives it, and what it does not give; then what was missed."""
    result = mock_result(state, desk.library)
    told = mock_report(state, result, desk.library, show="wrong")
    desk.clear()
    desk.console.print(plain(told.heading), style="bold", markup=False)
    partial = f"Partial credit: {told.partial}." if told.partial else ""
    for line in (told.score, f"({told.score_basis})", partial, told.pace, *told.notes):
        if line:
            print_line(desk, line)
    desk.console.print()
    print_areas(desk.console, [[str(cell) for cell in row] for row in told.areas])
    print_line(desk, f"\n{NOT_THE_ISSUERS}")
    if not desk.is_interactive:
        return
    shown: Item | None = None
    for place, one in enumerate(told.items, start=1):
        wait_or_report(desk, shown, f"Enter: what was not right, {place} of {len(told.items)}. q: done.")
        shown = one.told.item
        desk.clear()
        given = state.answers.get(one.told.item.id)
        print_progress(desk.console, f"Question {one.number}", place / len(told.items))
        print_question(desk.console, one.told.item, "", given.chosen if given else ())
        print_feedback(desk.console, one.told)
    if shown is not None:
        wait_or_report(desk, shown, "Enter: done.")


def mock_values(desk: Desk, state: State) -> Mapping[str, Any]:
    """Return the result as JSON."""
    result = mock_result(state, desk.library)
    return {
        "note": NOT_THE_ISSUERS,
        "assessment": result.sitting.assessments[0],
        "token": result.sitting.token,
        "started": result.sitting.started.isoformat(),
        "minutes": result.sitting.minutes,
        "asked": result.asked,
        "right": result.right,
        "percent": result.percent,
        "pass_mark_percent": result.pass_percent,
        "cut": result.cut,
        "reached_the_mark": result.reached_the_mark,
        "partial_points": result.partial_points,
        "unanswered": result.unanswered,
        "late": result.late,
        "areas": [
            {"focus_area": one.area.value, "asked": one.asked, "right": one.right} for one in result.areas
        ],
        "items": [
            {
                "number": one.number,
                "item": one.feedback.item.id,
                "chosen": letters(state.answers[one.feedback.item.id].chosen) if one.was_answered else "",
                "keys": letters(one.feedback.item.keys),
                "right": one.feedback.is_right,
                "seconds": round(one.seconds, 1),
                "changes": one.changes,
                "bookmarked": one.was_bookmarked,
            }
            for one in result.items
        ],
    }
