"""The Jinja2 environment of the pages."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse

from whichcert import __version__
from whichcert.web import formats
from whichcert.web.clock import local_date
from whichcert.web.facts import CONFIDENCE_WORDS


def environment(**options: Any) -> jinja2.Environment:
    """Return the environment: everything escaped, an unknown name is an error."""
    made = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        **{name: value for name, value in options.items() if name not in {"autoescape", "undefined"}},
    )
    made.globals.update(static=static_address, url=reverse, page_exists=page_exists, version=__version__)
    made.globals.update(confidence_words=CONFIDENCE_WORDS)
    made.filters.update(
        plain_date=local_date,
        number=formats.number,
        percent=formats.percent,
        counted=formats.counted,
        listed=formats.listed,
    )
    return made


@cache
def static_address(name: str) -> str:
    """Return a static file's address with a hash of its content, so that browsers may keep it long."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(f"no static file {name!r}")
    digest = hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]
    return f"{static(name)}?v={digest}"


def page_exists(name: str) -> bool:
    """Say whether the site has a page of this name; some parts come later."""
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
