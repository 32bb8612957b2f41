from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.folder import TODAY, Folder, certification_text
from whichcert.catalogue import Confidence, Detail, Family, OtherValue, Role, SourceKind, read_catalogue
from whichcert.errors import Problem, UnknownName

Broken = Callable[[str, str], list[str]]
DAY = "must be a date without quotes, such as 2026-11-23; found"
ADDRESS = "must be a web address that starts with https://; found"
TWO = "content/certifications/two.toml"


def test_sound_folder_has_no_problems(folder: Folder) -> None:
    catalogue, problems = folder.read()
    assert problems == ()
    assert list(catalogue.certifications) == ["one", "two"]


def test_certification_holds_what_its_file_says(folder: Folder) -> None:
    two = folder.read()[0].get("two")
    assert (two.name, two.short_name, two.issuer, two.summary) == (
        "Name of two",
        "TWO",
        "Issuer",
        "A summary.",
    )
    assert (two.family, two.role, two.level, two.detail) == (Family.PSM, Role.SCRUM_MASTER, 1, Detail.SHORT)
    assert (two.recommended_before, two.requires, two.next) == (("one",), (), ())
    assert two.where == TWO


def test_fact_holds_its_source_and_its_line(folder: Folder) -> None:
    folder.replace("certifications/two.toml", "value = 30\n", 'value = 30\nunit = "USD"\nnote = "A note."\n')
    fact = folder.read()[0].get("two").facts["fee_usd"]
    assert (fact.value, fact.unit, fact.source, fact.note, fact.unknown) == (
        30,
        "USD",
        "page",
        "A note.",
        None,
    )
    assert (fact.checked, fact.confidence, fact.line) == (date(2026, 11, 23), Confidence.A, 18)


def test_fact_keeps_the_values_of_other_sources(folder: Folder) -> None:
    other = '[[facts.fee_usd.other]]\nvalue = 20\nsource = "page"\nnote = "older"\n[facts.course'
    folder.replace("certifications/two.toml", "[facts.course", other)
    catalogue, problems = folder.read()
    assert problems == ()
    assert catalogue.get("two").facts["fee_usd"].others == (OtherValue(20, "page", "older", 23),)


def test_honest_hole_needs_no_source(folder: Folder) -> None:
    folder.replace(
        "certifications/two.toml",
        'value = 30\nsource = "page"\nchecked = 2026-11-23\nconfidence = "A"',
        'unknown = "The issuer does not say."\nchecked = 2026-11-23',
    )
    catalogue, problems = folder.read()
    fact = catalogue.get("two").facts["fee_usd"]
    assert problems == ()
    assert (fact.value, fact.is_known, fact.unknown) == (None, False, "The issuer does not say.")
    assert catalogue.get("two").number("fee_usd") is None


def test_source_holds_what_its_table_says(folder: Folder) -> None:
    folder.replace("sources.toml", "seen", 'published = 2024-03-01\nlicence = "CC BY 4.0"\nseen')
    page = folder.read()[0].sources["page"]
    assert (page.key, page.title, page.url, page.kind) == (
        "page",
        "A page",
        "https://example.org/page",
        SourceKind.ISSUER,
    )
    assert (page.seen, page.published, page.licence, page.line) == (
        date(2026, 11, 23),
        "2024-03-01",
        "CC BY 4.0",
        1,
    )


def test_certifications_come_by_detail_family_and_level(folder: Folder) -> None:
    folder.certification("b-pspo", "full", family='"pspo"')
    folder.certification("a-psm-2", "full", level="2")
    folder.certification("a-other", family='"other"')
    assert list(folder.read()[0].certifications) == ["one", "a-psm-2", "b-pspo", "two", "a-other"]


