"""Mocks in a real browser: by keyboard alone, without a network, on a phone, as a screen reader sees them."""

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.test_every_state import EVERY_RULE, SMALL_TARGETS
from browser.test_journey import press_and_wait, tab_to
from web.conftest import Served
from whichcert.web.data_folder import DATABASE_FILE

pytestmark = pytest.mark.browser
LENGTH = 20
PATIENCE_MS = 8_000


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport={"width": 360, "height": 740}, color_scheme="dark")
    opened.set_default_timeout(PATIENCE_MS)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def begin(page: Page, site: Served, time: str = "standard") -> None:
    """Begin a mock of 20 questions, and wait until its questions are loaded."""
    page.goto(f"{site.address}study/mock/?assessment=psm-1")
    page.locator(f"input[name=length][value='{LENGTH}']").check()
    page.locator(f"input[name=time][value='{time}']").check()
    page.locator("main button.button").click()
    loaded(page)


def loaded(page: Page) -> None:
    page.locator("#mock[data-ready]").wait_for()


def says(page: Page, text: str) -> None:
    expect(page.locator("#saved")).to_contain_text(text, timeout=PATIENCE_MS)


def heading(page: Page) -> str:
    return page.locator("h1").inner_text()


def stored(page: Page) -> list[tuple[int, ...]]:
    """Return what the server has of each question."""
    address = re.sub(r"(\d+|all)/$", "questions.json", page.url)
    found: dict[str, Any] = json.loads(page.request.get(address).text())
    return [tuple(one["chosen"]) for one in found["questions"]]


def waiting(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).length"))


def test_whole_mock_by_keyboard_alone(page: Page, site: Served) -> None:
    page.goto(f"{site.address}study/mock/")
    tab_to(page, "input[name=length]")
    while page.locator("input[name=length]:checked").get_attribute("value") != str(LENGTH):
        page.keyboard.press("ArrowDown")
    tab_to(page, "main button.button")
    press_and_wait(page, "Enter")
    loaded(page)
    titles = set()
    for number in range(1, LENGTH + 1):
        assert heading(page) == f"Question {number} of {LENGTH}"
        assert page.evaluate("document.activeElement.id") == "heading"
        titles.add(page.title())
        page.keyboard.press("2")
        assert page.locator("[name=option]:checked").evaluate_all("all => all.map(one => one.value)") == ["1"]
        if number == 7:
            page.keyboard.press("b")
        page.keyboard.press("n" if number % 2 else "Enter")
    assert len(titles) == LENGTH
    assert heading(page) == "Overview"
    assert "1 bookmarked" in page.locator("#counts").inner_text()
    says(page, "20 answers saved.")
    assert stored(page) == [(1,)] * LENGTH
    assert waiting(page) == 0

    tab_to(page, "#overview a[href$='/7/']")
    page.keyboard.press("Enter")
    assert heading(page) == f"Question 7 of {LENGTH}"
    page.keyboard.press("p")
    assert heading(page) == f"Question 6 of {LENGTH}"
    page.keyboard.press("1")
    if page.locator("input[type=checkbox]").count():
        page.keyboard.press("2")
    tab_to(page, "button[value=all]")
    page.keyboard.press("Enter")
    tab_to(page, "#finishing button")
    press_and_wait(page, "Enter")
    if page.locator("h1", has_text="open").count():
        tab_to(page, "button.button")
        press_and_wait(page, "Enter")
    page.wait_for_url("**/result/")
    assert "the mark of 85" in heading(page)
    assert page.locator(".answers-given > details").count() == LENGTH
    assert page.locator(".answers-given > details", has_text="changed once").count() == 1


def test_nothing_is_lost_when_the_network_is_cut_in_the_middle(
    context: BrowserContext, page: Page, site: Served
) -> None:
    begin(page, site)
    for number in range(1, LENGTH + 1):
        if number == 6:
            says(page, "5 answers saved.")
            context.set_offline(True)
        page.keyboard.press("1")
        if number == 8:
            says(page, "Not saved yet: no connection. 3 answers wait in this browser")
            assert page.locator("#said").inner_text().startswith("Not saved yet: no connection.")
            page.keyboard.press("b")
        page.keyboard.press("Enter")
        if number == 15:
            context.set_offline(False)
    says(page, "20 answers saved.")
    assert stored(page) == [(0,)] * LENGTH
    assert waiting(page) == 0
    assert "1 bookmarked" in page.locator("#counts").inner_text()


def test_answers_wait_through_a_reload_that_fails(context: BrowserContext, page: Page, site: Served) -> None:
    begin(page, site)
    context.set_offline(True)
    page.keyboard.press("2")
    says(page, "1 answer waits")
    address = page.url
    with pytest.raises(Exception, match="INTERNET_DISCONNECTED"):
        page.reload()
    context.set_offline(False)
    page.goto(address)
    loaded(page)
    assert page.locator("[name=option]:checked").get_attribute("value") == "1"
    says(page, "1 answer saved.")
    assert stored(page)[0] == (1,)
    assert waiting(page) == 0


