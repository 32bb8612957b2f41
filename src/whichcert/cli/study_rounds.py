"""Practice and review in the terminal: one question at a time, each explained after its answer.

Import this only after Django is set up (``open_desk``).
"""

from collections.abc import Mapping
from typing import Any

from whichcert.bank.item import Item
from whichcert.cli.desk import Desk
from whichcert.cli.reporting import HINT as REPORT_HINT
from whichcert.cli.reporting import KEY as REPORT_KEY
from whichcert.cli.reporting import report, wait_or_report
from whichcert.cli.study_printing import (
    print_areas,
    print_feedback,
    print_grades,
    print_keys,
    print_progress,
    print_question,
    print_wrong,
)
from whichcert.cli.typed_answer import TypedAnswer, typed_answer
from whichcert.errors import InputRefused, Problem, UnknownName
from whichcert.flows.free_words import certification_named
from whichcert.flows.history import Marked, Mode, marked
from whichcert.flows.item_pool import item_pool
from whichcert.flows.practise import feedback, next_item
from whichcert.flows.review import due_items, grade_of, grades_of, next_due
from whichcert.flows.sit_assessment import items_under_way
from whichcert.flows.sitting import history_of
from whichcert.flows.standing import standing
from whichcert.web import formats, study_records
from whichcert.web.learner import answers_of, dice
from whichcert.web.one_question import (
    Study,
    answer,
    ask,
    begin,
    finish,
    grade,
    offered,
    open_token,
    study_of,
    waiting_of,
)
from whichcert.web.review_round import round_of, taken_words
from whichcert.web.review_words import GRADES, comes_back
from whichcert.web.sent_answer import SentAnswer, wanted
from whichcert.web.standings import areas_of, shown_chance
from whichcert.web.studied import studied
from whichcert.web.views.practise import CHOICE

KEYS = {
    "a, b, 1, 2": "choose an option; for several: a c, or ac",
    "a!  a~  a?": "the same, and say that you are sure, unsure, or guessed",
    "!": "after the explanation: report a problem with the question",
    "?": "show these keys",
    "q": "stop; everything is saved",
}
GRADE_KEYS = {
    "1 2 3 4": "say how well you knew it",
    "Enter": "take the grade that your answer suggests",
    **dict(list(KEYS.items())[2:]),
}


REVIEW_ALL = 10_000
"""More than any bank holds."""


def assessment_of(desk: Desk, named: str | None) -> str:
    """Return the assessment that is meant: as named, or the one practised last, or the first on offer."""
    names = offered(desk.library)
    if not names:
        message = "the bank has no published question for any assessment yet"
        raise InputRefused([Problem("questions", message)])
    if named is None:
        before = study_records.chosen(desk.learner, CHOICE)
        return before if isinstance(before, str) and before in names else next(iter(names))
    found = certification_named(named, desk.library)
    if found not in names:
        raise UnknownName("assessment with questions", named, names)
    return found


def practise(desk: Desk, assessment: str, questions: int) -> None:
    """Ask until so many questions are answered in this round; raises Stopped when the person stops.

    A round that is open goes on where it stopped, also one that was begun in the browser.
    """
    token = _practice(desk, assessment, questions)
    while True:
        here = study_at(desk, token, Mode.PRACTISE)
        if here.number > questions:
            finish(here, desk.now())
            return
        item = here.asked
        if item is None:
            at = desk.now()
            pool = item_pool(desk.library, assessment)
            held = here.held | here.keeping.beside([pool])
            chosen = next_item(here.answers, standing(here.answers, pool, at), at, dice(), held=held).item
            if chosen.id in here.state.answers:  # the round went through all there is
                finish(here, at)
                return
            ask(here, chosen, at)
            continue
        _ask_and_explain(desk, here, item, of=questions)
        is_last = here.number == questions
        wait_or_report(desk, item, "Enter: how it went." if is_last else "Enter: next question.")
        desk.clear()


