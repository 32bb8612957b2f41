"""The questions of "find out", asked in the terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.console import Console

from whichcert.decide.profile import Profile
from whichcert.decide.vocabulary import Vocabulary
from whichcert.errors import InputRefused, WhichcertError
from whichcert.flows.find_out import LIMITS, MOST_GOALS, REASONS, Ask, next_question, with_answer
from whichcert.flows.read_profile import MOST_REASONS, profile_from
from whichcert.library import Library

HELP = "Type a number and press Enter. Enter alone skips, b goes back, q stops and shows the answer."
BACK, STOP = object(), object()
PAIR_ANSWERS = {"1": -2, "2": -1, "3": 1, "4": 2}
ITEM_ANSWERS = {"1": -2, "2": -1, "3": 0, "4": 1, "5": 2}
FACT_QUESTIONS = {
    "current_role": "What is your job now?",
    "target_role": "Which job would you like next?",
    "goals": f"What do you want to reach? Up to {MOST_GOALS} numbers, with spaces between.",
    "years_of_scrum": "How many years have you worked with Scrum? (0 for none)",
    "holds": "Which certifications do you hold? Ids such as psm-1 csm, with spaces between.",
    "country": "In which country do you look for work? (a code such as de, or a name)",
}
LIMIT_QUESTIONS = {
    "budget_usd": "How much money can you spend on assessments, in US dollars?",
    "hours_per_week": "How many hours a week can you study?",
    "deadline": "Do you have a deadline? (YYYY-MM-DD)",
}


def ask(library: Library, *, today: date, console: Console) -> Profile:
    """Ask until all is asked, or until the person stops; what was not said stays unknown."""
    console.print("PSM or PSPO? About three minutes; nothing leaves this machine.", style="bold")
    console.print(HELP, style="dim")
    session = _Session(console, library, today)
    data: dict[str, Any] = {}
    asked: list[str] = []
    while True:
        profile = profile_from(data, library, today=today)
        question = next_question(profile, asked, library, today=today)
        if question is None:
            return profile
        answer = session.answered(question, data)
        if answer is STOP:
            return profile
        if answer is BACK:
            if asked:
                data = with_answer(data, asked.pop(), None, library, today=today)
            continue
        data = with_answer(data, question.step, answer, library, today=today)
        asked.append(question.step)


@dataclass(frozen=True)
class _Session:
    console: Console
    library: Library
    today: date

    def answered(self, question: Ask, data: Mapping[str, Any]) -> Any:
        """Ask one question until its answer is one; returns None when it is skipped."""
        left = f", at most {question.at_most_left} more" if question.at_most_left else ""
        self.console.print(f"\n[dim]Question {question.number}{left}[/dim]")
        while True:
            try:
                answer = self._once(question)
                if answer is not BACK and answer is not STOP:
                    with_answer(data, question.step, answer, self.library, today=self.today)
            except InputRefused as error:
                for problem in error.problems:
                    self.console.print(f"[red]{_plain(problem.message)}[/red]", highlight=False)
            except WhichcertError as error:
                self.console.print(f"[red]{_plain(str(error))}[/red]", highlight=False)
            else:
                return answer

    def _once(self, question: Ask) -> Any:
        if question.kind == "pair":
            return self._pair(question.step)
        if question.kind == "item":
            return self._item(question.step)
        if question.step == REASONS:
            return self._reasons()
        if question.step == "limits":
            return self._limits()
        return self._fact(question.step)

    def _pair(self, name: str) -> Any:
        pair = self.library.instrument.pairs[name]
        self.console.print("Which is more like you at work?", style="bold")
        self.console.print(f"  left:  {pair.left.text}\n  right: {pair.right.text}", highlight=False)
        labels = ("much more left", "a bit more left", "a bit more right", "much more right")
        return self._choice(labels, PAIR_ANSWERS)

    def _item(self, name: str) -> Any:
        self.console.print("How much is this like you?", style="bold")
        self.console.print(f"  {self.library.instrument.items[name].text}", highlight=False)
        labels = ("not at all", "a little", "neither", "quite", "very much")
        return self._choice(labels, ITEM_ANSWERS)

    def _choice(self, labels: Sequence[str], answers: Mapping[str, int]) -> Any:
        shown = "   ".join(f"{number} {label}" for number, label in zip(answers, labels, strict=True))
        self.console.print(f"  {shown}", style="cyan", highlight=False)
        typed = self._typed()
        if not isinstance(typed, str):
            return typed
        if typed not in answers:
            raise _refused(typed, f"a number from 1 to {len(answers)}")
        return answers[typed]

    def _fact(self, step: str) -> Any:
        self.console.print(FACT_QUESTIONS[step], style="bold")
        if step in ("current_role", "target_role"):
            return self._one_of("roles")
        if step == "goals":
            return self._many_of("goals", MOST_GOALS)
        typed = self._typed()
        if not isinstance(typed, str):
            return typed
        if step == "holds":
            return typed.replace(",", " ").split()
        return _number(typed) if step == "years_of_scrum" else typed

    def _one_of(self, kind: str) -> Any:
        picked = self._many_of(kind, 1)
        return picked[0] if isinstance(picked, list) else picked

    def _many_of(self, kind: str, most: int) -> Any:
        words = list(_labels(kind, self.library.vocabulary).items())
        self._print_numbered([label for _, label in words])
        return self._picked([name for name, _ in words], most)

    def _reasons(self) -> Any:
        self.console.print(
            f"What matters most in this choice? Up to {MOST_REASONS} numbers, the most important first.",
            style="bold",
        )
        criteria = self.library.criteria
        self._print_numbered([criterion.label for criterion in criteria.values()])
        return self._picked(list(criteria), MOST_REASONS)

    def _picked(self, names: Sequence[str], most: int) -> Any:
        typed = self._typed()
        if not isinstance(typed, str):
            return typed
        picked = []
        for part in typed.replace(",", " ").split():
            # four digits are enough for any list; Python converts no more than 4,300
            if not part[:4].isdecimal() or len(part) > 4 or not 1 <= int(part) <= len(names):
                raise _refused(part, f"a number from 1 to {len(names)}")
            picked.append(names[int(part) - 1])
        if not 1 <= len(picked) <= most:
            raise _refused(typed, "one number" if most == 1 else f"at most {most} numbers")
        return picked

    def _limits(self) -> Any:
        limits: dict[str, Any] = {}
        for name in LIMITS:
            self.console.print(LIMIT_QUESTIONS[name], style="bold")
            typed = self._typed()
            if typed is BACK or typed is STOP:
                return typed
            if typed is not None:
                limits[name] = typed if name == "deadline" else _number(typed)
        return limits or None

    def _print_numbered(self, labels: Sequence[str]) -> None:
        for number, label in enumerate(labels, start=1):
            self.console.print(f"  [cyan]{number:>2}[/cyan] {label}", highlight=False)

    def _typed(self) -> Any:
        """Return what was typed; None for Enter alone, BACK or STOP for b, q and the end of input."""
        try:
            typed = self.console.input("> ").strip()
        except (EOFError, RuntimeError):  # RuntimeError: there is no standard input at all
            return STOP
        return {"": None, "b": BACK, "q": STOP}.get(typed.lower(), typed)


def _labels(kind: str, vocabulary: Vocabulary) -> Mapping[str, str]:
    return {name: word.label for name, word in vocabulary.words[kind].items()}


def _number(typed: str) -> float:
    try:
        return float(typed.replace(",", "."))
    except ValueError as error:
        raise _refused(typed, "a number") from error


def _refused(typed: str, expected: str) -> WhichcertError:
    return WhichcertError(f"{typed[:40]!r} is not an answer here; expected {expected}, Enter, b or q")


def _plain(text: str) -> str:
    """Keep square brackets of a message from being read as markup."""
    return text.replace("[", r"\[")
