"""The log read and written in SQL says what Django's models say, whoever wrote it."""

import random
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection

from studying import NOON
from whichcert.flows.history import Confidence, Mode
from whichcert.flows.sitting import Deed, Happened, Sitting, State, state_of
from whichcert.flows.study_data import StoredSitting, StudyData
from whichcert.memory.schedule import Grade
from whichcert.web import study_log, study_records
from whichcert.web.models import SittingEvent, StudySitting

pytestmark = pytest.mark.django_db
ITEMS = ("a", "b", "ü")


@pytest.fixture
def learner() -> int:
    return study_records.the_learner(NOON)


def sitting(token: str, mode: Mode = Mode.PRACTISE, minutes: float | None = None) -> Sitting:
    return Sitting(token, mode, ("psm-1",), NOON, ITEMS, minutes)


def happened(rng: random.Random) -> Happened:
    at = NOON + timedelta(seconds=rng.choice([rng.randrange(5000), rng.uniform(0, 5000)]))
    deed = rng.choice(list(Deed))
    return Happened(
        deed,
        at,
        rng.choice(ITEMS),
        tuple(sorted(rng.sample(range(5), rng.randrange(3)))) if deed is Deed.ANSWER else (),
        rng.choice([None, *Confidence]) if deed is Deed.ANSWER else None,
        rng.choice(list(Grade)) if deed is Deed.GRADE else None,
        at + timedelta(seconds=rng.choice([0, 7.5])),
    )


def replayed_by_django(learner: int) -> tuple[State, ...]:
    stored = study_records.everything(learner).sittings
    return tuple(state_of(one.sitting, [event for _, event in one.events]) for one in stored)


@pytest.mark.parametrize("seed", range(6))
def test_states_are_what_the_models_say_whatever_happens_to_the_log(learner: int, seed: int) -> None:
    rng = random.Random(seed)
    begun = list[Sitting]()
    for key in range(40):
        match rng.choice(["begin", "one", "many", "many", "import", "erase"] if begun else ["begin"]):
            case "begin":
                minutes = rng.choice([None, 60.0])
                begun.append(sitting(f"token-{len(begun)}", rng.choice(list(Mode)), minutes))
                study_records.begin(learner, begun[-1])
            case "one":
                study_records.append(rng.choice(begun).token, happened(rng), key=f"key-{key}")
            case "many":
                events = [(f"key-{key}-{n}", happened(rng)) for n in range(rng.randrange(5))]
                study_records.append_all(rng.choice(begun).token, events)
            case "import":
                # older events among newer ones, as a file from another machine brings them
                events = [(f"key-{key}-{n}", happened(rng)) for n in range(rng.randrange(5))]
                study_records.add(learner, StudyData((StoredSitting(rng.choice(begun), tuple(events)),)))
            case "erase" if rng.random() < 0.2:
                StudySitting.objects.filter(learner_id=learner).delete()
                begun = []
        assert study_records.states(learner) == replayed_by_django(learner)
        for one, state in zip(begun, replayed_by_django(learner), strict=True):
            assert study_records.state(learner, one.token) == state
    assert SittingEvent.objects.exists() or not begun


def test_what_another_program_stored_is_seen(learner: int) -> None:
    study_records.begin(learner, sitting("p"))
    study_records.append("p", Happened(Deed.ANSWER, NOON, "a", (0,)), key="answer-1")
    assert list(study_records.states(learner)[0].answers) == ["a"]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO web_sittingevent (sitting_id, key, deed, item, chosen, at, received) "
            "SELECT sitting_id, 'other', deed, 'b', '[2, 3]', at, received FROM web_sittingevent"
        )
    assert [one.chosen for one in study_records.states(learner)[0].answers.values()] == [(0,), (2, 3)]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE web_sittingevent SET chosen = '[1]' WHERE key = 'other'")
    assert [one.chosen for one in study_records.states(learner)[0].answers.values()] == [(0,), (1,)]


def test_an_erased_sitting_leaves_nothing_to_the_next_of_its_name(learner: int) -> None:
    for item in ("a", "b"):
        study_records.begin(learner, sitting("p"))
        study_records.append("p", Happened(Deed.ANSWER, NOON, item, (0,)), key="answer-1")
        assert list(study_records.states(learner)[0].answers) == [item]
        StudySitting.objects.all().delete()


@pytest.mark.parametrize(
    "at",
    [
        NOON,
        NOON + timedelta(microseconds=40),
        datetime(2026, 11, 24, 9, 30, tzinfo=timezone(timedelta(hours=-7))),
    ],
)
def test_both_ways_of_storing_write_the_same(learner: int, at: datetime) -> None:
    event = Happened(Deed.ANSWER, at, "ü", (0, 2), Confidence.SURE, Grade.EASY, at + timedelta(seconds=1))
    for token in "pq":
        study_records.begin(learner, sitting(token))
    study_records.append("p", event, key="k")
    study_records.append_all("q", [("k", event)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, deed, item, chosen, confidence, grade, CAST(at AS TEXT), CAST(received AS TEXT) "
            "FROM web_sittingevent"
        )
        one, other = cursor.fetchall()
    assert one == other
    assert [row.at for row in SittingEvent.objects.all()] == [at.astimezone(UTC)] * 2


def test_what_is_stored_under_a_key_stays(learner: int) -> None:
    study_records.begin(learner, sitting("p"))
    first, second = (Happened(Deed.ANSWER, NOON, "a", (place,)) for place in (0, 1))
    study_records.append_all("p", [("k", first)])
    study_records.append_all("p", [("k", second), ("l", second), ("l", first)])
    assert [(row.key, row.chosen) for row in SittingEvent.objects.order_by("id")] == [("k", [0]), ("l", [1])]


@pytest.mark.django_db(transaction=True)
def test_a_sitting_that_was_erased_meanwhile_takes_nothing(learner: int) -> None:
    study_records.begin(learner, sitting("m", Mode.MOCK))
    found = study_log.heard(learner, "m")
    assert found is not None
    StudySitting.objects.all().delete()
    with pytest.raises(IntegrityError):
        study_log.store(found.row, [("k", Happened(Deed.ANSWER, NOON, "a", (0,)))])
    assert not SittingEvent.objects.exists()


def test_what_is_heard_of_a_sitting(learner: int) -> None:
    mock = sitting("m", Mode.MOCK, 7.5)
    study_records.begin(learner, mock)
    row = StudySitting.objects.get().pk
    assert study_log.heard(learner, "m") == study_log.Heard(row, mock, NOON, 0, None)
    later = NOON + timedelta(minutes=5, microseconds=3)
    study_records.append_all(
        "m",
        [
            ("k", Happened(Deed.ANSWER, NOON + timedelta(minutes=1), "a", (0,), received=later)),
            ("finish", Happened(Deed.FINISH, NOON + timedelta(minutes=2))),
        ],
    )
    assert study_log.heard(learner, "m") == study_log.Heard(row, mock, later, 2, NOON + timedelta(minutes=2))
    assert study_log.heard(learner + 1, "m") is None
    assert study_log.heard(learner, "other") is None
