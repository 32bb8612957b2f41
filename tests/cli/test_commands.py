"""Each command: what it prints, its exit code, and what it says to nonsense."""

import json
import re
import shutil
from pathlib import Path

import pytest

from whichcert.library import CONTENT

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
LONG = " The rest of the advertisement." * 20


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profile.toml"
    path.write_text('target_role = "product_owner"\ncountry = "us"\nbudget_usd = 300\n', encoding="utf-8")
    return path


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


@pytest.fixture
def postings(tmp_path: Path) -> Path:
    path = tmp_path / "jobs.csv"
    rows = [
        f'Scrum Master,A,2026-01-02,"PSM I certificate required.{LONG}"',
        f'Product Owner,B,2026-01-03,"{LONG}"',
    ]
    path.write_text("\n".join(["title,company,date,description", *rows]), encoding="utf-8")
    return path


def test_advise_prints_the_answer_its_chances_reasons_changes_and_limits(terminal, profile):
    ended = terminal.run("advise", "--profile", str(profile))
    assert (ended.code, ended.err) == (0, "")
    lines = [line for line in ended.out.splitlines() if line]
    assert lines[0] == "Start with PSPO I."
    heads = ["Why", "What would change it", "The market", "Next step: PSPO I"]
    assert [line for line in lines if line in heads] == heads
    assert "Not affiliated with or endorsed by Scrum.org." in ended.out
    assert "a prior set by the authors, not measured" in ended.out
    assert "n = " in ended.out
    assert ended.out.count("◆") >= 45


def test_advise_as_json_is_one_object_and_nothing_else(terminal, profile):
    ended = terminal.run("advise", "--profile", str(profile), "--json")
    answer = json.loads(ended.out)
    assert (ended.code, ended.err) == (0, "")
    assert (answer["first_step"], answer["verdict"], answer["certification"]) == ("pspo", "clear", "pspo-1")
    assert answer["market"]["country"] == "us"


def test_advise_prints_the_same_bytes_twice(terminal, profile):
    one, two = (terminal.run("advise", "--profile", str(profile), "--json") for _ in range(2))
    assert one == two


@pytest.mark.parametrize("name", ["analyst", "coach", "engineer"])
def test_advise_takes_the_examples(terminal, name):
    ended = terminal.run("advise", "--profile", str(EXAMPLES / f"{name}.toml"))
    assert (ended.code, ended.err) == (0, "")


def test_advise_refuses_a_profile_with_every_problem(terminal, tmp_path):
    path = tmp_path / "p.toml"
    path.write_text('goals = ["fly"]\nyears = 2\n', encoding="utf-8")
    ended = terminal.run("advise", "--profile", str(path))
    assert (ended.code, ended.out) == (2, "")
    assert [line.partition(": ")[0] for line in ended.err.splitlines()] == ["p.toml:2", "p.toml:1"]


@pytest.mark.parametrize("path", ["nope.toml", ".", ""])
def test_advise_refuses_what_is_no_file(terminal, path):
    ended = terminal.run("advise", "--profile", path)
    assert (ended.code, ended.out) == (2, "")
    assert "can't be opened" in ended.err


def test_show_lists_all_and_shows_one(terminal):
    every = terminal.run("show")
    assert every.code == 0
    assert all(name in every.out for name in ("psm-1", "pspo-3", "safe-popm"))
    one = terminal.run("show", "PSM I")
    assert one.out.startswith("Professional Scrum Master I (Scrum.org)")
    assert "checked 2026-" in one.out
    assert terminal.run("show", "psm-1") == one


@pytest.mark.parametrize("form", ["--json", "--jsonld", "--ctdl"])
def test_show_prints_json_forms(terminal, form):
    ended = terminal.run("show", "pspo-1", form)
    assert (ended.code, ended.err) == (0, "")
    assert isinstance(json.loads(ended.out), dict)


def test_every_certification_is_shown(terminal):
    for path in sorted((CONTENT / "certifications").glob("*.toml")):
        assert terminal.run("show", path.stem).code == 0


def test_compare_prints_both_sides(terminal):
    ended = terminal.run("compare", "psm-1", "pspo-1")
    assert ended.code == 0
    assert "PSM I" in ended.out
    assert "PSPO I" in ended.out
    assert isinstance(json.loads(terminal.run("compare", "psm-1", "pspo-1", "csm", "--json").out), dict)


@pytest.mark.parametrize("kind", ["roles", "goals", "likes", "strengths", "constraints", "criteria", "pairs"])
def test_words_lists_one_kind_or_all(terminal, kind):
    one = terminal.run("words", kind)
    assert one.code == 0
    assert one.out.split()[0] == kind
    assert one.out in terminal.run("words").out


def test_check_of_the_shipped_content_is_clean(terminal):
    assert terminal.run("check").out == "The content has no problems.\n"


def test_check_names_every_problem_and_ends_with_1(terminal, content):
    path = content / "certifications" / "psm-1.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('unit = "USD"', 'unit = "EUR"', 1), encoding="utf-8")
    ended = terminal.run("check", "--content", str(content))
    assert ended.code == 1
    assert "content/certifications/psm-1.toml:" in ended.out
    assert ended.err.endswith(" problems\n")


def test_broken_content_is_named_and_ends_with_2(terminal, content):
    (content / "profile.toml").write_text("[roles\n", encoding="utf-8")
    ended = terminal.run("words", "--content", str(content))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("content/profile.toml: can't be read: ")


