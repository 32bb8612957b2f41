"""The documents say what the program has, and their examples give what they say.

A failing test prints what the document must hold.
"""

import doctest
import json
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from django.test import Client

from doc_tables import tables
from whichcert.__main__ import main
from whichcert.catalogue import FIELDS as FACTS
from whichcert.cli import app
from whichcert.decide.criteria import CRITERIA
from whichcert.decide.vocabulary import KINDS, SPELLINGS
from whichcert.errors import InputRefused
from whichcert.flows.read_profile import FIELDS, profile_from
from whichcert.flows.recommend import recommend
from whichcert.flows.recommendation import as_json
from whichcert.flows.survey_market import read_survey_content, report_as_json, survey
from whichcert.library import CONTENT, Library, load_library
from whichcert.market.columns import CANONICAL, SELECTIONS
from whichcert.market.terms import NEEDS
from whichcert.web.api.rest import rest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "whichcert"
DOCUMENTS = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
}
PROFILE, SETTINGS, API = (DOCUMENTS[f"docs/{name}.md"] for name in ("profile", "settings", "api"))
METHODS, MARKET = DOCUMENTS["docs/methods.md"], DOCUMENTS["docs/market.md"]
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
ANY_LINES = "…"
GENERATED = ("test-results/", "dist/")


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(today=datetime.now(UTC).date())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_tables_repeat_the_content(name: str, library: Library) -> None:
    made = tables(library)
    for table, found in re.findall(r"<!-- table: (.+?) -->\n(.*?)<!-- end -->", DOCUMENTS[name], re.DOTALL):
        assert found.strip() == made[table], f"{name}: the table {table!r} must be\n\n{made[table]}\n"


def test_every_table_stands_in_a_document(library: Library) -> None:
    marked = set(re.findall(r"<!-- table: (.+?) -->", "".join(DOCUMENTS.values())))
    assert marked == set(tables(library))


def commands() -> Mapping[str, Any]:
    group: Any = typer.main.get_command(app)
    found = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found.update({f"{name} {one}": each for one, each in inner.items()} if inner else {name: command})
    return found


@pytest.mark.parametrize("name", commands())
def test_command_and_its_options_are_documented(name: str) -> None:
    section = _section(SETTINGS, f"## `whichcert {name}`")
    has = {spelling for param in commands()[name].params for spelling in _spellings(param)}
    missing = sorted(one for one in has if f"`{one}" not in section)
    assert missing == [], f"docs/settings.md, whichcert {name}"
    assert set(re.findall(r"`(--[a-z-]+)", section)) <= has


def _spellings(param: Any) -> list[str]:
    return list(param.opts) if param.param_type_name == "option" else [param.name]


def test_no_document_names_a_command_or_option_that_is_not_there() -> None:
    known = commands()
    for name, text in DOCUMENTS.items():
        for command, rest_of_line in re.findall(r"whichcert (\w+)((?:[^\n`]|\\\n)*)", _code(text)):
            if command in known:
                has = {spelling for param in known[command].params for spelling in _spellings(param)}
                assert set(re.findall(r"(--[a-z-]+)", rest_of_line)) <= has, f"{name}: whichcert {command}"


def _code(text: str) -> str:
    """Return the parts of a document that are written as code."""
    fenced = "\n".join(body for kind, body in FENCED.findall(text) if kind in ("sh", "console"))
    return fenced + "\n" + "\n".join(re.findall(r"`([^`\n]+)`", FENCED.sub("", text)))


def test_every_environment_variable_is_documented() -> None:
    files = [*SOURCE.rglob("*.py"), *ROOT.glob("bench/*.py"), *ROOT.glob("tests/**/*.py")]
    files += [ROOT / name for name in ("bootstrap.py", "run", "check")]
    used = set(re.findall(r"WHICHCERT_[A-Z]+", "".join(path.read_text(encoding="utf-8") for path in files)))
    documented = set(re.findall(r"^\| `(WHICHCERT_[A-Z]+)`", SETTINGS, re.MULTILINE))
    assert documented == used


@pytest.mark.parametrize("field", FIELDS)
def test_profile_field_has_its_section(field: str) -> None:
    assert f"`{field} = " in _section(PROFILE, f"### `{field}`") or field in ("deadline", "answers")