def test_back_forward_and_reload_keep_the_place(page: Page, site: Served) -> None:
    begin(page, site)
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    page.keyboard.press("2")
    page.go_back()
    assert heading(page) == f"Question 1 of {LENGTH}"
    page.go_forward()
    assert heading(page) == f"Question 2 of {LENGTH}"
    assert page.url.endswith("/2/")
    says(page, "2 answers saved.")
    page.reload()
    loaded(page)
    assert heading(page) == f"Question 2 of {LENGTH}"
    assert page.locator("[name=option]:checked").get_attribute("value") == "1"


def test_the_server_that_fails_is_asked_again(page: Page, site: Served) -> None:
    begin(page, site)
    page.route("**/events/", lambda route: route.fulfill(status=503, body="{}"))
    page.keyboard.press("1")
    says(page, "Not saved yet: the disk of the server may be full. 1 answer waits")
    page.unroute("**/events/")
    says(page, "1 answer saved.")
    assert stored(page)[0] == (0,)


def test_answer_that_was_stored_though_its_reply_was_lost_counts_once(page: Page, site: Served) -> None:
    begin(page, site)
    bodies: list[str] = []

    def lose(route: Any) -> None:
        bodies.append(route.request.post_data)
        route.fetch()
        route.abort()

    page.route("**/events/", lose, times=1)
    page.keyboard.press("1")
    says(page, "Not saved yet")
    page.on("request", lambda request: bodies.append(request.post_data or ""))
    says(page, "1 answer saved.")
    sent = [json.loads(body)["events"] for body in bodies if body]
    assert sent[0][0]["key"] == sent[1][0]["key"]
    assert stored(page)[0] == (0,)


def test_clock_is_announced_at_the_marks_only_and_the_end_opens_the_result(page: Page, site: Served) -> None:
    page.clock.install()
    begin(page, site)
    # The server's clock stands still while the browser's runs: without an answer it goes on by itself.
    page.evaluate(
        """() => { window.heard = [];
        new MutationObserver(() => window.heard.push(document.getElementById('said').textContent))
          .observe(document.getElementById('said'), {childList: true}); }"""
    )
    assert page.locator("#clock").inner_text().replace("\u00a0", " ") == "15 min left"
    page.clock.run_for(14 * 60_000 + 30_000)
    assert page.evaluate("window.heard") == [
        "10 minutes left.",
        "Half of the time is over, 7.5 minutes left.",
        "5 minutes left.",
        "1 minute left.",
    ]
    assert re.fullmatch(r"0:(29|30) left", page.locator("#clock").inner_text())


def test_time_that_is_over_leads_to_the_result(page: Page, site: Served) -> None:
    begin(page, site)
    page.keyboard.press("1")
    says(page, "1 answer saved.")
    over = json.dumps({"saved": [], "seconds_left": 0, "over": True})
    page.route("**/events/", lambda route: route.fulfill(status=200, body=over))
    page.route("**/result/", lambda route: route.fulfill(status=200, body="<h1>the result</h1>"))
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_url("**/result/")


def end_at(page: Page, site: Served, end: datetime) -> None:
    """Let the mock that is shown have begun so long ago that its time ends then."""
    token = page.url.split("/")[5]
    began = (end - timedelta(minutes=15)).strftime("%Y-%m-%d %H:%M:%S.%f")
    with sqlite3.connect(site.data / DATABASE_FILE) as database:
        statement = "UPDATE web_studysitting SET started = ? WHERE token = ?"
        assert database.execute(statement, (began, token)).rowcount == 1


@pytest.mark.parametrize("is_over", [False, True], ids=["ends soon", "ended meanwhile"])
def test_answer_that_waited_counts_though_the_time_ended(
    context: BrowserContext, page: Page, site: Served, is_over: bool
) -> None:
    begin(page, site)
    context.set_offline(True)
    page.keyboard.press("1")
    says(page, "1 answer waits")
    end = datetime.now(UTC) + timedelta(seconds=0.5 if is_over else 2)
    end_at(page, site, end)
    if is_over:
        page.wait_for_timeout(1_000)
    context.set_offline(False)
    page.locator(".answers-given").wait_for()
    assert page.url.endswith("/result/")
    text = page.locator("main").inner_text()
    assert "The clock ended this mock." in text
    assert "19 questions without an answer" in text
    assert waiting(page) == 0


def test_result_opens_only_when_nothing_waits_any_more(
    context: BrowserContext, page: Page, site: Served
) -> None:
    begin(page, site)
    context.set_offline(True)
    page.keyboard.press("1")
    says(page, "1 answer waits")
    end_at(page, site, datetime.now(UTC) + timedelta(seconds=0.2))
    page.wait_for_timeout(500)
    context.route("**/events/", lambda route: route.fulfill(status=503, body="{}"))
    context.set_offline(False)
    page.goto(re.sub(r"\d+/$", "result/", page.url))
    says(page, "Not saved yet: the disk of the server may be full.")
    page.get_by_role("button", name="See the result").click()
    assert heading(page) == "Your time is over"
    assert violations(page) == []
    context.unroute("**/events/")
    page.get_by_role("button", name="See the result").click()
    page.locator(".answers-given").wait_for()
    assert "19 questions without an answer" in page.locator("main").inner_text()