def review(desk: Desk, most: int | None = None) -> None:
    """Ask what is due, explain it and take the grade; raises Stopped when the person stops.

    most: how many at most. Without it a review that is open goes on; else the round takes what today's plan
    gives time for.
    """
    token = _review(desk, most)
    while True:
        here = study_at(desk, token, Mode.REVIEW)
        if here.last is not None and here.asked is None and here.last.answer.grade is None:
            _take_grade(desk, here, here.last)
            continue
        item = here.asked
        if item is None:
            at = desk.now()
            left = waiting_of(here, at)
            if not left:
                finish(here, at)
                return
            ask(here, left[0], at)
            continue
        _ask_and_explain(desk, here, item, of=max(here.number, len(here.state.sitting.items)))


def study_at(desk: Desk, token: str, mode: Mode) -> Study:
    """Return a sitting of the learner as it stands now."""
    found = study_of(desk.learner, study_records.states(desk.learner), token, mode, desk.now())
    if found is None:
        message = "it is gone; somebody erased the data of this learner meanwhile"
        raise InputRefused([Problem("sitting", message)])
    return found


def _practice(desk: Desk, assessment: str, questions: int) -> str:
    at = desk.now()
    if study_records.chosen(desk.learner, CHOICE) != assessment:
        study_records.choose(desk.learner, CHOICE, assessment, at=at)
    token = open_token(study_records.states(desk.learner), Mode.PRACTISE)
    if token is not None:
        here = study_at(desk, token, Mode.PRACTISE)
        given = here.number - 1
        if here.state.sitting.assessments == (assessment,) and given < questions:
            if given:
                print_line(desk, f"Going on with your open round: {given} of {questions} answered.")
            return token
        finish(here, at)
    return begin(desk.learner, Mode.PRACTISE, (assessment,), at)


def _review(desk: Desk, most: int | None) -> str:
    at = desk.now()
    here = studied(desk.learner, desk.library, at)
    held, token = items_under_way(here.states, at), open_token(here.states, Mode.REVIEW)
    due = len(due_items(here.answers, at, held=held))
    if token is not None and (most is None or not due):
        return token
    if token is not None:
        finish(study_at(desk, token, Mode.REVIEW), at)
    taken = min(due, most or round_of(here.plan(), due).taken)
    print_line(desk, taken_words(taken, due))
    items = due_items(here.answers, at, held=held, most=taken)
    assessments = tuple(sorted({name for item in items for name in item.assessments}))
    return begin(desk.learner, Mode.REVIEW, assessments, at, items=tuple(item.id for item in items))


def _ask_and_explain(desk: Desk, here: Study, item: Item, *, of: int) -> None:
    desk.console.print()
    given = here.number - 1
    words = f"Question {here.number} of {of} · {here.right} right · ? shows the keys"
    print_progress(desk.console, words, given / of)
    print_question(desk.console, item, wanted(item))
    typed = _answered(desk, item)
    answer(here, item, SentAnswer(typed.chosen, typed.confidence), desk.now())
    others = study_records.others_chose(desk.learner, item.id)
    print_feedback(desk.console, feedback(item, typed.chosen, desk.library, others=others))


def _answered(desk: Desk, item: Item) -> TypedAnswer:
    """Return the answer, once a line is one."""
    while True:
        line = desk.typed()
        if line == "?":
            print_keys(desk.console, KEYS)
            continue
        found = typed_answer(line, len(item.options))
        if found is not None and len(found.chosen) == item.choose:
            return found
        print_wrong(desk.console, f"{wanted(item)}{_example(item)}. ? shows the keys, q stops.")


def _example(item: Item) -> str:
    return ", such as a" if item.choose == 1 else f", such as {'abcdefghi'[: item.choose]}"


