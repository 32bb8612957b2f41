"""Practise, mock and review as somebody types them, over the same rows as the browser's."""

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from cli.terminal import Ended, Terminal
from studying import LIBRARY, wrong
from web.page import Page
from whichcert.bank.item import Item
from whichcert.cli.typed_answer import TypedAnswer, typed_answer
from whichcert.flows.history import Confidence, Mode
from whichcert.flows.kept_items import keeping_of
from whichcert.flows.sitting import Deed, Happened, Sitting, State
from whichcert.memory.schedule import Grade
from whichcert.web import study_records
from whichcert.web.data_folder import DATABASE_FILE

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WHICHCERT_DATA", str(tmp_path))
    return tmp_path


class Typing(io.StringIO):
    """Somebody who looks at the question before each line."""

    def __init__(self, says: Callable[[Item | None], str | None]) -> None:
        super().__init__()
        self.says = says

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
        found = states()
        asked = LIBRARY.bank.items.get(found[-1].asked or "") if found else None
        line = self.says(asked)
        return "" if line is None else f"{line}\n"


@pytest.fixture
def types(terminal: Terminal) -> Callable[..., Ended]:
    """Return a terminal at which somebody types who knows the bank."""

    def run(*arguments: str, says: Callable[[Item | None], str | None]) -> Ended:
        return terminal.run(*arguments, typed=Typing(says))

    return run


def states(mode: Mode | None = None) -> tuple[State, ...]:
    learner = study_records.known_learner()
    return () if learner is None else study_records.states(learner, mode=mode)


def as_letters(places: tuple[int, ...]) -> str:
    return "".join("abcdefghi"[place] for place in places)


def right(item: Item | None) -> str | None:
    return None if item is None else as_letters(item.keys)


def missed(item: Item | None) -> str | None:
    return None if item is None else as_letters(wrong(item))


def lines(*said: str) -> Callable[[Item | None], str | None]:
    """Say these lines whatever is asked; ``right`` and ``wrong`` become the letters."""
    waiting: Iterator[str] = iter(said)

    def says(item: Item | None) -> str | None:
        line = next(waiting, None)
        answers = {"right": right, "wrong": missed}
        return answers[line](item) if line in answers else line

    return says


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("a", TypedAnswer((0,))),
        (" D ", TypedAnswer((3,))),
        ("2", TypedAnswer((1,))),
        ("ca", TypedAnswer((0, 2))),
        ("a, c", TypedAnswer((0, 2))),
        ("1 3", TypedAnswer((0, 2))),
        ("aa", TypedAnswer((0,))),
        ("b?", TypedAnswer((1,), Confidence.GUESS)),
        ("b ~", TypedAnswer((1,), Confidence.UNSURE)),
        ("13!", TypedAnswer((0, 2), Confidence.SURE)),
    ],
)
def test_letters_and_numbers_choose(line: str, answer: TypedAnswer) -> None:
    assert typed_answer(line, 4) == answer


@pytest.mark.parametrize("line", ["", "?", "e", "0", "5", "x", "ab,q", "-1", "true", "²", "a\0"])
def test_other_lines_are_no_answer(line: str) -> None:
    assert typed_answer(line, 4) is None


def test_a_round_asks_explains_and_ends(types: Callable[..., Ended]) -> None:
    ended = types("practise", "PSM I", "--questions", "3", says=right)
    assert (ended.code, ended.err) == (0, "")
    assert [f"Question {number} of 3 · {number - 1} right" in ended.out for number in (1, 2, 3)] == [True] * 3
    assert ended.out.count("Right, and you chose it") >= 3
    assert ended.out.count("\nRight.\n") == 3
    assert "scrumguides.org" in ended.out
    assert "3 of 3 right." in ended.out
    assert "Chance to pass PSM I today: " in ended.out
    assert "\x1b" not in ended.out
    [state] = states()
    assert (state.sitting.mode, state.sitting.assessments) == (Mode.PRACTISE, ("psm-1",))
    assert state.finished is not None
    assert [one.chosen for one in state.answers.values()] == [
        LIBRARY.bank.get(name).keys for name in state.answers
    ]


