"""The item bank in the terminal, on a copy of the content."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from whichcert.cli import app
from whichcert.errors import InputRefused, UnknownName
from whichcert.library import CONTENT

RUN = CliRunner()


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content folder with three drafts."""
    folder = tmp_path_factory.mktemp("bank") / "content"
    shutil.copytree(CONTENT, folder)
    for item in sorted((folder / "items").glob("*.md"))[3:]:
        item.unlink()
    for item in (folder / "items").glob("*.md"):
        item.write_text(item.read_text().replace('status = "live"', 'status = "draft"'))
    (folder / "items" / "fingerprints.toml").write_text("")
    return folder


def run(*words: object):
    return RUN.invoke(app, ["bank", *map(str, words)])


@pytest.mark.parametrize("name", ["csv", "qti3", "moodle-xml"])
def test_what_is_exported_comes_back_as_the_same_files(content: Path, tmp_path: Path, name: str):
    out, back = tmp_path / "bank", tmp_path / "drafts"
    assert run("export", "--format", name, "--out", out, "--content", content).exit_code == 0
    done = run("import", out, "--format", name, "--to", back, "--content", content)
    assert done.exit_code == 0
    assert "Wrote 3 drafts" in done.output
    before = {path.name: path.read_text() for path in (content / "items").glob("*.md")}
    assert {path.name: path.read_text() for path in back.glob("*.md")} == before


def test_import_overwrites_nothing(content: Path, tmp_path: Path):
    out = tmp_path / "bank.csv"
    run("export", "--format", "csv", "--out", out, "--content", content)
    done = run("import", out, "--format", "csv", "--to", content / "items", "--content", content)
    assert isinstance(done.exception, InputRefused)
    assert "can't be written" in str(done.exception)


def test_package_needs_a_file(content: Path):
    assert "name a file" in str(run("export", "--format", "anki", "--content", content).exception)


def test_unknown_format_names_the_known_ones(content: Path):
    assert isinstance(run("export", "--format", "qti", "--content", content).exception, UnknownName)


def test_published_items_of_this_bank_come_back_as_published(tmp_path: Path):
    out, back = tmp_path / "bank.csv", tmp_path / "items"
    run("export", "--format", "csv", "--out", out)
    said = run("import", out, "--format", "csv", "--to", back).output
    published = len(list((CONTENT / "items").glob("*.md")))
    assert f"Wrote 0 drafts and {published} published items of this bank" in said


def test_freezing_drafts_freezes_nothing(content: Path):
    assert "0 items are frozen" in run("freeze", "--content", content).output


def test_cues_and_coverage_speak_of_the_items(content: Path):
    assert "3 items" in run("cues", "--content", content).output
    assert "Statements tested:" in run("coverage", "--content", content).output
