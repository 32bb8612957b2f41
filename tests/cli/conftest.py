from datetime import UTC
from typing import Any

import pytest

from cli.terminal import Terminal


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(monkeypatch, capsys)


@pytest.fixture(autouse=True)
def days_in_utc(settings: Any) -> None:
    """The tests say what day it is in UTC, whatever zone this machine is in."""
    settings.OWN_ZONE = UTC
