"""The content that the pages show, read once per process and day."""

from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from whichcert.library import Library, load_library


def library() -> Library:
    """Return the content of settings.CONTENT, or the content that came with the program."""
    return _loaded(settings.CONTENT, datetime.now(UTC).date())


def use_content(folder: Path) -> None:
    """Take another content folder from now on, as the command line may ask for."""
    settings.CONTENT = folder


# Keyed by the day too, because the library says which facts are stale.
@lru_cache(maxsize=4)
def _loaded(content: Path | None, today: date) -> Library:
    return load_library(content, today=today)
