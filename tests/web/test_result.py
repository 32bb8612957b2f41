"""The result page, in every state, and the profile as a file."""

import re
import tomllib
from datetime import date
from typing import Any

import pytest
from django.test import Client

from web.answering import answer, answered, begin, read
from web.page import Element, Page
from whichcert.decide.alternatives import FirstStep
from whichcert.flows.read_profile import profile_from
from whichcert.flows.recommend import recommend
from whichcert.flows.recommendation import Verdict
from whichcert.flows.wording import headline
from whichcert.library import Library, load_library
from whichcert.web import formats
from whichcert.web.advice import advice
from whichcert.web.content import library as served_library
from whichcert.web.records import Answer
from whichcert.web.result.changes import step_of
from whichcert.web.result.market import market_shown
from whichcert.web.result.page import alternative_name, result_page
from whichcert.web.result.reasons import reasons_of
from whichcert.web.told import answers_from, told
from whichcert.web.views.find_out import new_orientation

pytestmark = pytest.mark.django_db
SECTIONS = ["why", "change", "sides", "market", "takes", "next", "how", "keep"]
STATES: dict[str, dict[str, Any]] = {
    "clear": {
        "current_role": "developer",
        "target_role": "scrum_master",
        "goals": ["improve_team"],
        "reasons": ["goal"],
        "answers": {"p15-vision-coaching": -2},
    },
    "nothing said": {},
    "both": {"current_role": "business_analyst", "goals": ["have_both"]},
    "something else fits": {"current_role": "developer", "goals": ["be_a_better_developer"]},
    "not yet": {
        "current_role": "student",
        "years_of_scrum": 0,
        "constraints": ["no_experience"],
        "budget_usd": 0,
    },
    "holds all": {"holds": ["psm-3", "pspo-3"]},
    "holds one": {
        "holds": ["psm-1"],
        "goals": ["go_deeper"],
        "current_role": "scrum_master",
        "years_of_scrum": 8,
    },
}


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(today=date(2026, 11, 24))


def shown(client: Client, data: dict[str, Any]) -> Page:
    """Return the result page of a profile."""
    found = served_library()
    token = new_orientation(answers_from(profile_from(data, found, today=found.today)))
    response = client.get(f"/result/{token}/")
    assert response.status_code == 200
    return read(response)


@pytest.mark.parametrize("state", STATES)
def test_every_state_shows_every_part_in_order(client: Client, state: str) -> None:
    page = shown(client, STATES[state])
    found = served_library()
    profile = profile_from(STATES[state], found, today=found.today)
    expected = headline(recommend(profile, found, today=found.today), found.catalogue)
    assert page.all("h1")[0].text.replace(formats.NO_BREAK, " ") == expected.removesuffix(".")
    headed = [one.attributes["id"] for one in page.all("h2") if "id" in one.attributes]
    assert headed == [name for name in SECTIONS if name in headed]
    assert set(SECTIONS) - set(headed) <= {"why"}
    buttons = [one.text for one in next_buttons(page)]
    assert len(buttons) == 1


@pytest.mark.parametrize("state", STATES)
def test_dots_and_words_agree_with_the_recommendation(client: Client, library: Library, state: str) -> None:
    profile = profile_from(STATES[state], library, today=library.today)
    found = advice(profile, library)
    page = result_page(found, told(answers_from(profile), library, today=library.today), library)
    assert page.chances[0].step is found.first_step
    assert [chance.step for chance in page.chances[1:]] == sorted(
        (step for step in FirstStep if step is not found.first_step),
        key=lambda step: -found.first_steps[step],
    )
    assert page.chances[0].count in (
        f"{found.probability * 100:.0f}",
        "more than 99",
        f"{found.probability * 100 - 0.5:.0f}",
    )


def test_certain_answer_is_not_called_all_of_a_hundred(client: Client) -> None:
    page = shown(client, STATES["clear"])
    assert "More than 99 of 100" in page.main
    assert "with fewer than 1" in page.main


