from whichcert.catalogue.fields import FIELD_OF, FIELDS, GROUP_LABELS, RANGES, Group, Kind

KEYS = [
    "purpose",
    "audience",
    "topics",
    "focus_areas",
    "format",
    "questions",
    "minutes",
    "pass_mark_percent",
    "fee_usd",
    "course_required",
    "course_fee_usd_low",
    "course_fee_usd_high",
    "languages",
    "validity",
    "renewal_years",
    "renewal_fee_usd",
    "retake",
    "prerequisites",
    "level_meaning",
    "benefits",
    "holders",
    "reading",
    "results",
    "proctored",
    "partial_credit",
    "pass_rate",
    "prep_hours_low",
    "prep_hours_high",
    "compare_focus_and_scope",
    "compare_role_specificity",
    "compare_career_advancement",
    "compare_cross_role_knowledge",
]


def test_fields_are_the_closed_list() -> None:
    assert sorted(field.key for field in FIELDS) == sorted(KEYS)


def test_fields_stand_together_by_group_in_the_order_of_groups() -> None:
    seen = list(dict.fromkeys(field.group for field in FIELDS))
    assert seen == list(Group)
    groups = [list(Group).index(field.group) for field in FIELDS]
    assert groups == sorted(groups)


def test_every_group_and_every_field_has_its_own_label() -> None:
    assert list(GROUP_LABELS) == list(Group)
    assert len({field.label for field in FIELDS}) == len(FIELDS)


def test_numbers_have_a_unit_and_nothing_else_has() -> None:
    assert {field.key for field in FIELDS if (field.kind is Kind.NUMBER) != (field.unit is not None)} == set()


def test_short_certifications_need_less_than_full_ones() -> None:
    short = {field.key for field in FIELDS if field.is_required("short")}
    full = {field.key for field in FIELDS if field.is_required("full")}
    assert short < full


def test_ranges_join_two_numbers_of_one_unit() -> None:
    assert [FIELD_OF[low].unit == FIELD_OF[high].unit for low, high in RANGES] == [True] * len(RANGES)
