"""What the pages about studying say: the chance, the advice, the work of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from django.urls import reverse

from whichcert.flows.day_work import MINUTES_AN_ITEM
from whichcert.flows.plan import Plan, PlannedDay, Task, Work, date_that_fits, hours_that_fit
from whichcert.flows.readiness import ENOUGH_FIRST, ENOUGH_FOR_HOURS, MOST_HOURS, Readiness, Verdict
from whichcert.flows.standing import Standing
from whichcert.interop.jsonld import area_name
from whichcert.library import Library
from whichcert.measure.pass_chance import PassChance
from whichcert.web import formats
from whichcert.web.standings import basis_words

TASK_PAGES = {
    Task.DIAGNOSE: ("diagnostic", "assessments"),
    Task.REVIEW: ("review", ""),
    Task.PRACTISE: ("practise", "assessment"),
    Task.MOCK: ("mock", "assessment"),
}
"""The page of each task, and the field in which it takes an assessment."""
FACT_PAGES = {Task.READ: "certification", Task.ELSEWHERE: "certification", Task.BOOK: "readiness"}
"""The page about the assessment that a task leads to."""
VERBS = {Task.READ: "See what", Task.ELSEWHERE: "See which", Task.BOOK: "See why"}
USUAL_HOURS_A_WEEK = 5.0
"""Said as such where the person named no pace; the recommendation takes the same."""
MOST_AREAS_NAMED = 3
_WORTH_SAYING_HOURS = 0.3
"""Hours a week that are not planned and are not worth a sentence: rounding to whole minutes a day."""


@dataclass(frozen=True, slots=True)
class ToldAdvice:
    """One assessment in two sentences; ``range`` and ``basis`` stand beside the chance in small type."""

    chance: str
    """For example "62"; empty when none can be given."""
    range: str
    basis: str
    head: str
    reason: str


@dataclass(frozen=True, slots=True)
class ToldWork:
    """One task of a day with the page where it is done."""

    name: str
    detail: str
    address: str
    """Empty where there is no page for it."""
    verb: str = "Start"
    """On its button."""


def short_name(library: Library, assessment: str) -> str:
    """Return the name of an assessment as the issuer shortens it, never broken over two lines."""
    return library.catalogue.get(assessment).short_name.replace(" ", formats.NO_BREAK)


def told_advice(now: Standing, ready: Readiness, hours_a_week: float | None) -> ToldAdvice:
    """Return what one assessment's page and line say."""
    if ready.chance is None or ready.verdict in (Verdict.UNKNOWN, Verdict.NO_BANK):
        return ToldAdvice("", "", "", *ADVICE_UNKNOWN[ready.verdict])
    return ToldAdvice(
        formats.out_of_hundred(ready.chance.probability),
        formats.range_words(ready.chance.interval),
        f"{basis_words(now)}; how hard they are is a prior",
        *_advice(now, ready, ready.chance, hours_a_week),
    )


ADVICE_UNKNOWN = {
    Verdict.UNKNOWN: (
        "Not known yet.",
        "You have not answered a question of it. The diagnostic tells most in the least time.",
    ),
    Verdict.NO_BANK: (
        "We can’t say.",
        "There are too few questions for one whole assessment here, so we give no chance.",
    ),
}


def _advice(
    now: Standing, ready: Readiness, chance: PassChance, hours_a_week: float | None
) -> tuple[str, str]:
    limit = f"{mark_words(ready.threshold)} of 100"
    if ready.verdict is Verdict.BOOK:
        return "Book it.", f"Your chance reaches {limit}. From there, waiting costs you more than the risk."
    if ready.verdict is Verdict.CHECK:
        head = "You may be guessing well: three mocks on unseen questions first."
        if not _has_unseen_mock(now):
            head = "You may be guessing well, and no unseen questions are left here that could tell."
        return head, _luck(ready, now.first_right)
    below = f"Booking pays from {limit} on; below it, a failed attempt costs more than study."
    if round(chance.probability * 100) >= round(ready.threshold * 100):
        below = f"Your chance lies just below {limit}, from where booking pays."
    if ready.is_too_early:
        return "Too early to say how long it takes.", f"{below} Answer {ENOUGH_FOR_HOURS} questions first."
    return f"{study_head(ready.hours_to_go, hours_a_week)}.", f"{below} {SPEED_IS_ASSUMED}"


def _has_unseen_mock(now: Standing) -> bool:
    """Return whether the items that were never met fill the shortest mock, a quarter of the whole."""
    return len(now.pool.items) - now.first_answers >= now.pool.form.length // 4


def mark_words(threshold: float) -> str:
    """Say from which count of a hundred booking pays; near the end it takes a decimal.

    >>> mark_words(0.898), mark_words(0.9966)
    ('90', '99.7')
    """
    return f"{threshold * 100:.0f}" if threshold < 0.99 else formats.number(round(threshold * 100, 1))


