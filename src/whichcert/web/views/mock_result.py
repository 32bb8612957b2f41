"""The result of a mock, once the person asked for it: until then nothing of the key is shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from whichcert.flows.sit_assessment import mock_result
from whichcert.web.content import library
from whichcert.web.item_problems import REASONS
from whichcert.web.mock_questions import lost_words, mock_under_way
from whichcert.web.mock_report import SHOWN, mock_report
from whichcert.web.views.find_out import private, reads, see
from whichcert.web.views.mock import NO_MOCK
from whichcert.web.views.refusals import missing


@private
@reads
def result_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the result; after the clock ran out, first let what waits in the browser come in."""
    here, found = mock_under_way(request, token), library()
    if here is None:
        return missing(request, NO_MOCK)
    if not here.state.is_over(timezone.now()):
        return see(reverse("mock-resume", args=[token]))
    context = {"mock": here, "base": reverse("mock-resume", args=[token]), "lost": lost_words(here.lost)}
    context |= {"here": "prepare"}
    if here.state.closed is None:
        return render(request, "study/mock_over.html", context)
    show = request.GET.get("show", "all")
    show = show if show in SHOWN else "all"
    report = mock_report(here.state, mock_result(here.state, found), found, show=show)
    context |= {"report": report, "show": show, "reasons": REASONS}
    context |= {"assessment": here.state.sitting.assessments[0]}
    return render(request, "study/mock_result.html", context)
