import pytest

from whichcert.market.roles import roles_of
from whichcert.market.terms import Terms

SM, PO, AC, PM, PJ, DM, BA = (
    "scrum-master",
    "product-owner",
    "agile-coach",
    "product-manager",
    "project-manager",
    "delivery-manager",
    "business-analyst",
)


@pytest.mark.parametrize(
    ("title", "roles"),
    [
        ("Senior Scrum Master (m/w/d)", (SM,)),
        ("ScrumMaster", (SM,)),
        ("Scrum-Master/in", (SM,)),
        ("Scrum Masterka", (SM,)),
        ("Scrum Máster senior", (SM,)),
        ("Scrum Lead", (SM,)),
        ("Iteration Manager", (SM,)),
        ("Product Ownera szukamy", (PO,)),
        ("Productowner Dataplatform", (PO,)),
        ("Product-eigenaar", (PO,)),
        ("Produktägare, Stockholm", (PO,)),
        ("Produktejer", (PO,)),
        ("Właścicielka produktu", (PO,)),
        ("Propietario de producto", (PO,)),
        ("Dono do produto", (PO,)),
        ("Propriétaire de produit", (PO,)),
        ("PO Data H/F", (PO,)),
        ("Chef de projet / PO", (PO, PJ)),
        ("Product&nbsp;Owner", (PO,)),
        ("ProduktÃ¤gare", (PO,)),
        ("Scrum Master / Product Owner", (SM, PO)),
        ("Agile Coach", (AC,)),
        ("Produktmanager:in", (PM,)),
        ("Projektleiterin IT", (PJ,)),
        ("Cheffe de projet digital", (PJ,)),
        ("Kierownik projektu", (PJ,)),
        ("Jefa de proyectos", (PJ,)),
        ("Gerente de projetos", (PJ,)),
        ("Projektledare", (PJ,)),
        ("Agile Delivery Lead", (DM,)),
        ("Business Systems Analyst", (BA,)),
        ("Analityk biznesowy", (BA,)),
    ],
)
def test_roles_are_read_from_titles_in_eight_languages(
    title: str, roles: tuple[str, ...], terms: Terms
) -> None:
    assert roles_of(title, "", terms) == roles


@pytest.mark.parametrize(
    "title",
    [
        "Data Program Owner",
        "Purchase Order Clerk (PO)",
        "Post Office Assistant",
        "SAP PI/PO Developer",
        "Oracle PO Techno Functional Consultant",
        "Electrical Engineer (PO) (B)",
        "Store Manager (SM)",
        "Customer Success Manager (CSM)",
        "Java Developer, Scrum experience",
        "Product Marketing Manager",
        "Production Manager",
        "Scrumptious Bakery Helper",
        "",
    ],
)
def test_titles_that_only_look_like_a_role_are_other(title: str, terms: Terms) -> None:
    assert roles_of(title, "", terms) == ("other",)


def test_what_follows_with_is_a_requirement(terms: Terms) -> None:
    assert roles_of("Business Analyst with Product Owner experience", "", terms) == (BA,)
    assert roles_of("Product Owner with telecom background", "", terms) == (PO,)


def test_a_short_form_counts_where_the_text_spells_it_out(terms: Terms) -> None:
    assert roles_of("Data Scientist III (PO)", "You work as a Product Owner.", terms) == (PO,)
    assert roles_of("Administrator (PO)", "Purchase orders for the office.", terms) == ("other",)


def test_without_a_title_only_the_words_of_an_offer_count(terms: Terms) -> None:
    assert roles_of("", "We are looking for an experienced Scrum Master.", terms) == (SM,)
    assert roles_of("", "You work with our Scrum Master every day.", terms) == ("other",)