def test_a_wrong_answer_is_told_so(types: Callable[..., Ended]) -> None:
    out = types("practise", "psm-1", "--questions", "1", says=missed).out
    assert "\nNot right.\n" in out
    assert "Wrong; you chose it" in out
    assert "0 of 1 right." in out


def test_what_is_no_answer_is_asked_again_and_nothing_is_stored(types: Callable[..., Ended]) -> None:
    ended = types("practise", "psm-1", "--questions", "1", says=lines("", "z", "abcdefghi", "?", "right"))
    assert ended.out.count("? shows the keys, q stops.") == 3
    assert "say that you are sure, unsure, or guessed" in ended.out
    assert [len(one.answers) for one in states()] == [1]


def test_confidence_is_stored(types: Callable[..., Ended]) -> None:
    types("practise", "psm-1", "--questions", "1", says=lambda item: f"{right(item)}?")
    [answer] = states()[0].answers.values()
    assert answer.confidence is Confidence.GUESS


@pytest.mark.parametrize("stop", ["q", None])
def test_a_round_that_was_stopped_goes_on(types: Callable[..., Ended], stop: str | None) -> None:
    said = lines("right", "right", *([stop] if stop else []))
    ended = types("practise", "psm-1", "--questions", "3", says=said)
    assert (ended.code, "Every answer is saved. Go on with: whichcert practise psm-1" in ended.out) == (
        0,
        True,
    )
    asked = states()[0].asked
    ended = types("practise", "--questions", "3", says=right)
    assert "Going on with your open round: 2 of 3 answered." in ended.out
    assert "Question 3 of 3 · 2 right" in ended.out
    [state] = states()
    assert (len(state.answers), list(state.answers)[-1]) == (3, asked)


def test_the_summary_as_json_stands_alone(types: Callable[..., Ended]) -> None:
    ended = types("practise", "pspo-1", "--questions", "2", "--json", says=right)
    found = json.loads(ended.out)
    assert (found["mode"], found["assessments"], found["answered"], found["right"]) == (
        "practise", ["pspo-1"], 2, 2,
    )  # fmt: skip
    assert 0 < found["pass_chance"]["probability"] < 1
    assert "Question 1 of 2" in ended.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("practise", "psm-9"), "unknown certification 'psm-9'"),
        (("practise", "csm"), "unknown assessment with questions 'csm'"),
        (("mock", "csm"), "unknown assessment with questions 'csm'"),
        (("mock", "--time", "3"), "--time: is '3'; expected one of standard, 1.25, 1.5, 2, none"),
        (("mock", "psm-1", "--questions", "81"), "length: 81 questions; expected 10 to 80"),
        (("mock", "--questions", "9"), "Invalid value for '--questions'"),
        (("mock", "--last"), "mock: none has ended yet"),
        (("practise", "--questions", "0"), "Invalid value for '--questions'"),
    ],
)
def test_what_can_not_be_done_is_refused(terminal: Terminal, arguments: tuple[str, ...], says: str) -> None:
    ended = terminal.run(*arguments)
    assert (ended.code, says in ended.err) == (2, True)
    assert states() == ()


def mock_lines(*said: str) -> Callable[[Item | None], str | None]:
    """Say these lines at a mock; ``right`` becomes the key of the question that comes after what was done.

    ``right 4`` is the key of the fourth question, for where lines were said that lead to no next one.
    """
    waiting = iter(said)
    place = {"now": 0}

    def says(_: Item | None) -> str | None:
        line = next(waiting, None)
        if line is not None and line.startswith("right"):
            items = states(Mode.MOCK)[-1].sitting.items
            number = int(line.removeprefix("right") or place["now"] + 1)
            line = as_letters(LIBRARY.bank.get(items[number - 1]).keys)
        # A bookmark stays at its question.
        place["now"] += line != "m"
        return line

    return says