def test_every_word_mark_is_documented(library: Library) -> None:
    words = [word for kind in KINDS for word in library.vocabulary.words[kind].values()]
    marks = {mark for word in words for mark in word.says} | set(SPELLINGS)
    section = _section(PROFILE, "## What a word may say")
    assert sorted(mark for mark in marks if f"`{mark}`" not in section) == []


def test_every_key_of_the_answer_is_documented(library: Library) -> None:
    section = _section(PROFILE, "## The answer as JSON")
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`]+)`", section))))
    for data in ({}, {"target_role": "product_owner", "answers": {"p05-vision-team": 2}}):
        answer = as_json(
            recommend(profile_from(data, library, today=library.today), library, today=library.today)
        )
        ids = {"neither-yet", "psm", "pspo", *answer["acceptability"]["alternatives"], *answer["readiness"]}
        assert sorted(set(_keys(answer)) - ids - named) == []


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _keys(each)


def test_every_flag_is_documented() -> None:
    flags = re.findall(r'Flag\(\s*"([a-z-]+)"', (SOURCE / "flows/flags.py").read_text(encoding="utf-8"))
    assert len(flags) > 1
    assert [one for one in flags if f"`{one}`" not in _section(PROFILE, "## The answer as JSON")] == []


@pytest.mark.parametrize("criterion", CRITERIA)
def test_criterion_has_its_formula(criterion: str) -> None:
    assert f"\n| `{criterion}` |" in _section(METHODS, "## The decision")


def test_every_fact_key_is_documented() -> None:
    assert [fact.key for fact in FACTS if f"`{fact.key}`" not in DOCUMENTS["docs/content.md"]] == []


def test_every_market_word_is_documented() -> None:
    words = (*CANONICAL, *SELECTIONS, *NEEDS)
    assert [one for one in words if f"`{one}`" not in MARKET] == []


def test_every_key_of_a_survey_is_documented() -> None:
    terms, columns = read_survey_content(CONTENT, ROOT / "docs/examples/columns.toml")
    files = [ROOT / "docs/examples/postings.csv"]
    report = survey(files, terms=terms, columns=columns, at=datetime.now(UTC))
    section = _section(MARKET, "## What the report says")
    assert [key for key in report_as_json(report) if f"`{key}`" not in section] == []


def test_rest_addresses_are_documented() -> None:
    has = {
        f"{method.upper()} {address}"
        for address, operations in rest.get_openapi_schema()["paths"].items()
        for method in operations
    }
    assert set(re.findall(r"`((?:GET|POST) /api/[^`]*)`", API)) == has


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", DOCUMENTS[name]):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        assert path.exists(), f"{name}: {target}"
        if anchor:
            assert anchor in _anchors(path.read_text(encoding="utf-8")), f"{name}: {target}"


def _anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_named_are_there(name: str) -> None:
    missing = [path for path in _named_files(DOCUMENTS[name]) if not _is_there(path)]
    assert missing == [], name


def _named_files(text: str) -> Iterator[str]:
    for token in re.findall(r"`([\w./-]+)`", FENCED.sub("", text)):
        looks_like_a_file = re.search(r"\.(py|toml|md|csv|tsv|html|txt|png)$", token) and "/" in token
        if (looks_like_a_file or re.fullmatch(r"[\w.-]+(/[\w.-]+)*/", token)) and token not in GENERATED:
            yield token