def _take_grade(desk: Desk, here: Study, last: Marked) -> None:
    """Show when the question comes back for each grade, and store the one chosen."""
    grades = grades_of(last, here.answers)
    suggested = grade_of(last)
    shown = {one: plain(comes_back(after)) for one, after in grades.items()}
    print_grades(desk.console, {one: GRADES[one][0] for one in grades}, shown, suggested)
    while True:
        line = desk.typed()
        given = {"": suggested, **{str(int(one)): one for one in grades}}.get(line)
        if given is not None:
            grade(here, given, desk.now())
            desk.clear()
            return
        if line == REPORT_KEY:
            report(desk, last.item)
        elif line == "?":
            print_keys(desk.console, GRADE_KEYS)
        else:
            numbers = " ".join(str(int(one)) for one in grades)
            print_wrong(desk.console, f"Type {numbers} or Enter. {REPORT_HINT}")


def print_round(desk: Desk, here: Study) -> None:
    """Print how a round ended: right of asked, by focus area, and the chance to pass with its basis."""
    given = len(here.own)
    desk.console.print(f"{here.right} of {given} right.", style="bold")
    print_areas(desk.console, areas_of(here.own))
    if here.state.sitting.mode is not Mode.PRACTISE:
        due = still_due(desk, here)
        if due:
            print_line(desk, f"\n{formats.counted(due, 'question')} still due. Go on with: whichcert review")
        return
    name = here.state.sitting.assessments[0]
    chance = shown_chance(standing(here.answers, item_pool(desk.library, name), desk.now()))
    if chance is not None:
        short = desk.library.catalogue.get(name).short_name
        print_line(desk, f"\nChance to pass {short} today: {chance.value} ({chance.basis}).")


def round_values(desk: Desk, here: Study) -> Mapping[str, Any]:
    """Return how a round ended as JSON."""
    values: dict[str, Any] = {
        "mode": here.state.sitting.mode.value,
        "assessments": list(here.state.sitting.assessments),
        "token": here.token,
        "ended": here.state.finished is not None,
        "answered": len(here.own),
        "right": here.right,
        "areas": [
            {"focus_area": area, "asked": int(asked), "right": int(right)}
            for area, asked, right in areas_of(here.own)
        ],
    }
    if here.state.sitting.mode is Mode.REVIEW:
        values["still_due"] = still_due(desk, here)
    if here.state.sitting.mode is Mode.PRACTISE:
        pool = item_pool(desk.library, here.state.sitting.assessments[0])
        now = standing(here.answers, pool, desk.now())
        chance = now.pass_chance() if now.first_answers else None
        values["pass_chance"] = chance and {
            "probability": chance.probability,
            "low": chance.interval.low,
            "high": chance.interval.high,
            "level": chance.interval.level,
            "first_answers": now.first_answers,
        }
    return values


def last_round(desk: Desk, mode: Mode) -> Study:
    """Return the sitting of a mode that was begun last."""
    states = study_records.states(desk.learner, mode=mode)
    return study_at(desk, states[-1].sitting.token, mode)


def is_anything_due(desk: Desk) -> bool:
    """Say whether there is something to review, or a review that is open."""
    states, at = study_records.states(desk.learner), desk.now()
    answers, held = marked(history_of(states, at), desk.library.bank), items_under_way(states, at)
    return bool(due_items(answers, at, held=held)) or open_token(states, Mode.REVIEW) is not None


def still_due(desk: Desk, here: Study) -> int:
    """Return how many items are due after a round and can be asked."""
    return len(due_items(here.answers, desk.now(), held=here.held))


def next_due_words(desk: Desk) -> str:
    """Say when something falls due where nothing is."""
    at = desk.now()
    day = next_due(answers_of(desk.learner, at), at)
    if day is None:
        return "Nothing to review yet. What you miss or guess in practice comes back here."
    return f"Nothing is due. The next question comes back on {day:%Y-%m-%d}."


def print_line(desk: Desk, words: str) -> None:
    desk.console.print(plain(words), markup=False)


def plain(words: str) -> str:
    """Return words without signs that some terminals lack."""
    return words.replace(formats.NO_BREAK, " ")