def test_a_mock_tells_nothing_before_its_end(types: Callable[..., Ended]) -> None:
    ended = types("mock", "psm-1", "--questions", "10", says=mock_lines(*["right"] * 10, "finish"))
    assert ended.code == 0
    before, _, after = ended.out.partition("10 of 10 answered.")
    assert "Mock PSM I: 10 questions, 7.5 minutes" in before
    assert "Nothing here is made for use during a real assessment" in before
    assert [word for word in ("Right", "Not right", "Belief", "scrumguides") if word in before] == []
    assert "100 %: you reached the mark of 85 %" in after
    assert "10 of 10 right; the mark of 85 % needs 9." in after
    assert "A practice result, not the issuer's." in after
    [state] = states()
    assert (state.sitting.minutes, len(state.sitting.items), state.finished is not None) == (7.5, 10, True)


def test_skipping_bookmarking_and_going_back(types: Callable[..., Ended]) -> None:
    said = ["right", "", "m", "", "o", "4", "right 4", "p", "g 9", "n", "g99", "o", "finish"]
    out = types("mock", "psm-1", "--questions", "10", says=mock_lines(*said)).out
    assert "Question 3 of 10 · 1 answered · 8 min left · bookmarked" in out
    assert "Open: 2 3 4 5 6 7 8 9 10. Each counts as wrong if it stays open." in out
    assert "Bookmarked: 3." in out
    numbers = [int(part.split()[0]) for part in out.split("\nQuestion ")[1:]]
    assert numbers == [1, 2, 3, 3, 4, 4, 5, 4, 9, 10]
    [state] = states()
    assert state.bookmarked == {state.sitting.items[2]}


def test_a_mock_can_be_ended_from_any_question(types: Callable[..., Ended]) -> None:
    out = types("mock", "psm-1", "--questions", "10", says=mock_lines("right", "finish", "finish")).out
    assert "10 %: below the mark of 85 %" in out
    assert "9 questions without an answer; each counts as wrong." in out


def test_a_mock_that_was_stopped_goes_on_whatever_is_asked_for(types: Callable[..., Ended]) -> None:
    ended = types("mock", "psm-1", "--questions", "10", "--time", "2", says=mock_lines("right", "", "q"))
    assert "Go on with: whichcert mock" in ended.out
    out = types("mock", "pspo-1", "--questions", "40", says=mock_lines("q")).out
    assert "Going on with your mock PSM I: 1 of 10 answered, 15 min left." in out
    assert "Question 2 of 10" in out
    assert len(states()) == 1


def test_an_answer_can_be_changed_and_the_last_one_counts(types: Callable[..., Ended]) -> None:
    types("mock", "psm-1", "--questions", "10", says=mock_lines("a", "g1", "b", "finish", "finish"))
    [state] = states()
    first = state.sitting.items[0]
    assert (state.answers[first].chosen, state.changes) == ((1,), {first: 1})


@pytest.mark.parametrize(
    ("time", "minutes"), [("standard", 7.5), ("1.25", 9.375), ("2", 15.0), ("none", None)]
)
def test_time_is_in_proportion(types: Callable[..., Ended], time: str, minutes: float | None) -> None:
    types("mock", "psm-1", "--questions", "10", "--time", time, says=mock_lines("q"))
    assert states()[0].sitting.minutes == minutes


def test_what_comes_after_the_end_does_not_count(types: Callable[..., Ended]) -> None:
    items = tuple(item.id for item in LIBRARY.bank.live("psm-1")[:10])
    began = timezone.now() - timedelta(minutes=5)
    sitting = Sitting("m", Mode.MOCK, ("psm-1",), began, items, 5.02)
    study_records.begin(study_records.the_learner(began), sitting)
    waiting = iter("a")

    def says(_: Item | None) -> str | None:
        ends = began + timedelta(minutes=5.02)
        time.sleep(max(0.0, (ends - timezone.now()).total_seconds()) + 0.05)
        return next(waiting, None)

    ended = types("mock", says=says)
    assert "Going on with your mock PSM I: 0 of 10 answered, 0:0" in ended.out
    assert "Time is up." in ended.out
    assert "The clock ended this mock." in ended.out
    assert "0 of 10 right" in ended.out
    [state] = states()
    assert (len(state.answers), [one.chosen for one in state.late]) == (0, [(0,)])