def _luck(ready: Readiness, right: int) -> str:
    if ready.first_answers < ENOUGH_FIRST:
        return (
            f"The chance is high, but rests on {formats.counted(ready.first_answers, 'first answer')}. "
            f"From {ENOUGH_FIRST} on, luck alone seldom does that."
        )
    return f"The chance is high, but you called {ready.lucky} of your {right} right answers a guess."


def study_head(hours: float | None, hours_a_week: float | None) -> str:
    """Say how much more study is expected, and what that is in weeks."""
    if hours is None:
        return f"More than {MOST_HOURS} hours, as far as we can see"
    pace = hours_a_week or USUAL_HOURS_A_WEEK
    most = max(1, ceil(2 * hours / pace))
    least = max(1, round(hours / 2 / pace))
    length = f"{least} to {most} weeks" if least < most else formats.counted(most, "week")
    at_pace = "at your pace" if hours_a_week else f"at {formats.number(pace)} hours a week"
    return f"About {max(1, round(hours / 2))} to {round(2 * hours)} more hours, {length} {at_pace}"


SPEED_IS_ASSUMED = "How fast people learn is our assumption, not measured."


def told_work(work: Iterable[Work], assessment: str, name: str) -> tuple[ToldWork, ...]:
    """Return the tasks of a day, each with its page."""
    return tuple(
        ToldWork(*work_words(one, name), _address(one, assessment), VERBS.get(one.task, "Start"))
        for one in work
    )


def work_words(work: Work, name: str) -> tuple[str, str]:
    """Return what to do, and how much of it."""
    minutes = f"about {formats.counted(work.minutes, 'minute')}"
    questions = formats.counted(work.items, "question")
    match work.task:
        case Task.DIAGNOSE:
            return "Take the diagnostic", f"12 to 25 questions, {minutes}"
        case Task.REVIEW:
            return f"Review {questions}", minutes
        case Task.PRACTISE:
            areas = formats.listed(area_name(area) for area in work.areas[:MOST_AREAS_NAMED])
            return f"Practise {questions}", f"{minutes}{f'; first {areas}' if areas else ''}"
        case Task.MOCK:
            return f"Sit a mock {name}", f"{questions}{_new_words(work)}, {minutes} with its explanations"
        case Task.READ:
            return "Read the Scrum Guide again", f"{minutes}; practice has no new questions left"
        case Task.SIT:
            return f"Take the {name} assessment", "with nothing of this open: the issuer forbids help"
        case _:
            return PLAIN_WORDS[work.task]


PLAIN_WORDS = {
    Task.BOOK: ("Book it", "you are ready; you can move the day forward"),
    Task.ELSEWHERE: (
        "Take the issuer’s free practice assessment",
        "you have met all questions here, so no mock here can tell luck from knowledge; others can",
    ),
    Task.REST: ("Nothing planned", "a free day"),
    Task.DONE: ("Done for today", "nothing more is planned; what you do beyond it counts all the same"),
}


def _new_words(work: Work) -> str:
    if work.new >= work.items:
        return ""
    return f", {work.new or 'none'} of them new to you"


def _address(work: Work, assessment: str) -> str:
    length = f"&length={work.items}" if work.task is Task.MOCK else ""
    return task_address(work.task, assessment) + length


def task_address(task: Task, assessment: str) -> str:
    """Return the page where a task is done, for this assessment; empty where there is none."""
    if task in FACT_PAGES:
        return reverse(FACT_PAGES[task], args=[assessment])
    if task not in TASK_PAGES:
        return ""
    name, field = TASK_PAGES[task]
    return reverse(name) + (f"?{field}={assessment}" if field else "")


def day_line(planned: PlannedDay, name: str) -> str:
    """Say a day's work on one line.

    >>> work = Work(Task.REVIEW, 9, 12), Work(Task.PRACTISE, 45, 30)
    >>> day_line(PlannedDay(date(2027, 3, 1), work), "PSM I")
    'Review 12 questions, practise 30 questions (54 minutes)'
    """
    names = [work_words(one, name)[0] for one in planned.work]
    lower = [names[0], *(name[:1].lower() + name[1:] for name in names[1:])]
    is_timed = planned.minutes and planned.work[0].task is not Task.SIT
    return ", ".join(lower) + (f" ({formats.counted(planned.minutes, 'minute')})" if is_timed else "")