def test_small_phone_shows_the_question_and_its_buttons(page: Page, site: Served) -> None:
    begin(page, site)
    for key in ("", "Enter"):
        if key:
            page.keyboard.press(key)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.evaluate("[...document.querySelectorAll('.option')].every(one => one.offsetHeight >= 44)")
    page.locator("button[value=all]").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(SMALL_TARGETS) == []


def test_screen_reader_finds_the_timer_the_question_and_its_options(page: Page, site: Served) -> None:
    begin(page, site)
    stem = page.locator("#question").inner_text()
    tree = page.locator("main").aria_snapshot()
    assert re.search(r"- timer: .*15.min left", tree)
    assert re.search(rf'- heading "Question 1 of {LENGTH}" \[level=1\]', tree)
    # the tree writes quotation marks as \"
    assert " ".join(stem.split())[:30] in tree.replace('\\"', '"')
    group = page.get_by_role("group", name=re.compile("^Choose"))
    assert group.get_by_role("radio").count() + group.get_by_role("checkbox").count() >= 2
    described = page.evaluate(
        "document.getElementById(document.querySelector('.options').getAttribute('aria-describedby')).innerText"
    )
    assert described == stem
    for name in ("Save and next", "Skip", "Bookmark", "Overview"):
        assert page.get_by_role("button", name=name, exact=True).is_visible()
    assert page.get_by_role("status").count() == 1


def violations(page: Page, rules: dict[str, Any] = EVERY_RULE) -> list[str]:
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found]


def test_every_page_is_accessible(context: BrowserContext, page: Page, site: Served) -> None:
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    def fine() -> None:
        assert violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") == 360, page.url

    begin(page, site)
    fine()
    page.keyboard.press("1")
    page.keyboard.press("b")
    context.set_offline(True)
    page.keyboard.press("2")
    says(page, "Not saved yet")
    fine()
    context.set_offline(False)
    says(page, "1 answer saved.")
    page.goto(re.sub(r"\d+/$", "all/", page.url))
    loaded(page)
    fine()
    page.locator("#finishing button").click()
    page.wait_for_url("**/finish/")
    fine()
    page.get_by_role("button", name="Finish anyway").click()
    page.wait_for_url("**/result/")
    page.evaluate(
        "[...document.querySelectorAll('details')].slice(0, 8).forEach(one => { one.open = true; })"
    )
    fine()
    page.goto(f"{site.address}study/mock/")
    fine()
    page.locator("input[name=length]:checked").evaluate("one => { one.checked = false; }")
    page.locator("main button.button").click()
    assert page.locator(".error-summary").is_visible()
    fine()
    assert [text for text in said if "status of 400" not in text and "ERR_INTERNET" not in text] == []


def test_colours_can_be_read_in_light(chromium: Browser, site: Served) -> None:
    opened = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    page, rules = opened.new_page(), {"type": "rule", "values": ["color-contrast"]}
    begin(page, site)
    page.keyboard.press("1")
    opened.set_offline(True)
    page.keyboard.press("2")
    says(page, "Not saved yet")
    assert violations(page, rules) == []
    opened.set_offline(False)
    says(page, "1 answer saved.")
    page.locator("button[value=all]").click()
    assert violations(page, rules) == []
    page.locator("#finishing button").click()
    page.get_by_role("button", name="Finish anyway").click()
    page.wait_for_url("**/result/")
    page.locator(".answers-given > details > summary").first.click()
    assert violations(page, rules) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 1440
    opened.close()


def test_mock_without_javascript(chromium: Browser, site: Served) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}study/mock/")
    page.locator(f"input[name=length][value='{LENGTH}']").check()
    page.locator("main button.button").click()
    for number in (1, 2):
        assert heading(page) == f"Question {number} of {LENGTH}"
        page.locator("[name=option]").first.check()
        with page.expect_navigation():
            page.locator("[name=option]").first.press("Enter")
    page.get_by_role("button", name="Overview").click()
    says(page, "2 answers saved.")
    page.get_by_role("button", name="Finish and see the result").click()
    page.get_by_role("button", name="Finish anyway").click()
    assert "below the mark of 85" in heading(page)
    page.get_by_role("link", name=re.compile("^Not answered")).click()
    assert page.locator(".answers-given > details").count() == LENGTH - 2
    context.close()


def test_keys_can_be_turned_off(page: Page, site: Served) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    begin(page, site)
    page.get_by_role("button", name="Turn the keys off").click()
    for key in ("1", "n", "Enter"):
        page.keyboard.press(key)
    assert heading(page) == f"Question 1 of {LENGTH}"
    assert page.locator("[name=option]:checked").count() == 0


def test_keys_turned_off_in_a_mock_stay_off(page: Page, site: Served) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    begin(page, site)
    page.get_by_role("button", name="Turn the keys off").click()
    page.reload()
    page.locator("[data-ready]").wait_for()
    page.keyboard.press("1")
    assert page.locator("[name=option]:checked").count() == 0
    page.get_by_role("button", name="Turn the keys on").click()
    page.keyboard.press("1")
    assert page.locator("[name=option]:checked").count() == 1
