"""The start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from whichcert.web.basis import basis_of
from whichcert.web.content import library


def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html", {"basis": basis_of(library())})
