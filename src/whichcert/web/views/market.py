"""The job market: who asks for what, and where."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from whichcert.web.content import library
from whichcert.web.demand import market_of


def market_page(request: HttpRequest) -> HttpResponse:
    """The whole market, or the country that ``country`` names."""
    demand = library().demand
    names = library().countries if demand.rows else {}
    market = market_of(demand, names, request.GET.get("country") or None)
    return render(request, "market/page.html", {"market": market, "here": "market"})
