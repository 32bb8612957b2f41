"""The stylesheet and how it is served."""

import re
from pathlib import Path

from django.test import Client

from whichcert.web.jinja import static_address

CSS = Path(__file__).parents[2] / "src/whichcert/web/static/whichcert/site.css"


def test_static_address_carries_a_hash_of_the_content() -> None:
    assert re.fullmatch(r"/static/whichcert/site\.css\?v=[0-9a-f]{10}", static_address("whichcert/site.css"))


def test_stylesheet_is_served_with_a_long_life_and_the_headers() -> None:
    response = Client(SERVER_NAME="localhost").get(static_address("whichcert/site.css"))
    assert response.status_code == 200
    assert "max-age=2592000" in response.headers["Cache-Control"]
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_htmx_is_at_hand_on_this_machine() -> None:
    assert Client(SERVER_NAME="localhost").get(static_address("django_htmx/htmx-2.min.js")).status_code == 200


def test_stylesheet_loads_nothing() -> None:
    assert re.findall(r"@import|url\(", CSS.read_text()) == []


def test_stylesheet_stays_small() -> None:
    assert CSS.stat().st_size < 24_000


def test_text_colours_keep_their_contrast() -> None:
    light, dark = (dict(re.findall(r"--(\w[\w-]*): (#[0-9a-f]{6})", block)) for block in schemes())
    for scheme in (light, dark):
        for name in ("ink", "soft", "accent", "sm", "po", "none", "wrong"):
            assert contrast(scheme[name], scheme["paper"]) >= 4.5, name
        assert contrast(scheme["on-accent"], scheme["accent"]) >= 4.5
        assert contrast(scheme["edge"], scheme["paper"]) >= 3


def schemes() -> tuple[str, str]:
    css = CSS.read_text()
    return css[: css.index("@media")], css[
        css.index("@media (prefers-color-scheme: dark)") : css.index("prefers-contrast")
    ]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