def test_unknown_certification_names_the_nearest(folder: Folder) -> None:
    with pytest.raises(UnknownName, match="nearest known: two"):
        folder.read()[0].get("twoo")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "two"\n', "", "1: `id` is missing; add it"),
        ('"psm"', '"psn"', "5: `family` must be one of psm, pspo, other; found 'psn'; did you mean 'psm'?"),
        (
            '"scrum-master"',
            "7",
            "6: `role` must be one of scrum-master, product-owner, developer, leader, practitioner; found 7",
        ),
        ("level = 1", "level = 0", "7: `level` must be 1, 2 or 3, or be left out; found 0"),
        ('"short"', '"brief"', "8: `detail` must be one of full, short; found 'brief'"),
        (
            "requires = []",
            'requires = "one"',
            "11: `requires` must be a list of texts in brackets; found 'one'",
        ),
        ("next = []", "next = []\nnexst = []", "13: the key `nexst` is unknown; did you mean `next`?"),
        ("[facts.fee_usd]", "[facts.fee_eur]", "18: the key `fee_eur` is unknown; did you mean `fee_usd`?"),
        ("value = 30", "valu = 30", "19: the key `valu` is unknown; did you mean `value`?"),
        ("value = 30\n", "", "18: `FEE.value` is missing; add it"),
        ("value = 30", 'value = "30"', "19: `FEE.value` must be a number without quotes; found '30'"),
        ("value = 30", "value = nan", "19: `FEE.value` must lie between 0 and 1,000,000,000,000; found nan"),
        ("value = 30", 'value = 30\nunit = "EUR"', "20: `FEE.unit` must be one of USD; found 'EUR'"),
        (
            "value = false",
            'value = false\nunit = "x"',
            "25: `facts.course_required.unit` must be left out: this fact has no unit",
        ),
        (
            "value = 30",
            'value = 30\nunknown = "why"',
            "18: `FEE` has `value` and `unknown`; keep one of them",
        ),
        ('value = 30\nsource = "page"\n', "value = 30\n", "18: `FEE.source` is missing; add it"),
        ("checked = 2026-11-23", 'checked = "soon"', "16: `facts.purpose.checked` " + DAY + " 'soon'"),
        (
            'confidence = "A"',
            'confidence = "D"',
            "17: `facts.purpose.confidence` must be one of A, B, C; found 'D'",
        ),
        (
            "value = 30",
            "value = 30\nother = 5",
            "20: `FEE.other` must be tables, each written [[facts.key.other]]; found 5",
        ),
        ("value = 30", "value = 30\nother = [{ value = 20 }]", "20: `FEE.other.0.source` is missing; add it"),
        (
            "value = 30",
            'value = 30\nother = [{ value = 30, source = "page" }]',
            "20: `FEE.other.0` repeats the fact's own value; take it out",
        ),
        (
            "value = 30",
            'value = 30\nother = [{ value = "x", source = "page" }]',
            "20: `FEE.other.0.value` must be a number without quotes; found 'x'",
        ),
    ],
)
def test_mistake_in_a_certification_is_named_with_its_line(
    broken: Broken, old: str, new: str, said: str
) -> None:
    assert f"{TWO}:{said.replace('FEE', 'facts.fee_usd')}" in broken(old, new)


def test_facts_that_are_no_tables_are_a_problem(folder: Folder) -> None:
    head = certification_text("two").split("[facts", 1)[0]
    folder.write("certifications/two.toml", head + 'facts = "none"\n')
    assert f"{TWO}:13: `facts` must be tables, each written [facts.key]" in folder.found()
    folder.write("certifications/two.toml", head + "[facts]\npurpose = 5\n")
    assert f"{TWO}:14: `facts.purpose` must be a table, written [facts.purpose]" in folder.found()