def test_both_says_the_order_and_why(client: Client) -> None:
    text = shown(client, STATES["both"]).main
    assert "You want both." in text


def test_too_close_offers_the_deciding_question(client: Client, library: Library) -> None:
    page = shown(client, {})
    assert page.all("h1")[0].text.startswith("Too close to call")
    deciding = recommend(
        profile_from({}, library, today=library.today), library, today=library.today
    ).deciding_question
    assert deciding is not None
    link = next(a for a in page.all("a") if a.text == deciding.text)
    assert re.fullmatch(r"/find-out/[\w-]+/target_role/\?to=result", link.attributes["href"])


def test_reasons_are_in_the_persons_words_and_sum_to_the_gap(client: Client, library: Library) -> None:
    text = shown(client, STATES["clear"]).main
    assert "You told us: You want to work as: Scrum Master; Help a team work better together" in text
    found = advice(profile_from(STATES["clear"], library, today=library.today), library)
    assert found.verdict is Verdict.CLEAR
    reasons = reasons_of(found)
    assert reasons.carried[0].length == 100
    assert all(reason.pole is FirstStep.PSM for reason in reasons.carried)
    assert all(reason.pole is not FirstStep.PSM for reason in reasons.against)
    assert reasons.gap == f"{sum(reason.contribution for reason in found.reasons) * 100:.1f}"
    assert len(reasons.carried) + len(reasons.against) + reasons.rest == len(found.reasons)


def test_every_change_links_to_a_question_that_opens(client: Client) -> None:
    page = shown(client, {})
    links = [a.attributes["href"] for a in page.all("a") if a.attributes.get("class") == "edit"]
    assert len(links) >= 16
    assert {client.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    ("field", "detail", "step"),
    [
        ("answers", "p02-ordering-process: 1", "p02-ordering-process"),
        ("answers", "p02-ordering-process", "p02-ordering-process"),
        ("budget_usd", "200", "limits"),
        ("goals", "learn", "goals"),
        ("market", "10%", ""),
    ],
)
def test_change_leads_to_the_question_that_holds_it(field: str, detail: str, step: str) -> None:
    assert step_of(field, detail) == step


def test_country_without_postings_is_said_honestly(library: Library) -> None:
    profile = profile_from({"country": "va"}, library, today=library.today)
    market = market_shown(advice(profile, library).market, library)
    name = library.countries["va"]
    assert market.words == (
        f"{name}: there are no postings for these two roles in our data. "
        "These counts are for all other countries."
    )
    assert market.country is None


def test_market_names_its_numbers(client: Client, library: Library) -> None:
    found = advice(profile_from({}, library, today=library.today), library)
    text = shown(client, {}).main
    for path in (FirstStep.PSM, FirstStep.PSPO):
        share = found.market.named[path]
        assert f"{share.hits:,} of {share.n:,}; 95 % range" in text.replace(formats.NO_BREAK, " ")


def test_chance_to_pass_is_marked_as_a_prior(client: Client) -> None:
    text = shown(client, STATES["clear"]).main
    assert text.count("is the 90 % range. A prior: the authors set it") == 2


def test_every_fact_has_its_day(client: Client, library: Library) -> None:
    page = shown(client, STATES["clear"])
    day = formats.plain_date(library.catalogue.get("psm-1").facts["fee_usd"].checked)
    assert sum(one.text == day for one in page.all("span")) >= 14


def test_next_step_starts_the_plan_where_there_are_questions(client: Client) -> None:
    page = shown(client, {**STATES["clear"], "hours_per_week": 4})
    (button,) = next_buttons(page)
    assert (button.tag, button.text) == ("button", "Start my plan for PSM I")
    assert page.all("form")[0].attributes["action"] == "/study/plan/start/"
    hidden = {
        one.attributes["name"]: one.attributes["value"]
        for one in page.all("input")
        if "name" in one.attributes
    }
    assert {name: hidden[name] for name in ("assessment", "hours")} == {"assessment": "psm-1", "hours": "4"}
    assert "deadline" not in hidden
    assert "/prepare/?c=psm-1" in [a.attributes["href"] for a in page.all("a")]


