"""The whole way: home, questions, result, share and back; by keyboard alone, and without JavaScript."""

import re
import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from web.conftest import Served

pytestmark = pytest.mark.browser
MOST_TABS = 120


@pytest.fixture
def page(chromium: Browser) -> Page:
    return chromium.new_context(accept_downloads=True).new_page()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on an element that the selector matches."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never reached {selector} on {page.url}")


def press_and_wait(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    """Wait for what takes effect when a page is drawn, such as autofocus; it may have loaded before that."""
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def step_of(page: Page) -> str:
    return page.url.split("/")[5].split("?")[0]


def answer_by_keyboard(page: Page) -> None:
    """Answer the question that is shown, with keys only."""
    assert page.evaluate("document.activeElement.id") == "question"
    step = step_of(page)
    if re.match(r"p\d\d-", step):
        press_and_wait(page, "1")
        return
    if page.locator(".five").count():
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.value") == "-1"
        press_and_wait(page, "Enter")
        return
    if step in ("country", "reasons"):
        tab_to(page, "main select")
        page.keyboard.press("ArrowDown")
    elif step == "limits":
        tab_to(page, "#budget_usd")
        page.keyboard.type("250")
    else:
        tab_to(page, "main input")
        page.keyboard.press("Space")
    tab_to(page, "button.button")
    press_and_wait(page, "Enter")


def test_whole_journey_by_keyboard_alone(page: Page, site: Served, tmp_path: Path) -> None:
    page.goto(site.address)
    tab_to(page, "main a[href='/find-out/']")
    press_and_wait(page, "Enter")
    tab_to(page, "button.button")
    press_and_wait(page, "Enter")
    titles = []
    while "/find-out/" in page.url:
        titles.append(page.title())
        answer_by_keyboard(page)
        assert len(titles) < 30
    assert len(set(titles)) == len(titles) >= 16
    answer, result = page.locator("h1").inner_text(), page.url
    assert answer.startswith("Start with PSM")

    tab_to(page, "a[download]")
    with page.expect_download() as waiting:
        page.keyboard.press("Enter")
    waiting.value.save_as(tmp_path / "profile.toml")
    assert tomllib.loads((tmp_path / "profile.toml").read_text())["budget_usd"] == 250

    tab_to(page, "#link")
    shared = page.locator("#link").input_value()
    page.goto("about:blank")
    page.goto(shared)
    page.wait_for_url("**/result/**")
    assert page.url != result
    assert page.locator("h1").inner_text() == answer

    page.goto(result)
    tab_to(page, f"a[href*='{result.split('/')[4]}/current_role/']")
    press_and_wait(page, "Enter")
    assert page.locator("input:checked").get_attribute("value") == "scrum_master"
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.textContent") == "Back"
    press_and_wait(page, "Enter")
    assert page.url == result


def test_whole_journey_without_javascript(chromium: Browser, site: Served, tmp_path: Path) -> None:
    page = chromium.new_context(java_script_enabled=False, accept_downloads=True).new_page()
    page.goto(site.address)
    page.locator("main a[href='/find-out/']").click()
    page.get_by_role("button", name="Start").click()
    for _ in range(30):
        if "/result/" in page.url:
            break
        if page.locator("main .answer").count():
            page.locator("main .answer").last.click()
        elif page.locator("main select").count():
            page.locator("main select").first.select_option(index=3)
            page.get_by_role("button", name="Continue").click()
        elif page.locator("main .choice input").count():
            page.locator("main .choice input").nth(1).check()
            page.get_by_role("button", name="Continue").click()
        else:
            page.get_by_role("button", name="Skip").click()
    answer, result = page.locator("h1").inner_text(), page.url
    assert "PSPO" in answer

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Save my answers as a file").click()
    waiting.value.save_as(tmp_path / "profile.toml")
    page.get_by_role("link", name="opens anywhere").click()
    page.set_input_files("#file", tmp_path / "profile.toml")
    page.get_by_role("button", name="Show the result").click()
    assert "/result/" in page.url
    assert page.url != result
    assert page.locator("h1").inner_text() == answer

    page.goto(result)
    page.get_by_role("link", name="Change Your job", exact=True).click()
    page.locator("input[value=scrum_master]").check()
    page.get_by_role("button", name="Continue").click()
    assert page.url == result


def test_error_is_led_to_its_field(page: Page, site: Served) -> None:
    page.goto(f"{site.address}find-out/")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Continue").click()
    assert page.title().startswith("Error: ")
    wait_until_drawn(page)
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "answer"


def test_one_key_answers_only_one_question(page: Page, site: Served) -> None:
    page.goto(f"{site.address}find-out/")
    page.get_by_role("button", name="Start").click()
    page.goto(re.sub(r"current_role/$", "p02-ordering-process/", page.url))
    with page.expect_navigation():
        page.evaluate("for (const key of '1234') document.dispatchEvent(new KeyboardEvent('keydown', {key}))")
    assert page.url.endswith("/current_role/")
    page.goto(re.sub(r"current_role/$", "p02-ordering-process/", page.url))
    assert page.locator("[data-given]").get_attribute("value") == "-2"


def test_cut_link_is_said(page: Page, site: Served) -> None:
    page.goto(f"{site.address}shared/#p=eyJjdX")
    assert page.locator("#link-broken").is_visible()
    assert page.url.endswith("eyJjdX")