def test_unknown_focus_area_is_a_problem(folder: Folder) -> None:
    folder.replace("certifications/one.toml", '"scrum-team"', '"scrum-teams"')
    (found,) = folder.found()
    assert found.startswith("content/certifications/one.toml:")
    assert "`facts.focus_areas.value` has an entry that must be one of" in found
    assert found.endswith("found 'scrum-teams'; did you mean 'scrum-team'?")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('url = "https://example.org/page"\n', "", "1: `page.url` is missing; add it"),
        ("https://example.org/page", "example.org", "3: `page.url` " + ADDRESS + " 'example.org'"),
        ("seen = 2026-11-23\n", "", "1: `page.seen` is missing; add it"),
        (
            "seen = 2026-11-23",
            "seen = 2026-11-25",
            "1: `page.seen` is 2026-11-25, which is after today, 2026-11-24",
        ),
        (
            '"issuer"',
            '"blog"',
            "4: `page.kind` must be one of issuer, trainer, third-party, guide, own; found 'blog'",
        ),
        (
            "seen",
            "xyz = 1\nseen",
            "5: the key `xyz` is unknown; known: kind, licence, note, published, seen, title, url",
        ),
        ("[page]", "odd = 3\n[page]", "1: `odd` must be a table, written [odd]"),
    ],
)
def test_mistake_in_a_source_is_named_with_its_line(folder: Folder, old: str, new: str, said: str) -> None:
    folder.replace("sources.toml", old, new)
    assert folder.found() == [f"content/sources.toml:{said}"]


def test_broken_file_is_one_problem_and_the_rest_is_read(folder: Folder) -> None:
    folder.write("certifications/one.toml", b"id = \xff\n")
    catalogue, problems = folder.read()
    assert [str(problem) for problem in problems] == [
        "content/certifications/one.toml:1: is not UTF-8 text (byte 0xff); save it as UTF-8"
    ]
    assert list(catalogue.certifications) == ["two"]


def test_all_mistakes_are_found_at_once(folder: Folder) -> None:
    folder.replace("certifications/two.toml", "value = 30", "value = true")
    folder.replace("certifications/two.toml", "level = 1", "level = 9")
    folder.replace("certifications/two.toml", '"psm"', '"x"')
    folder.replace("sources.toml", "https", "ftp")
    assert [found.split(" ")[0] for found in folder.found()] == [
        f"{TWO}:5:",
        f"{TWO}:7:",
        f"{TWO}:19:",
        "content/sources.toml:3:",
    ]


def test_broken_fact_leaves_the_other_facts(folder: Folder) -> None:
    folder.replace("certifications/two.toml", "value = 30", "value = true")
    assert list(folder.read()[0].get("two").facts) == ["purpose", "course_required", "validity"]


def test_missing_folders_and_strange_files_are_problems(folder: Folder) -> None:
    assert [str(problem) for problem in read_catalogue(folder.path / "nowhere", today=TODAY)[1]] == [
        "content/certifications: is missing; it holds one .toml file for each certification",
        "content/sources.toml: can't be opened (No such file or directory); check that it is a readable file",
    ]
    folder.write("certifications/notes.txt", "x")
    folder.write("certifications/.hidden", "x")
    assert folder.found() == [
        "content/certifications/notes.txt: is not a .toml file; move it away, or name it <id>.toml"
    ]


def test_reading_twice_gives_the_same(folder: Folder) -> None:
    folder.replace("certifications/two.toml", "value = 30", "a = 1\nb = 2\nvalue = true")
    assert folder.read() == folder.read()


scalars = st.one_of(
    st.integers(-(2**40), 2**40),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.text(alphabet='ab"\\\x00é\n', max_size=6),
)
junk = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["value", "x"]), inner, max_size=2)
    ),
)


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\u{ord(sign):04x}" for sign in value) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + "}"
    return str(value)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    junk,
    st.sampled_from(
        ["level = 1", "requires = []", '"psm"', '"Some words."', "30", "false", "2026-11-23", '"page"', '"A"']
    ),
)
def test_any_value_anywhere_gives_problems_and_no_crash(folder: Folder, value: object, old: str) -> None:
    text = certification_text("two", recommended_before='["one"]')
    new = old.split("= ")[0] + "= " + toml(value) if "= " in old else toml(value)
    folder.write("certifications/two.toml", text.replace(old, new, 1))
    for problem in folder.read()[1]:
        assert isinstance(problem, Problem)
        assert problem.where in (TWO, "content/sources.toml")
        assert problem.line is not None


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(junk)
def test_any_value_in_a_source_gives_problems_and_no_crash(folder: Folder, value: object) -> None:
    folder.write("sources.toml", f"page = {toml(value)}\n")
    assert all(isinstance(problem, Problem) for problem in folder.read()[1])
