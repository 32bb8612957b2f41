"""Pages in a real Chromium: accessible, no sideways scrolling, big enough targets, quiet console."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from web.addresses import PAGES
from web.conftest import Served

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EVERY_RULE: dict[str, object] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
SHOWN = [
    "/",
    "/compare/?c=psm-1&c=pspo-1&only=differences",
    "/compare/?go=1",
    "/certifications/",
    "/certifications/psm-2/",
    "/market/",
    "/prepare/",
    "/prepare/?c=psm-1",
    "/how-this-works/",
    "/privacy/",
    "/nowhere/",
]
SMALL_TARGETS = """() => [...document.querySelectorAll(
    'header a, footer a, .button, summary, .choice, .places a')]
  .filter(one => !one.classList.contains('skip') && one.offsetParent)
  .filter(one => one.getBoundingClientRect().height < 43.5)
  .map(one => one.textContent.trim())"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium found; apt-get install chromium")
        pytest.skip("no Chromium found; apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-background-networking"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Page:
    return browser.new_page(viewport={"width": 320, "height": 640}, color_scheme="dark")


@pytest.fixture(scope="module")
def desk(browser: Browser) -> Page:
    return browser.new_page(
        viewport={"width": 1440, "height": 900}, color_scheme="light", reduced_motion="reduce"
    )


def visited(page: Page, served: Served, address: str) -> Page:
    page.goto(served.address.rstrip("/") + address)
    return page


@pytest.mark.parametrize("address", SHOWN)
def test_page_is_accessible_on_a_desk_in_light(desk: Page, served: Served, address: str) -> None:
    assert violations(visited(desk, served, address)) == []


@pytest.mark.parametrize("address", SHOWN)
def test_page_fits_a_small_phone_and_can_be_read_in_dark(phone: Page, served: Served, address: str) -> None:
    page = visited(phone, served, address)
    assert violations(page, {"type": "rule", "values": ["color-contrast"]}) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(SMALL_TARGETS) == []


def test_pages_ask_only_this_machine_and_leave_the_console_quiet(browser: Browser, served: Served) -> None:
    page = browser.new_page()
    said: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3]) + "/"))
    for address in PAGES:
        visited(page, served, address)
    assert (said, asked) == ([], {served.address})


def test_keyboard_reaches_the_content_past_the_links(desk: Page, served: Served) -> None:
    page = visited(desk, served, "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert (
        page.evaluate("document.activeElement.querySelector('strong').textContent")
        == "Find out which fits me"
    )


def test_comparison_can_be_chosen_with_the_keyboard_alone(desk: Page, served: Served) -> None:
    page = visited(desk, served, "/compare/")
    page.locator("input[value=psm-2]").focus()
    page.keyboard.press("Space")
    page.locator("input[value=pspo-2]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/?c=psm-2&c=pspo-2*")
    assert page.locator("h1").inner_text() == "PSM II or PSPO II?"


def violations(page: Page, rules: dict[str, object] = EVERY_RULE) -> list[str]:
    found = Axe().run(page, options={"runOnly": rules}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found]