def test_the_result_as_json(types: Callable[..., Ended], terminal: Terminal) -> None:
    said = mock_lines("right", "m", "right", *[""] * 8, "finish")
    found = json.loads(types("mock", "psm-1", "--questions", "10", "--json", says=said).out)
    assert (found["asked"], found["cut"], found["reached_the_mark"]) == (10, 9, False)
    assert found["items"][0]["right"]
    assert found["items"][0]["chosen"] == found["items"][0]["keys"]
    assert found["items"][1]["bookmarked"]
    assert sum(one["asked"] for one in found["areas"]) == 10
    assert json.loads(terminal.run("mock", "--last", "--json").out) == found


def yesterday(*items: Item, is_right: bool = False) -> None:
    """Store a round of practice that ended some days ago."""
    began, learner = NOW - timedelta(days=9), study_records.the_learner(NOW)
    study_records.begin(learner, Sitting("before", Mode.PRACTISE, ("psm-1",), began))
    for place, item in enumerate(items):
        chosen = item.keys if is_right else wrong(item)
        happened = Happened(Deed.ANSWER, began + timedelta(minutes=place), item.id, chosen)
        study_records.append("before", happened, key=f"answer-{place}")
    study_records.append("before", Happened(Deed.FINISH, began + timedelta(hours=1)), key="finish")


def test_review_asks_what_is_due_and_shows_the_dates_before_the_grade(types: Callable[..., Ended]) -> None:
    yesterday(*LIBRARY.bank.live("psm-1")[:2])
    ended = types("review", says=lines("right", "2", "wrong", "x", "1"))
    assert ended.code == 0
    assert "Question 1 of 2 · 0 right" in ended.out
    assert [
        f"{place} {name}" in ended.out for place, name in enumerate(("Again", "Hard", "Good", "Easy"), 1)
    ] == [True] * 4
    assert "comes back tomorrow" in ended.out
    assert "(Enter)" in ended.out
    assert "Type 1 or Enter." in ended.out
    assert "1 of 2 right." in ended.out
    [state] = states(Mode.REVIEW)
    assert [one.grade for one in state.answers.values()] == [Grade.HARD, Grade.AGAIN]
    assert state.finished is not None
    assert "Nothing is due. The next question comes back on 20" in types("review", says=lines()).out


@pytest.mark.parametrize(
    ("options", "taken"), [((), 20), (("--questions", "5"), 5), (("--all",), 24), (("--questions", "99"), 24)]
)
def test_a_review_takes_a_stated_number(
    types: Callable[..., Ended], options: tuple[str, ...], taken: int
) -> None:
    yesterday(*LIBRARY.bank.live("psm-1")[:24])
    out = types("review", *options, says=lines("q")).out
    assert ("24 due." if taken == 24 else f"{taken} of 24 due; the rest stays due.") in out
    assert f"Question 1 of {taken} " in out
    [state] = states(Mode.REVIEW)
    assert len(state.sitting.items) == taken


def test_an_open_review_goes_on_unless_another_number_is_asked_for(types: Callable[..., Ended]) -> None:
    yesterday(*LIBRARY.bank.live("psm-1")[:24])
    types("review", "--questions", "3", says=lines("right", "", "q"))
    assert "Question 2 of 3 " in types("review", says=lines("q")).out
    assert "Question 1 of 2 " in types("review", "--questions", "2", says=lines("q")).out
    assert [one.finished is None for one in states(Mode.REVIEW)] == [False, True]


def test_a_review_says_what_is_still_due(types: Callable[..., Ended]) -> None:
    yesterday(*LIBRARY.bank.live("psm-1")[:4])
    out = types("review", "--questions", "1", says=lines("right", "")).out
    assert "3 questions still due. Go on with: whichcert review" in out
    said = json.loads(types("review", "--questions", "1", "--json", says=lines("right", "")).out)
    assert said["still_due"] == 2


