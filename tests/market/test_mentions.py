import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whichcert.market.clean import clean
from whichcert.market.mentions import asked_certifications, families_of, mentions_in
from whichcert.market.terms import Terms


def found(terms: Terms, text: str, title: str = "Engineer") -> set[tuple[str, str]]:
    return {(mention.certification, mention.sense) for mention in mentions_in(title, text, terms)}


def asked(terms: Terms, text: str, title: str = "Engineer") -> set[str]:
    return set(asked_certifications(mentions_in(title, text, terms)))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("PSM I/II certificate", {"psm-1", "psm-2"}),
        ("Certificates: PSM1/PSM2", {"psm-1", "psm-2"}),
        ("Professional Scrum Master One (PSM1)", {"psm-1"}),
        ("Professional Scrum Master™ II", {"psm-2"}),
        ("Professional Scrum Master (PSM) I", {"psm-1"}),
        ("Scrum certificate, PSM level 2 or 3", {"psm-2", "psm-3", "scrum-unnamed"}),
        ("certyfikat PSM I i PSPO I", {"psm-1", "pspo-1"}),
        ("certified (CSM/PSM/CLP)", {"csm", "psm"}),
        ("PSPO-II", {"pspo-2"}),
        ("Professional Scrum Master/Product Owner", {"pspo"}),
        ("CSPO or PSPO 1", {"cspo", "pspo-1"}),
        ("Certified ScrumMaster (CSM)", {"csm"}),
        ("A-CSM from Scrum Alliance", {"a-csm"}),
        ("PMI-ACP, PMP", {"pmi-acp", "pmp"}),
        ("Scrum.org certification", {"scrum-org", "scrum-unnamed"}),
        ("SAFe Agilist", {"safe"}),
        ("certification as SAFe POPM", {"safe-popm"}),
        ("SAFe Scrum Master (SSM) certification", {"safe-ssm"}),
        ("PMI–ACP", {"pmi-acp"}),
    ],
)
def test_names_and_levels_are_found(text: str, ids: set[str], terms: Terms) -> None:
    assert asked(terms, text) - {"scrum-unnamed"} == ids - {"scrum-unnamed"}


@pytest.mark.parametrize(
    "text",
    [
        "Experience with process safety management (PSM), HAZOP and MOC studies.",
        "Causal methods such as propensity score matching, PSM and DiD.",
        "Kenntnisse in SAP PSM und SAP BCS.",
        "CyberArk components: PVWA, CPM, PSM connectors.",
        "About PSM Welding. PSM Welding is a family firm.",
        "We hire a Customer Success Manager (CSM). Every CSM owns renewals.",
        "Partner with Sales, CSM and Product.",
        "Certified Implementation Specialist in ServiceNow ITSM, HR, CSM, ITOM.",
        "You own CSM onboarding, certification, and measurement, ensuring every CSM is ready.",
        "AWS services: Lambda, Secrets Manager, SSM, IAM.",
        "SSM Health is an equal opportunity employer.",
        "Nursing licence or ACSM, NASM certification in exercise.",
        "An industry-leading safety culture; certified safe machines.",
        "We work in a SAFe environment with Scrum teams.",
        "Content security (CSP), CORS and JWT.",
        "A certified B Corp looks for a Product Owner.",
        "The Product Management Process (PMP) of the firm.",
        "We hire a Clinic Shift Matron (CSM). Each year you renew the CSM certificate.",
    ],
)
def test_other_senses_are_not_asked_for(text: str, terms: Terms) -> None:
    assert asked(terms, text) == set()


def test_a_level_is_no_number_of_years(terms: Terms) -> None:
    assert asked(terms, "PSM certificate, 3 years of experience") == {"psm"}
    assert asked(terms, "certified PSM 3 years") == {"psm"}


def test_a_name_beside_its_level_counts_once(terms: Terms) -> None:
    assert asked(terms, "Professional Scrum Master (PSM I) certificate") == {"psm-1"}


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("You must hold a PSM I certificate.", "required"),
        ("PSM I certificate is a plus.", "nice-to-have"),
        ("Zertifizierung PSM I von Vorteil.", "nice-to-have"),
        ("PSM I is een sterke pré.", "nice-to-have"),
        ("Idéalement certifié PSM I.", "nice-to-have"),
        ("Mile widziane: certyfikat PSM I.", "nice-to-have"),
        ("Nice to have\n* PSM I certificate", "nice-to-have"),
        ("Preferred qualifications:\nAgile certification such as PSM I", "nice-to-have"),
        ("You can earn the PSM I certificate with us.", "offered"),
        ("Geförderte Zertifizierung PSM I", "offered"),
        ("Posibilidad de obtener la certificación PSM I", "offered"),
        ("Was wir bieten\nZertifikate: PSM I", "offered"),
        ("Willing to obtain PSM I certification within 6 months", "required"),
    ],
)
def test_the_words_around_decide_the_sense(text: str, sense: str, terms: Terms) -> None:
    assert {(name, kind) for name, kind in found(terms, text) if name == "psm-1"} == {("psm-1", sense)}


def test_nobody_is_asked_for_what_our_team_has(terms: Terms) -> None:
    assert asked(terms, "Work with our certified scrum masters") == set()


def test_safe_is_read_in_capitals_only(terms: Terms) -> None:
    assert asked(terms, "SAFe certification") == {"safe"}
    assert asked(terms, "safe certification") == set()


def test_families_join_levels_and_scrum_certificates(terms: Terms) -> None:
    assert families_of({"psm-2"}, terms) == {"psm", "any-scrum"}
    assert families_of({"pmp"}, terms) == {"pmp"}
    assert families_of({"safe-ssm"}, terms) == {"safe"}


PIECES = [
    *("PSM I", "CSM", "certified", "Scrum Master", "PSPO II", "SAFe", "plus"),
    *(",", ". ", "\n", "<b>", "&", "team", "renewals"),
]


@given(text=st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_detection_is_the_same_for_escaped_html(text: str, terms: Terms) -> None:
    plain = clean(text)
    assert mentions_in("Engineer", html.escape(html.escape(plain)), terms) == mentions_in(
        "Engineer", plain, terms
    )