def _is_there(path: str) -> bool:
    return any((folder / path).exists() for folder in (ROOT, SOURCE, CONTENT, ROOT / "tests", ROOT / "docs"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_document_names_a_machine(name: str) -> None:
    assert (
        re.findall(r"(?<![\w./])/(?:work|tmp|root|home|Users)\b|pypi\.|pythonhosted", DOCUMENTS[name]) == []
    )


def sessions() -> list[tuple[str, str, str]]:
    found = []
    for name, text in DOCUMENTS.items():
        for kind, body in FENCED.findall(text):
            if kind == "console":
                found += [
                    (name, *pair) for pair in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", body, re.MULTILINE)
                ]
    return found


@pytest.mark.parametrize(("name", "command", "expected"), sessions())
def test_session_gives_what_it_says(
    name: str,
    command: str,
    expected: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys, "argv", command.split())
    with pytest.raises(SystemExit) as ended:
        main()
    given = "\n".join(line.rstrip() for line in capsys.readouterr().out.splitlines())
    pattern = re.escape(expected.rstrip()).replace(re.escape(f"\n{ANY_LINES}"), r"(?:\n.*)*")
    assert ended.value.code in (0, None)
    assert re.fullmatch(pattern, given), f"{name}: {command} gives\n\n{given}\n"


def profiles() -> list[tuple[str, str, str]]:
    """Return the profiles in the documents, with the messages they are refused with, if so marked."""
    pattern = re.compile(
        r"(<!-- refused -->\n)?```toml\n(.*?)^```(?:\n\ngives\n\n```text\n(.*?)^```)?",
        re.DOTALL | re.MULTILINE,
    )
    names = ("README.md", "docs/profile.md", "docs/start.md")
    return [(name, body, said) for name in names for _, body, said in pattern.findall(DOCUMENTS[name])]


@pytest.mark.parametrize(("name", "text", "refused"), profiles())
def test_profile_is_read_or_refused_as_it_says(name: str, text: str, refused: str, library: Library) -> None:
    data = tomllib.loads(text)
    if not refused:
        assert profile_from(data, library, today=library.today).is_empty is False, name
        return
    with pytest.raises(InputRefused) as why:
        profile_from(data, library, today=library.today, where="profile.toml", text=text)
    assert str(why.value) == refused.strip()


def test_readme_shows_the_profile_that_it_runs(library: Library) -> None:
    shown = next(body for name, body, _ in profiles() if name == "README.md")
    assert tomllib.loads(shown) == tomllib.loads(
        (ROOT / "docs/examples/analyst.toml").read_text(encoding="utf-8")
    )


def test_recipes_give_sound_content(tmp_path: Path) -> None:
    copy = tmp_path / "content"
    shutil.copytree(CONTENT, copy)
    pattern = r"<!-- into content/(\S+?)(?: before (\S+))? -->\n```toml\n(.*?)^```"
    recipes = re.findall(pattern, DOCUMENTS["CONTRIBUTING.md"], re.DOTALL | re.MULTILINE)
    assert len(recipes) == 5
    for file, before, block in recipes:
        path = copy / file
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        head, mark, tail = text.partition(f"\n{before}\n") if before else (text, "", "")
        path.write_text(f"{head}\n{block}{mark}{tail}", encoding="utf-8")
    found = load_library(copy, today=datetime.now(UTC).date())
    terms, _ = read_survey_content(copy)
    assert found.problems() == ()
    assert "example-1" in found.catalogue.certifications
    assert "gardening" in found.vocabulary.words["likes"]
    assert "example-1" in {term.id for term in terms.certifications}


def requests() -> list[tuple[str, str, int, str]]:
    pattern = r"<!-- POST (\S+) -->\n```json\n(.*?)^```.*?<!-- gives ?(\d*) -->\n```json\n(.*?)^```"
    found = re.findall(pattern, API, re.DOTALL | re.MULTILINE)
    return [(address, body, int(status or 200), given) for address, body, status, given in found]


@pytest.mark.parametrize(("address", "body", "status", "given"), requests())
def test_rest_example_gives_what_it_says(address: str, body: str, status: int, given: str) -> None:
    response = Client().post(address, body, content_type="application/json")
    answer, expected = response.json(), json.loads(given)
    assert response.status_code == status
    assert {key: answer[key] for key in expected} == expected


def test_python_examples_run() -> None:
    for name, text in DOCUMENTS.items():
        for kind, body in FENCED.findall(text):
            if kind == "python" and ">>>" in body:
                runner = doctest.DocTestRunner(verbose=False)
                runner.run(doctest.DocTestParser().get_doctest(body, {}, name, name, 0))
                assert (runner.failures, runner.tries > 0) == (0, True), name


def _section(text: str, heading: str) -> str:
    """Return what stands under a heading, up to the next one of its level."""
    level = heading.split(" ", 1)[0]
    found = re.search(
        rf"^{re.escape(heading)}$\n(.*?)(?=^#{{2,{len(level)}}} |\Z)", text, re.DOTALL | re.MULTILINE
    )
    assert found is not None, f"the heading {heading!r} is missing"
    return found[1]