def test_enter_takes_the_grade_that_the_answer_suggests(types: Callable[..., Ended]) -> None:
    yesterday(LIBRARY.bank.live("psm-1")[0])
    types("review", says=lines("right", ""))
    [answer] = states(Mode.REVIEW)[0].answers.values()
    assert answer.grade is Grade.GOOD


def test_a_review_stopped_before_the_grade_asks_for_it_again(types: Callable[..., Ended]) -> None:
    yesterday(LIBRARY.bank.live("psm-1")[0])
    types("review", says=lines("right", "q"))
    out = types("review", says=lines("4")).out
    assert "How well did you know it?" in out
    [answer] = states(Mode.REVIEW)[0].answers.values()
    assert answer.grade is Grade.EASY


def test_nothing_to_review_says_what_comes_here(terminal: Terminal) -> None:
    assert "Nothing to review yet." in terminal.run("review").out
    assert json.loads(terminal.run("review", "--json").out)["answered"] == 0


class AtTheScreen(Typing):
    """Somebody who sits there, so that the program waits for Enter."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def sits(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    monkeypatch.setenv("FORCE_COLOR", "1")  # what makes rich believe in a screen

    def run(*arguments: str, says: Callable[[Item | None], str | None]) -> Ended:
        return terminal.run(*arguments, typed=AtTheScreen(says))

    return run


def reports() -> list[tuple[str, str, str]]:
    learner = study_records.known_learner()
    assert learner is not None
    return [(one.item, one.reason, one.words) for one in study_records.reports(learner)]


def test_a_problem_is_reported_after_the_explanation(sits: Callable[..., Ended]) -> None:
    said = lines("right", "!", "7", "2", "Two options  mean the same", "", "right", "")
    out = sits("practise", "psm-1", "--questions", "2", says=said).out
    assert out.count("!: report a problem.") == 3
    assert "Type a number from 1 to 5, or Enter to go back." in out
    assert "Kept on this machine, sent to nobody." in out
    [state] = states()
    first = next(iter(state.answers))
    assert reports() == [(first, "unclear", "Two options  mean the same")]
    saved = Client(SERVER_NAME="localhost").get("/study/reports/reports.csv").content.decode()
    assert f"{first},unclear,Two options  mean the same," in saved


def test_a_report_can_be_left_and_is_kept_once(sits: Callable[..., Ended]) -> None:
    said = lines("right", "!", "", "!", "5", "", "!", "5", "", "")
    out = sits("practise", "psm-1", "--questions", "1", says=said).out
    assert "Nothing was reported." in out
    [state] = states()
    assert reports() == [(next(iter(state.answers)), "other", "")]


def test_a_report_that_is_too_long_is_asked_again(sits: Callable[..., Ended]) -> None:
    said = lines("right", "!", "1", "x" * 2_001, "shorter", "")
    out = sits("practise", "psm-1", "--questions", "1", says=said).out
    assert "Your words have 2,001 letters" in out
    assert [words for _, _, words in reports()] == ["shorter"]


def test_a_problem_is_reported_where_a_review_asks_for_the_grade(types: Callable[..., Ended]) -> None:
    item = LIBRARY.bank.live("psm-1")[0]
    yesterday(item)
    types("review", says=lines("right", "!", "3", "", "3"))
    assert reports() == [(item.id, "outdated", "")]
    assert [one.grade for one in states(Mode.REVIEW)[0].answers.values()] == [Grade.GOOD]


def test_a_problem_is_reported_from_the_result_of_a_mock(sits: Callable[..., Ended]) -> None:
    items = tuple(item.id for item in LIBRARY.bank.live("psm-1")[:10])
    sitting = Sitting("m", Mode.MOCK, ("psm-1",), NOW - timedelta(hours=1), items, 10.0)
    study_records.begin(study_records.the_learner(NOW), sitting)
    for place in range(9):
        keys = LIBRARY.bank.get(items[place]).keys
        happened = Happened(Deed.ANSWER, sitting.started + timedelta(seconds=place), items[place], keys)
        study_records.append("m", happened, key=f"answer-{place}")
    sits("mock", "--last", says=lines("", "!", "4", "a typing error", ""))
    assert reports() == [(items[9], "language", "a typing error")]


def kept_for_a_mock() -> frozenset[str]:
    return keeping_of(LIBRARY, states(), (), frozenset()).of("psm-1")


def test_practice_leaves_the_questions_of_the_last_mocks_out(types: Callable[..., Ended]) -> None:
    yesterday(LIBRARY.bank.live("psm-1")[0], is_right=True)
    kept, counts = kept_for_a_mock(), LIBRARY.blueprints["psm-1"].counts
    free = [one for one in LIBRARY.bank.live("psm-1") if one.id not in kept]
    left = [one for one in free if one.focus_area in counts][-20:]
    learner = study_records.the_learner(NOW)
    study_records.begin(learner, Sitting("met", Mode.PRACTISE, ("psm-1",), NOW - timedelta(days=5)))
    for place, one in enumerate(one for one in free if one not in left):
        happened = Happened(Deed.ANSWER, NOW - timedelta(days=5, seconds=-place), one.id, one.keys)
        study_records.append("met", happened, key=f"answer-{place}")
    types("practise", "psm-1", "--questions", "5", says=right)
    asked = set(states()[-1].answers)
    assert (len(kept), len(asked), asked & kept) == (80, 5, set())


def test_a_whole_mock_asks_them(types: Callable[..., Ended]) -> None:
    yesterday(LIBRARY.bank.live("psm-1")[0], is_right=True)
    types("mock", "psm-1", says=lines("q"))
    met = frozenset({LIBRARY.bank.live("psm-1")[0].id})
    kept = keeping_of(LIBRARY, states()[:1], (), met).of("psm-1")
    # A form may trade one or two away to be as hard as every other.
    assert len(kept.difference(states(Mode.MOCK)[0].sitting.items)) <= 2


def test_a_mock_without_an_answer_is_no_last_mock(terminal: Terminal) -> None:
    items = tuple(item.id for item in LIBRARY.bank.live("psm-1")[:10])
    sitting = Sitting("m", Mode.MOCK, ("psm-1",), NOW - timedelta(hours=1), items, 10.0)
    study_records.begin(study_records.the_learner(NOW), sitting)
    assert "mock: none has ended yet" in terminal.run("mock", "--last").err


def test_the_browser_goes_on_with_a_round_of_the_terminal(types: Callable[..., Ended]) -> None:
    types("practise", "psm-1", "--questions", "5", says=lines("right", "q"))
    [state] = states()
    address = f"/study/practise/{state.sitting.token}/"
    shown = Page(Client(SERVER_NAME="localhost").get(address).content.decode()).main
    assert "Question 2" in shown
    assert " ".join(" ".join(LIBRARY.bank.get(state.asked or "").paragraphs).split()) in shown


def process(data: Path, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "whichcert", *arguments],
        env=os.environ | {"WHICHCERT_DATA": str(data), "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def read_until(running: "subprocess.Popen[str]", word: str) -> str:
    assert running.stdout is not None
    found = ""
    while word not in found:
        line = running.stdout.readline()
        assert line, f"it ended before {word!r}: {found}"
        found += line
    return found


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_every_answer_survives_the_end_of_the_process(data: Path, ending: signal.Signals) -> None:
    running = process(data, "mock", "psm-1", "--questions", "10")
    assert running.stdin is not None
    running.stdin.write("a\n1\n")
    running.stdin.flush()
    read_until(running, "Question 3 of 10")
    running.send_signal(ending)
    out, err = running.communicate(timeout=30)
    assert "Traceback" not in err
    assert running.returncode == {signal.SIGINT: 130, signal.SIGKILL: -9}[ending]
    if ending is signal.SIGINT:
        assert "Every answer is saved. Go on with: whichcert mock" in out
    with closing(sqlite3.connect(data / DATABASE_FILE)) as database:
        answers = database.execute("SELECT count(*) FROM web_sittingevent WHERE deed = 'answer'").fetchone()
    assert answers == (2,)
    again = process(data, "mock")
    assert "Going on with your mock PSM I" in again.communicate("q\n", timeout=30)[0]