def fit_words(found: Plan) -> tuple[str, str]:
    """Say whether the time suffices, and what would help where it doesn't."""
    if found.goal.deadline < found.ground.today:
        return "The day has passed here.", "Where you are, it may still last; otherwise set a new day."
    if found.goal.deadline == found.ground.today:
        return (
            "The day has come.",
            "Good luck. By the clock of this machine it is today.",
        )
    if found.verdict is Verdict.BOOK:
        return "You have reached the mark.", "Book it; until then, reviews and a mock a week keep it there."
    if found.verdict is Verdict.CHECK:
        return _check_words(found)
    planned = f"You plan {formats.counted(round(found.hours_planned), 'hour')}"
    needed = found.hours_needed
    if needed is None:
        return "Nobody can tell yet whether the time suffices.", f"{planned} until then."
    useful = round(found.hours_with_material)
    if useful < round(found.hours_planned):
        planned += f", {useful} of them on questions that are new or due"
    expected = f"{planned}; we expect {_hours_words(needed)} until you are ready."
    if found.fits:
        is_sure = found.hours_with_material >= 2 * needed
        return "The time suffices." if is_sure else "The time probably suffices.", expected
    more, later = hours_that_fit(found), date_that_fits(found)
    ways = [f"{formats.number(more)} hours a week"] if more else []
    ways += [f"a date from {formats.plain_date(later)} on"] if later else []
    at_most = max(found.hours_with_material, found.unmet * MINUTES_AN_ITEM / 60 if not ways else 0.0)
    is_sure = at_most < needed / 2
    if ways:
        help_words = f"It would fit with {formats.listed(ways, 'or')}."
        return f"The time {'is' if is_sure else 'may be'} too short.", f"{expected} {help_words}"
    head = f"The questions here {'are not' if is_sure else 'may not be'} enough by themselves."
    return head, f"{expected} {_material_words(found)}"


def _hours_words(expected: float) -> str:
    """Say how many hours are expected: half to twice as many, because the speed is our assumption."""
    least, most = round(expected / 2), round(2 * expected)
    return f"{least} to {formats.counted(most, 'hour')}" if least < most else formats.counted(most, "hour")


def _check_words(found: Plan) -> tuple[str, str]:
    mocks = sum(one.task is Task.MOCK for day in found.days for one in day.work)
    if found.ground.so_far.longest_unseen() is None:
        return (
            "We can’t tell luck from knowledge any more.",
            "You have met all questions here. The issuer’s free practice assessment has others.",
        )
    if not mocks:
        return "You may be guessing well.", "Until the day there is no time left for a mock that could tell."
    return (
        "First make sure that it is not luck.",
        "Mocks on questions that you never saw come before practice.",
    )


def _material_words(found: Plan) -> str:
    if not found.unmet:
        return "You have met all of them: read beside them, and take the issuer’s free practice assessment."
    hours = duration(found.unmet * MINUTES_AN_ITEM)
    left = formats.counted(found.unmet, "question")
    return f"The bank has {left} left that are new to you, for about {hours}: read beside them."


def done_words(found: Plan) -> str:
    """Say what is done today and taken off, nothing where nothing is."""
    done = found.ground.done
    if not done.answered:
        return ""
    minutes = f"{duration(done.minutes)} from question to answer" if done.minutes else ""
    return f"Done today: {formats.counted(done.answered, 'question')}{f', {minutes}' if minutes else ''}."


def pace_words(found: Plan) -> str:
    """Say which of the hours that were named are planned, where it is not all of them; else nothing."""
    if found.goal.hours_a_week - found.pace.minutes_a_week / 60 < _WORTH_SAYING_HOURS:
        return ""
    most = duration(found.pace.minutes_a_day)
    week = duration(found.pace.minutes_a_week)
    return (
        f"We plan at most {most} a day, so {week} of your {formats.number(found.goal.hours_a_week)} hours a "
        "week: longer days teach little more, as we assume. More study days would use more of them."
    )


def material_words(found: Plan) -> str:
    """Say when no question is new any more, or new for practice; nothing where they last until the day."""
    if found.verdict not in (Verdict.STUDY, Verdict.UNKNOWN) or found.runs_out is None:
        return ""
    end = formats.plain_date(found.runs_out)
    if found.kept_from is None or found.kept_from >= found.runs_out:
        return (
            f"From about {end} on you have met all questions here; then the plan holds reviews, mocks and "
            "reading."
        )
    is_now = found.kept_from == found.ground.today
    start = "now" if is_now else f"about {formats.plain_date(found.kept_from)}"
    return (
        f"From {start} on the plan holds reviews, mocks and reading: what is still new to you is kept for "
        f"your mock around {end}. After it you have met all questions here."
    )


def short_day(day: date | datetime) -> str:
    """Write a day without its year.

    >>> short_day(date(2026, 11, 3)).replace(formats.NO_BREAK, " ")
    '3 Nov'
    """
    return f"{day.day}{formats.NO_BREAK}{day:%b}"


def duration(minutes: float) -> str:
    """Write minutes as people say them.

    >>> [duration(minutes).replace(formats.NO_BREAK, " ") for minutes in (200, 45, 0.4)]
    ['3 h 20 min', '45 min', 'less than a minute']
    """
    whole = round(minutes)
    if not whole:
        return "less than a minute" if minutes > 0 else "no time"
    hours, rest = divmod(whole, 60)
    parts = ([f"{hours}{formats.NO_BREAK}h"] if hours else []) + (
        [f"{rest}{formats.NO_BREAK}min"] if rest else []
    )
    return " ".join(parts)