def test_next_step_leads_to_preparing_where_there_are_none(client: Client) -> None:
    page = shown(client, STATES["holds one"])
    (button,) = next_buttons(page)
    assert (button.text, button.attributes["href"]) == ("Prepare for PSM II", "/prepare/?c=psm-2")
    assert client.get(button.attributes["href"]).status_code == 200


def next_buttons(page: Page) -> list[Element]:
    """Return the buttons that lead on; the quiet ones do not."""
    return [one for one in page.elements if one.attributes.get("class") == "button"]


def test_inputs_are_all_there_and_editable(client: Client) -> None:
    token = answered(client)
    answer(client, token, "deciding-angry", answer="-2")
    page = read(client.get(f"/result/{token}/"))
    text = page.main
    for words in (
        "Developer or engineer",
        "3 to 5 years (counted as 4)",
        "CSM, Certified ScrumMaster",
        "Germany",
        "$1,250 for assessments; 2.5 hours a week",
        "Not like me at all",
    ):
        assert words in text.replace(formats.NO_BREAK, " ")
    links = {a.attributes["href"] for a in page.all("a")}
    for step in ("current_role", "limits", "deciding-angry", "reasons", "likes"):
        assert f"/find-out/{token}/{step}/?to=result" in links


def test_page_says_draws_seed_and_what_it_cannot_know(client: Client) -> None:
    text = shown(client, {}).main
    assert "10,000 draws, seed 20201118." in text
    assert "Whether people who follow such advice do better" in text
    assert "It builds on level" in text


def test_deadline_that_has_passed_is_said_and_does_not_break_the_page(client: Client) -> None:
    token = new_orientation((Answer("limits", {"budget_usd": 200, "deadline": "2020-01-01"}),))
    text = read(client.get(f"/result/{token}/")).main
    assert "One of your answers no longer counts: deadline: 2020-01-01 is in the past" in text
    assert "$200 for assessments" in text


@pytest.mark.parametrize("answers", [1, 3])
def test_result_takes_three_queries(client: Client, answers: int, django_assert_num_queries: Any) -> None:
    token = answered(client, answers)
    client.get(f"/result/{token}/")
    # two for the answers, one to see that nobody has practised here
    with django_assert_num_queries(3):
        client.get(f"/result/{token}/")


@pytest.mark.parametrize("address", ["/result/{}/", "/result/{}/profile.toml"])
def test_unknown_token_is_a_friendly_404(client: Client, address: str) -> None:
    begin(client)
    response = client.get(address.format("A" * 22))
    assert response.status_code == 404
    assert "There are no answers at this address." in read(response).main


def test_result_can_only_be_read(client: Client) -> None:
    token = begin(client)
    assert client.post(f"/result/{token}/").status_code == 405
    assert client.head(f"/result/{token}/").status_code == 200


def test_profile_file_is_what_the_person_told(client: Client) -> None:
    response = client.get(f"/result/{answered(client)}/profile.toml")
    assert response.headers["Content-Disposition"] == 'attachment; filename="profile.toml"'
    assert tomllib.loads(response.content.decode()) == {
        "current_role": "developer",
        "target_role": "scrum_master",
        "years_of_scrum": 4,
        "holds": ["csm"],
        "goals": ["improve_team", "get_a_job"],
        "budget_usd": 1250,
        "hours_per_week": 2.5,
        "country": "de",
    }


def test_advice_is_worked_out_once_for_the_same_profile(library: Library) -> None:
    profile = profile_from({"goals": ["learn"]}, library, today=library.today)
    again = profile_from({"goals": ["learn"]}, library, today=library.today)
    assert advice(profile, library) is advice(again, library)
    assert advice(profile, library) == recommend(profile, library, today=library.today)


def test_alternative_is_written_as_people_do(library: Library) -> None:
    assert alternative_name("psm-1 then pspo-1", library) == "PSM I, then PSPO I"
    assert alternative_name("neither-yet", library) == "neither yet"
