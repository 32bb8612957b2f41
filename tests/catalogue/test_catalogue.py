from dataclasses import replace
from datetime import date

from catalogue.folder import TODAY, Folder
from whichcert.catalogue import Catalogue, Confidence, Fact, OtherValue, Source, SourceKind


def source(
    key: str, url: str = "https://www.issuer.org/page", kind: SourceKind = SourceKind.ISSUER
) -> Source:
    return Source(key=key, title="Title", url=url, kind=kind, seen=TODAY)


def fact(source_key: str | None, value: int | str | bool | tuple[str, ...] | None = 1) -> Fact:
    return Fact(value=value, unit=None, source=source_key, checked=TODAY, confidence=Confidence.A)


def catalogue(folder: Folder, cited: dict[str, list[str]], *sources: Source) -> Catalogue:
    """A catalogue whose certifications cite these sources."""
    one = folder.read()[0].get("one")
    certifications = {
        key: replace(one, id=key, facts={f"fact{at}": fact(name) for at, name in enumerate(names)})
        for key, names in cited.items()
    }
    return Catalogue(certifications, {each.key: each for each in sources})


def page_of(made: Catalogue, certification_id: str = "x-1") -> str | None:
    page = made.issuer_page(made.get(certification_id))
    return page.key if page else None


def test_issuer_page_is_the_one_named_for_the_certification(folder: Folder) -> None:
    cited = {"x-1": ["all", "x-1-old", "org-x-1"], "y-1": ["all", "org-x-1"]}
    made = catalogue(folder, cited, source("all"), source("x-1-old"), source("org-x-1"))
    assert page_of(made) == "org-x-1"


def test_issuer_page_may_be_the_one_that_no_other_cites(folder: Folder) -> None:
    made = catalogue(folder, {"x-1": ["all", "alone"], "y-1": ["all"]}, source("all"), source("alone"))
    assert (page_of(made), page_of(made, "y-1")) == ("alone", None)


def test_issuer_page_is_no_copy_and_no_other_kind(folder: Folder) -> None:
    cited = {"x-1": ["copy-x-1", "trainer-x-1"], "y-1": ["all", "y-1"]}
    sources = [
        source("copy-x-1", "https://copy.net/x"),
        source("trainer-x-1", kind=SourceKind.TRAINER),
        source("all"),
        source("y-1", "https://help.issuer.org/y"),
    ]
    made = catalogue(folder, cited, *sources)
    assert (page_of(made), page_of(made, "y-1")) == (None, "y-1")


def test_issuer_page_may_be_absent(folder: Folder) -> None:
    assert page_of(catalogue(folder, {"x-1": ["gone"]})) is None


def test_followers_require_or_recommend_a_certification(folder: Folder) -> None:
    folder.certification("three", requires='["one"]')
    folder.certification("four", next='["one"]')
    assert [one.id for one in folder.read()[0].followers("one")] == ["three", "two"]


def test_certification_gives_facts_by_kind(folder: Folder) -> None:
    two = replace(
        folder.read()[0].get("two"),
        facts={
            "fee_usd": fact("a", 30),
            "proctored": fact("a", True),
            "purpose": fact("a", "x"),
            "topics": fact("a", ("t",)),
        },
    )
    assert [two.number(key) for key in ("fee_usd", "proctored", "purpose", "none")] == [
        30.0,
        None,
        None,
        None,
    ]
    assert (two.text("purpose"), two.text("fee_usd")) == ("x", None)
    assert (two.entries("topics"), two.entries("purpose")) == (("t",), ())
    assert (two.value("proctored"), two.value("none")) == (True, None)


def test_certification_cites_each_source_once(folder: Folder) -> None:
    first = replace(fact("a"), others=(OtherValue(2, "b"), OtherValue(3, "a")))
    two = replace(folder.read()[0].get("two"), facts={"x": first, "y": fact(None, None), "z": fact("c")})
    assert two.sources == ("a", "b", "c")


def test_fact_grows_stale_after_400_days() -> None:
    old = replace(fact("a"), checked=date(2025, 10, 20))
    assert (old.days_since_check(TODAY), old.is_stale(TODAY)) == (400, False)
    assert old.is_stale(date(2026, 11, 25))
