"""From words to numbers: what is said counts, what is not said is the middle."""

from datetime import timedelta
from math import exp

import pytest
from hypothesis import given, settings

from decide.cases import NEITHER, PSM, PSPO
from people import LIBRARY, PROFILES, TODAY
from whichcert.decide.profile import Profile
from whichcert.decide.situation import situation


def said(**fields):
    return situation(Profile(**fields), LIBRARY.vocabulary, today=TODAY)


def test_nothing_said_is_the_middle():
    found = said()
    assert found.pull == {PSM: 0.5, PSPO: 0.5, NEITHER: 0.25}
    assert found.use == {PSM: 0.5, PSPO: 0.5}
    assert (found.depth, found.wants_both, found.years, found.instead) == (0.0, False, None, None)
    assert (found.known.framework, found.known.people, found.known.product) == (0.3, 0.1, 0.1)
    assert (found.budget_usd, found.hours_per_week, found.weeks) == (None, None, None)


def test_a_wanted_role_pulls_by_its_share_of_the_work():
    words = LIBRARY.vocabulary.words["roles"]
    for name in ("scrum_master", "product_owner", "agile_coach"):
        psm, pspo = words[name].number("psm"), words[name].number("pspo")
        lean = min(1.0, max(0.0, (psm / (psm + pspo) - 0.3) / 0.4))
        pull = said(target_role=name).pull
        assert (pull[PSM], pull[PSPO]) == pytest.approx((0.2 + 0.8 * lean, 1.0 - 0.8 * lean))
        assert pull[NEITHER] == 0.3
    assert said(target_role="scrum_master").pull[PSM] > 0.95


def test_pulls_of_goals_are_averaged():
    goals = LIBRARY.vocabulary.words["goals"]
    plain = [g for g in goals.values() if not g.says.get("follows_role") and not g.says.get("other_side")][:3]
    pull = said(goals=tuple(g.id for g in plain)).pull
    assert pull[PSM] == pytest.approx(sum(g.number("psm") for g in plain) / 3)


@pytest.mark.parametrize("role", ["scrum_master", "product_owner"])
def test_proof_leans_to_the_own_side_and_widening_to_the_other(role):
    own, other = (PSM, PSPO) if role == "scrum_master" else (PSPO, PSM)
    proof, widening = (
        said(current_role=role, goals=(g,)).pull for g in ("certify_current_work", "widen_role")
    )
    plain = said(goals=("certify_current_work",)).pull
    assert proof[own] == pytest.approx(min(1.0, plain[own] + 0.3))
    assert proof[other] == pytest.approx(plain[other] - 0.3)
    assert widening[other] > widening[own]


def test_an_unwanted_role_keeps_three_fifths_of_its_pull():
    assert said(constraints=("not_product_owner",)).pull[PSPO] == pytest.approx(0.5 * 0.6)
    assert said(constraints=("not_scrum_master",)).pull[PSM] == pytest.approx(0.5 * 0.6)


def test_shaky_basics_come_first():
    found = said(constraints=("weak_scrum_basics",))
    assert found.weak_basics
    assert (found.pull[PSM], found.pull[PSPO]) == pytest.approx((0.7, 0.3))


def test_without_practice_waiting_gains():
    found = said(constraints=("no_experience",))
    assert (found.inexperienced, found.years) == (True, 0.0)
    assert found.pull[NEITHER] == pytest.approx(0.25 + 0.4 * 0.75)
    assert said(current_role="scrum_master", strengths=("scrum_knowledge",)).known.framework > 0.5
    shy = said(current_role="scrum_master", strengths=("scrum_knowledge",), constraints=("no_experience",))
    assert shy.known.framework == pytest.approx(0.3)


def test_a_year_of_scrum_contradicts_no_experience():
    assert not said(constraints=("no_experience",), years_of_scrum=1.0).inexperienced
    assert said(constraints=("no_experience",), years_of_scrum=0.9).inexperienced


def test_own_numbers_win_over_those_of_constraints():
    assert said(constraints=("little_money",)).budget_usd == 200
    assert said(constraints=("little_money",), budget_usd=0.0).budget_usd == 0
    assert said(constraints=("no_course", "little_money")).budget_usd == 200
    assert said(constraints=("little_time",)).hours_per_week == 2
    assert said(constraints=("little_time",), hours_per_week=9.0).hours_per_week == 9
    assert said(constraints=("little_money", "little_time")).emphasised == {"cost", "time"}


def test_a_deadline_is_weeks_from_the_day_passed_in():
    assert said(deadline=TODAY + timedelta(days=21)).weeks == 3.0
    assert said(deadline=TODAY).weeks == 0.0


def test_years_in_a_job_teach_the_framework_and_its_own_part():
    found = said(current_role="scrum_master", years_of_scrum=3.0)
    time_in = 1 - exp(-1)
    assert found.practises == {PSM}
    assert found.known.people == pytest.approx(0.75 * time_in)
    assert found.known.product == pytest.approx(0.1)
    assert found.known.framework == pytest.approx(0.6)


@pytest.mark.parametrize(
    ("holds", "framework", "people", "product"),
    [
        (("psm-1",), 0.9, 0.6, 0.1),
        (("psm-2",), 0.9, 0.8, 0.1),
        (("pspo-3",), 0.9, 0.1, 0.95),
        (("csm",), 0.7, 0.5, 0.1),
        (("cspo", "psm-1"), 0.9, 0.6, 0.5),
        (("safe-popm",), 0.3, 0.1, 0.45),
    ],
)
def test_certificates_count_as_knowledge(holds, framework, people, product):
    known = said(holds=holds).known
    assert (known.framework, known.people, known.product) == pytest.approx((framework, people, product))


def test_a_goal_may_name_another_certification():
    assert said(goals=("be_a_better_developer",)).instead == "psd-1"
    assert said(goals=("have_both",)).wants_both


@settings(max_examples=100, deadline=None)
@given(profile=PROFILES)
def test_every_share_of_every_person_lies_between_0_and_1(profile):
    found = situation(profile, LIBRARY.vocabulary, today=TODAY)
    known = (found.known.framework, found.known.people, found.known.product)
    for share in (*found.pull.values(), *found.use.values(), *known, found.depth):
        assert 0 <= share <= 1
