"""Content folders for tests of the certification formats."""

from pathlib import Path

from catalogue.folder import Folder, sound_folder

FACT = 'source = "page"\nchecked = 2026-11-23\nconfidence = "A"\n'


def folder_with_languages(path: Path) -> Folder:
    """Return "one" in full detail with three languages, and "two" in short detail, to be taken after it."""
    made = sound_folder(path)
    before, after = (made.path / "certifications/one.toml").read_text().split("[facts.languages]")
    after = after.replace('["one", "two"]', '["English; with a plug-in", "Klingon", "german"]', 1)
    made.write("certifications/one.toml", f"{before}[facts.languages]{after}")
    return made


def let_renew(folder: Folder) -> Folder:
    """Let "two" require "one" and a course, and expire after two years."""
    text = (folder.path / "certifications/two.toml").read_text().replace("value = false", "value = true")
    added = {
        "renewal_years": 2,
        "renewal_fee_usd": 100,
        "course_fee_usd_low": 500,
        "course_fee_usd_high": 2000,
    }
    rows = "".join(f"[facts.{key}]\nvalue = {value}\n{FACT}" for key, value in added.items())
    folder.write("certifications/two.toml", text.replace("requires = []", 'requires = ["one"]') + rows)
    assert folder.found() == []
    return folder