def test_survey_counts_and_reports(terminal, postings):
    ended = terminal.run("survey", str(postings))
    assert ended.code == 0
    assert ended.out.startswith("Postings: read 2, kept 2")
    found = json.loads(terminal.run("survey", str(postings), "--json").out)
    assert found["totals"]["read"] == 2
    assert {row["role"] for row in found["rows"]} >= {"scrum-master", "product-owner"}


def test_survey_writes_its_report_as_one_page(terminal, postings, tmp_path):
    ended = terminal.run("survey", str(postings), "--html", str(tmp_path / "report.html"))
    assert (ended.code, ended.err) == (0, f"Wrote {tmp_path / 'report.html'}.\n")
    assert '<h2 id="where">' in (tmp_path / "report.html").read_text(encoding="utf-8")
    refused = terminal.run("survey", str(postings), "--html", str(tmp_path / "none" / "report.html"))
    assert refused.code == 2
    assert "there is no folder" in refused.err


def test_survey_tells_countries_trends_pairs_and_salaries(terminal, tmp_path):
    (tmp_path / "mine.toml").write_text('[[source]]\nid = "jobs"\nselection = "all-jobs"\n', encoding="utf-8")
    rows = ["title,company,date,country,description,salary_min,salary_max,currency,period"]
    for at in range(240):
        title = "Scrum Master" if at % 10 == 0 else "Nurse"
        text = f"PSM I or CSM certificate required.{LONG}"
        country = "DE" if at % 3 else "NL"
        rows.append(f"{title},{at},2025-{1 + at // 10 % 8:02d}-02,{country},{text},50000,60000,EUR,year")
    (tmp_path / "jobs.csv").write_text("\n".join(rows), encoding="utf-8")
    ended = terminal.run("survey", str(tmp_path / "jobs.csv"), "--columns", str(tmp_path / "mine.toml"))
    assert ended.code == 0
    assert re.search(r"scrum-master +DE +16 +160 +1000\.0 ", ended.out)
    assert re.search(r"jobs +scrum-master +x 1\.00 .* 24 of 240 +8 ", ended.out)
    assert re.search(r"csm \+ psm +240 ", ended.out)
    assert re.search(r"scrum-master +DE +EUR/year +55,000 +55,000 .* 16 ", ended.out)


def test_survey_releases_into_the_content_folder_given(terminal, postings, content):
    before = {path.name for path in (content / "demand").iterdir()}
    ended = terminal.run("survey", str(postings), "--content", str(content), "--release")
    assert ended.code == 0
    assert ended.err.startswith("Wrote ")
    assert {path.name for path in (content / "demand").iterdir()} >= before
    assert terminal.run("check", "--content", str(content)).code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "psm"], "unknown certification 'psm'; nearest known: psm-"),
        (["compare", "psm-1", "pspo-9"], "unknown certification 'pspo-9'; nearest known: pspo-"),
        (["compare", "psm-1"], "give 2 to 4"),
        (["compare", "psm-1", "psm-1"], "psm-1"),
        (["compare", *["psm-1", "pspo-1", "csm", "cspo", "sps"]], "give 2 to 4"),
        (["words", "gaols"], "unknown list 'gaols'; nearest known: goals"),
        (["survey", "nope.csv"], "nope.csv: does not exist"),
        (["check", "--content", "nope"], "unknown content folder 'nope'"),
        (["words", "--content", "nope"], "unknown content folder 'nope'"),
        (["advise", "--content", "nope"], "unknown content folder 'nope'"),
        (["nope"], "No such command 'nope'"),
        (["show", "--nope"], "No such option"),
        (["compare"], "Missing argument"),
        (["words", "\x1b[31m"], "unknown list '\\x1b[31m'"),
        (["show", "x" * 10_000], "unknown certification 'xxx"),
    ],
)
def test_nonsense_ends_with_2_and_says_what_is_known(terminal, arguments, says):
    ended = terminal.run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert len(ended.err) < 2_000


def test_content_folder_may_come_from_the_environment(terminal, monkeypatch):
    monkeypatch.setenv("WHICHCERT_CONTENT", "nowhere")
    assert "unknown content folder 'nowhere'" in terminal.run("words").err


def test_help_names_every_command(terminal):
    ended = terminal.run("--help")
    assert ended.code == 0
    assert "not affiliated with or endorsed by Scrum.org" in ended.out
    for name in ("advise", "show", "compare", "words", "check", "survey", "serve"):
        assert f"\n  {name} " in ended.out
        assert terminal.run(name, "--help").code == 0


def test_what_nobody_foresaw_ends_with_70_and_a_way_out(terminal, monkeypatch):
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("the roof is wet")

    monkeypatch.setattr("whichcert.library.load_library", breaks)
    ended = terminal.run("words")
    assert (ended.code, ended.out) == (70, "")
    assert "did not foresee (RuntimeError: the roof is wet)" in ended.err
    assert "WHICHCERT_TRACEBACK=1 shows the details" in ended.err
    monkeypatch.setenv("WHICHCERT_TRACEBACK", "1")
    monkeypatch.setattr("sys.argv", ["whichcert", "words"])
    from whichcert.__main__ import main

    with pytest.raises(RuntimeError, match="the roof is wet"):
        main()
