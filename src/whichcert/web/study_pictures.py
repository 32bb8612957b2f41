"""The pictures of studying: each with its finding, its source, and its table."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from whichcert.flows.history import Marked
from whichcert.flows.plan import minutes_by_day
from whichcert.flows.review import forecast
from whichcert.flows.standing import AreaStanding, Standing
from whichcert.interop.jsonld import area_name
from whichcert.interval import Interval
from whichcert.measure.pass_chance import PassChance
from whichcert.web import charts, formats
from whichcert.web.charted import Charted
from whichcert.web.charts import Bar, ChancePoint, Pole
from whichcert.web.study_words import duration, short_day

DAYS = 14
MOST_BARS = 6

ChanceThen = tuple[datetime, PassChance, int]


def chance_picture(
    points: Sequence[ChanceThen], name: str, *, threshold: float, pole: Pole
) -> Charted | None:
    """Draw the chance to pass after each day with answers; None before the first answer."""
    if not points:
        return None
    first, last = points[0], points[-1]
    now, then = formats.out_of_hundred(last[1].probability), formats.out_of_hundred(first[1].probability)
    finding = f"Your chance to pass {name}: {now} of 100"
    if len(points) > 1:
        finding += f", after {then} on {short_day(first[0])}"
    drawn = [
        ChancePoint(
            short_day(when),
            (when - first[0]).total_seconds() / 86_400,
            chance.probability,
            chance.interval,
        )
        for when, chance, _ in points
    ]
    level = f"{last[1].interval.level * 100:.0f}{formats.NO_BREAK}%"
    return Charted(
        finding=finding,
        drawing=charts.chance_line(drawn, threshold=threshold, finding=finding, pole=pole),
        source=(
            f"Computed from {formats.counted(last[2], 'first answer')}; the band is the {level} range. "
            "How hard the questions are is a prior of the authors."
        ),
        caption=f"Chance to pass {name} after each day with answers",
        headers=("Day", "Chance, of 100", f"{level} range", "First answers"),
        rows=tuple(
            (
                formats.plain_date(when),
                formats.out_of_hundred(chance.probability),
                formats.range_numbers(chance.interval),
                str(count),
            )
            for when, chance, count in points
        ),
    )


def area_picture(now: Standing, name: str, pole: Pole) -> Charted:
    """Draw what a new question of each focus area would be answered right with, the dearest areas first."""
    length = now.pool.form.length
    by_loss = sorted(now.areas(), key=lambda one: -_lost(one, length))
    worst = by_loss[0]
    asked = round(worst.weight * length)
    finding = (
        f"Most is to be won in {area_name(worst.area)}: of its {formats.counted(asked, 'question')}, "
        f"about {_lost(worst, length):.0f} would be wrong"
    )
    shown = by_loss[:MOST_BARS]
    rest = len(by_loss) - len(shown)
    bars = [
        Bar(
            f"{area_name(one.area)}",
            one.share,
            Interval(one.low, one.high, 0.9),
            formats.counted(one.answered, "answer") if one.answered else "no answers: prior",
            pole,
        )
        for one in shown
    ]
    return Charted(
        finding=finding,
        drawing=charts.interval_bars(bars, finding=finding, decimals=0, top=1.0),
        source=(
            f"Expected share right of new questions, {name}. "
            f"{f'The {rest} areas where less is to be won stand in the table. ' if rest else ''}"
            f"How many questions an area has follows our blueprint, not the issuer’s."
        ),
        caption=f"Focus areas of {name}, most to be won first",
        headers=(
            "Focus area",
            "Expected right",
            f"90{formats.NO_BREAK}% range",
            "First answers",
            "Questions",
        ),
        rows=tuple(
            (
                area_name(one.area),
                formats.percent(one.share, 0),
                f"{one.low * 100:.0f} to {formats.percent(one.high, 0)}",
                str(one.answered),
                f"{one.weight * length:.0f} of {length}",
            )
            for one in by_loss
        ),
    )


def _lost(one: AreaStanding, length: int) -> float:
    return one.weight * length * (1 - one.share)


def review_picture(answers: Sequence[Marked], at: datetime) -> Charted | None:
    """Draw how many questions fall due for review on each of the next days; None where none does."""
    due = forecast(answers, at, DAYS)
    total, today = sum(due.values()), due[at.date()]
    if not total:
        return None
    falls = "falls" if total == 1 else "fall"
    finding = f"{formats.counted(total, 'question')} {falls} due for review in {DAYS} days"
    finding += f", {today} of them today" if today and today < total else ", today" if today else ""
    return by_day(
        due,
        finding=finding,
        source=(
            "From your answers, by the FSRS model of forgetting with its default parameters. "
            "What is overdue counts today."
        ),
        caption="Questions due for review",
        header="Questions",
    )


def time_picture(answers: Sequence[Marked], at: datetime) -> Charted | None:
    """Draw the minutes on questions on each of the last days; None where there were none."""
    spent = minutes_by_day(answers, at)
    days = [at.date() - timedelta(days=ago) for ago in reversed(range(DAYS))]
    minutes = {day: spent.get(day, 0.0) for day in days}
    total = sum(minutes.values())
    if not total:
        return None
    on = sum(one > 0 for one in minutes.values())
    finding = f"You spent {duration(total)} on questions in {DAYS} days, on {formats.counted(on, 'day')}"
    return by_day(
        {day: round(one) for day, one in minutes.items()},
        finding=finding,
        source=(
            "Minutes from seeing a question to its answer, at most ten a question. "
            "Reading explanations is not measured."
        ),
        caption="Minutes on questions",
        header="Minutes",
    )


def by_day(counts: Mapping[date, int], *, finding: str, source: str, caption: str, header: str) -> Charted:
    """Draw one column a day, with its table."""
    labelled = [
        (f"{day.day} {day:%b}" if place == 0 or day.day == 1 else str(day.day), count)
        for place, (day, count) in enumerate(counts.items())
    ]
    return Charted(
        finding=finding,
        drawing=charts.columns(labelled, finding=finding),
        source=source,
        caption=caption,
        headers=("Day", header),
        rows=tuple((formats.plain_date(day), str(count)) for day, count in counts.items()),
    )
