"""Practice, diagnostic and review in a real browser: by keyboard, on a small phone, without JavaScript."""

import sqlite3
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from browser.test_every_state import EVERY_RULE, SMALL_TARGETS
from browser.test_journey import press_and_wait, tab_to
from web.conftest import Served

pytestmark = pytest.mark.browser
SMALL_OPTIONS = SMALL_TARGETS.replace(".edit,", ".edit, .option, .confidence label,")
LONG_AGO = """UPDATE web_sittingevent SET at = datetime(at, '-9 days')
WHERE sitting_id IN (SELECT id FROM web_studysitting WHERE mode = 'practise')"""


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark")
    yield context.new_page()
    context.close()


def is_accessible(page: Page) -> bool:
    """Hold a page, with all that is folded away opened, against every rule."""
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    found = Axe().run(page, options={"runOnly": EVERY_RULE}).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['target']}" for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(SMALL_OPTIONS) == []
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = false; })")
    return True


def start(page: Page, site: Served, mode: str) -> None:
    page.goto(f"{site.address}study/{mode}/")
    with page.expect_navigation():
        page.locator("main button.button").click()


def choose_by_keyboard(page: Page, first: int = 1) -> None:
    """Press as many of the number keys as the question asks for, then Enter."""
    wanted = page.locator(".wanted").inner_text().split()[1]
    for place in range(1 if wanted == "one" else int(wanted)):
        page.keyboard.press(str(first + place))
    press_and_wait(page, "Enter")


def is_focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_round_of_practice_by_keyboard_alone(page: Page, site: Served) -> None:
    page.goto(f"{site.address}study/practise/")
    assert is_accessible(page)
    tab_to(page, "main button.button")
    press_and_wait(page, "Enter")
    for number in (1, 2, 3):
        assert is_focused(page) == f"Question {number}"
        assert number > 1 or is_accessible(page)
        choose_by_keyboard(page)
        assert is_focused(page) in ("Right", "Not right")
        assert number > 1 or is_accessible(page)
        press_and_wait(page, "Enter")
    tab_to(page, "button[value=end]")
    press_and_wait(page, "Enter")
    assert page.locator("h1").inner_text().endswith("of 3 right in this round")
    assert is_accessible(page)


def test_wrong_number_is_told_where_it_happened(page: Page, site: Served) -> None:
    start(page, site, "practise")
    press_and_wait(page, "Enter")
    assert is_focused(page).startswith("There is a problem")
    assert is_accessible(page)
    page.locator(".error-summary a").click()
    assert page.evaluate("document.activeElement.id") == "option"


def test_number_keys_choose_and_unchoose(page: Page, site: Served) -> None:
    start(page, site, "practise")
    page.keyboard.press("2")
    assert page.locator(".options input").nth(1).is_checked()
    page.keyboard.press("1")
    assert page.locator(".options input").first.is_checked()
    page.keyboard.press("9")
    assert page.locator("h1").inner_text() == "Question 1"


def test_enter_held_down_goes_one_step(page: Page, site: Served) -> None:
    start(page, site, "practise")
    choose_by_keyboard(page)
    with page.expect_navigation():
        page.keyboard.down("Enter")
    for _ in range(5):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert page.locator("h1").inner_text() == "Question 2"


def test_problem_is_reported_in_two_clicks(page: Page, site: Served) -> None:
    start(page, site, "practise")
    choose_by_keyboard(page)
    page.locator(".report summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="It is unclear").click()
    notice = page.get_by_role("status")
    assert "You reported this question" in notice.inner_text()
    expect(notice).to_be_in_viewport()
    assert is_accessible(page)
    page.goto(f"{site.address}study/reports/")
    assert is_accessible(page)


def test_keys_write_in_the_box_for_words(page: Page, site: Served) -> None:
    start(page, site, "practise")
    choose_by_keyboard(page)
    page.locator(".report summary").click()
    page.locator("textarea").click()
    page.keyboard.type("1 of 2")
    page.keyboard.press("Enter")
    assert page.locator("textarea").input_value() == "1 of 2\n"


def test_diagnostic_by_keyboard_alone(page: Page, site: Served) -> None:
    page.goto(f"{site.address}study/diagnostic/")
    assert is_accessible(page)
    start(page, site, "diagnostic")
    for _ in range(25):
        if not page.locator(".options").count():
            break
        choose_by_keyboard(page)
    assert "pass mark" in page.locator("h1").inner_text() or "too close" in page.locator("h1").inner_text()
    assert page.locator("svg.chart").count() == 2
    assert is_accessible(page)


def test_review_by_keyboard_alone(page: Page, site: Served) -> None:
    start(page, site, "practise")
    for _ in range(6):
        choose_by_keyboard(page, first=2)
        press_and_wait(page, "Enter")
    with sqlite3.connect(site.data / "whichcert.sqlite3") as database:
        database.execute(LONG_AGO)
    start(page, site, "review")
    graded = 0
    while page.locator(".options").count():
        choose_by_keyboard(page)
        if not graded:
            assert is_accessible(page)
        assert page.locator(".grade[data-enter]").count() == 1
        press_and_wait(page, "Enter" if graded % 2 else "1")
        graded += 1
        assert graded < 200
    assert graded
    assert page.locator("h1").inner_text().endswith("still known")
    assert is_accessible(page)
    page.goto(f"{site.address}study/review/")
    assert is_accessible(page)


def test_practice_without_javascript(chromium: Browser, site: Served) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(f"{site.address}study/practise/")
    page.get_by_role("button", name="Start a round").click()
    wanted = page.locator(".wanted").inner_text().split()[1]
    for place in range(1 if wanted == "one" else int(wanted)):
        page.locator(".options input").nth(place).check()
    page.get_by_label("Unsure").check()
    page.get_by_role("button", name="Answer").click()
    assert page.locator("h1").inner_text() in ("Right", "Not right")
    page.get_by_role("button", name="Next question").click()
    assert page.locator("h1").inner_text() == "Question 2"
    assert not page.locator(".keys").is_visible()


def test_keys_can_be_turned_off_and_stay_off(page: Page, site: Served) -> None:
    start(page, site, "practise")
    page.get_by_role("button", name="Turn the keys off").click()
    assert is_accessible(page)
    for again in (False, True):
        if again:
            page.reload()
        page.locator("h1").click()
        for key in ("1", "2", "Enter"):
            page.keyboard.press(key)
        assert page.locator("h1").inner_text() == "Question 1"
        assert page.locator(".options input:checked").count() == 0
        assert "The keys are off." in page.locator(".keys").inner_text()
    page.get_by_role("button", name="Turn the keys on").click()
    page.keyboard.press("2")
    assert page.locator(".options input").nth(1).is_checked()
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_keys_do_nothing_where_nothing_says_so(chromium: Browser, site: Served) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    start(page, site, "practise")
    assert not page.locator(".keys").is_visible()
    page.keyboard.press("1")
    assert page.locator(".options input:checked").count() == 0
    context.close()
