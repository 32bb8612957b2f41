"""Every state of finding out: accessible, no sideways scrolling, only this machine, quiet console."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from browser.profiles import PROFILES, link
from web.conftest import Served

pytestmark = pytest.mark.browser
EVERY_RULE = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
EXPECTED = "Failed to load resource: the server responded with a status of 4"
STEPS = (
    "current_role", "goals", "years_of_scrum", "holds", "country", "limits", "p15-vision-coaching",
    "p02-ordering-process", "deciding-angry", "reasons", "likes", "ignored",
)  # fmt: skip
STUDY = (
    "/study/",
    "/study/data/",
    "/study/plan/",
    "/study/plan/?assessment=psm-1&hours=x",
    "/study/readiness/psm-1/",
)
ERRORS = ("target_role", "country", "reasons")
EMPTY_THE_FORM = """() => {
    document.querySelectorAll('main input').forEach(one => { one.checked = false; });
    document.querySelectorAll('main select').forEach(one => { one.value = ''; });
}"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
    '.edit, .choice, .button, main :is(button, select, summary, input:not([type=radio], [type=checkbox]))')]
  .filter(one => one.offsetParent && one.getBoundingClientRect().height < 43.5)
  .map(one => one.outerHTML.slice(0, 80))"""


class Watched:
    """A page on a phone in the dark that notes what it asks for and what it says."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.asked: set[str] = set()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        self.results: dict[str, str] = {}
        page.on("request", lambda request: self.asked.add("/".join(request.url.split("/")[:3]) + "/"))

    def result_of(self, site: Served, name: str) -> str:
        """Open the link of a profile once, and return its result's address."""
        self.page.goto("about:blank")
        self.page.goto(link(site.address, PROFILES[name]))
        self.page.wait_for_url("**/result/**")
        self.results[name] = self.page.url
        return self.results[name]


@pytest.fixture(scope="module")
def watched(chromium: Browser) -> Iterator[Watched]:
    context = chromium.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark")
    yield Watched(context.new_page())
    context.close()


def opened(watched: Watched, site: Served, state: str) -> Page:
    """Bring the page into a state: ``kind name``."""
    page, (kind, _, name) = watched.page, state.partition(" ")
    if kind == "page":
        page.goto(site.address.rstrip("/") + name)
        return page
    profile = name if kind == "result" else "clear"
    result = watched.results.get(profile) or watched.result_of(site, profile)
    if kind == "result":
        page.goto(result)
        # What is folded away must be accessible too.
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    else:
        page.goto(result.replace("/result/", "/find-out/") + f"{name}/?to=result")
    if kind == "error":
        page.evaluate(EMPTY_THE_FORM)
        page.locator("button.button").click()
        assert page.locator(".error-summary").is_visible()
    return page


STATES = [
    *(f"page {address}" for address in ("/find-out/", "/shared/", "/api/", "/result/nobody/", *STUDY)),
    *(f"question {step}" for step in STEPS),
    *(f"error {step}" for step in ERRORS),
    *(f"result {name}" for name in PROFILES),
]


@pytest.mark.parametrize("state", STATES)
def test_state_is_accessible_and_fits_a_small_phone(watched: Watched, site: Served, state: str) -> None:
    watched.said.clear()
    watched.asked.clear()
    page = opened(watched, site, state)
    found = Axe().run(page, options={"runOnly": EVERY_RULE}).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['target']}" for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(SMALL_TARGETS) == []
    assert watched.asked == {site.address}
    assert [text for text in watched.said if not text.startswith(EXPECTED)] == []


def test_colours_can_be_read_in_light(chromium: Browser, site: Served) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    light = Watched(context.new_page())
    for state in ("result clear", "error reasons"):
        page = opened(light, site, state)
        found = Axe().run(page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}}).response
        assert found["violations"] == [], state
        assert page.evaluate("document.documentElement.scrollWidth") == 1440
    context.close()
