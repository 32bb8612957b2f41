"""Every address of the site, in one file."""

from django.urls import URLPattern, URLResolver, path

from whichcert.web.api import endpoints as api
from whichcert.web.views import (
    certifications,
    compare,
    find_out,
    home,
    market,
    prepare,
    reading,
    result,
    shared,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("find-out/", find_out.start, name="find-out"),
    path("find-out/<str:token>/", find_out.resume, name="resume"),
    path("find-out/<str:token>/<str:step>/", find_out.question_page, name="question"),
    path("result/<str:token>/", result.result_page, name="result"),
    path("result/<str:token>/profile.toml", result.profile_file, name="profile-file"),
    path("shared/", shared.shared_page, name="shared"),
    path("api/", api.index, name="api"),
    path("api/", api.rest.urls),
    path("api/<path:address>", api.unknown),
    path("compare/", compare.compare_page, name="compare"),
    path("certifications/", certifications.certification_list, name="certifications"),
    path("certifications/<str:certification_id>/", certifications.certification_page, name="certification"),
    path("market/", market.market_page, name="market"),
    path("prepare/", prepare.prepare_page, name="prepare"),
    path("how-this-works/", reading.how_this_works, name="how-this-works"),
    path("sources/", reading.sources, name="sources"),
    path("privacy/", reading.privacy, name="privacy"),
]

handler400 = "whichcert.web.views.refusals.bad_request"
handler403 = "whichcert.web.views.refusals.not_allowed"
handler404 = "whichcert.web.views.refusals.not_found"
handler500 = "whichcert.web.views.refusals.server_error"
