from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.folder import Folder, sound_folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return sound_folder(tmp_path)


@pytest.fixture
def broken(folder: Folder) -> Callable[[str, str], list[str]]:
    """Replace a text in the short certification "two" and return what the reader finds."""

    def break_it(old: str, new: str) -> list[str]:
        folder.replace("certifications/two.toml", old, new)
        return folder.found()

    return break_it
