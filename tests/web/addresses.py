"""The addresses that the rules for every page are tested on."""

PAGES = (
    "/",
    "/find-out/",
    "/compare/",
    "/compare/?c=psm-1&c=pspo-1",
    "/compare/?c=psm-1&c=pspo-1&c=csm&c=psm-2",
    "/compare/?c=psm-1&c=pspo-1&only=differences",
    "/certifications/",
    "/certifications/psm-1/",
    "/certifications/csm/",
    "/market/",
    "/prepare/",
    "/prepare/?c=psm-1",
    "/prepare/?c=pspo-3",
    "/how-this-works/",
    "/sources/",
    "/privacy/",
)
REFUSED = (
    ("/nowhere/", 404),
    ("/certifications/psm-9/", 404),
    ("/market/?country=atlantis", 404),
    ("/prepare/?c=psm-9", 400),
    ("/compare/?c=psm-1", 400),
    ("/compare/?c=psm-1&c=psm-9", 400),
    ("/compare/?go=1", 400),
    ("/compare/?c=psm-1&c=psm-2&c=psm-3&c=pspo-1&c=pspo-2", 400),
    ("/compare/?c=" + "x" * 10_000, 414),
    ("/compare/?c=" + "x" * 1_500, 400),
    ("/compare/?c=%00%ff&c=psm-1", 400),
    ("/compare/?" + "&".join("c=psm-1" for _ in range(240)), 400),
)
