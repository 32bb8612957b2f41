"""A terminal for tests: the entry point in this process, with typed lines and caught output."""

import io
import sys
from dataclasses import dataclass
from typing import TextIO

import pytest

from whichcert.__main__ import main


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    """Runs ``whichcert`` as a shell would, but quickly."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: str, typed: str | TextIO = "") -> Ended:
        self.monkeypatch.setattr(sys, "argv", ["whichcert", *arguments])
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(typed) if isinstance(typed, str) else typed)
        self.monkeypatch.setenv("COLUMNS", "200")
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self.capsys.readouterr()
        assert "Traceback" not in out + err
        return Ended(int(ended.value.code or 0), out, err)
