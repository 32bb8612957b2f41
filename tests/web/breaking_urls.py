"""The real addresses and some that break on purpose."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from whichcert.errors import ContentBroken, InputRefused, Problem
from whichcert.web import urls

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def crash(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret detail")


def refuse(request: HttpRequest) -> HttpResponse:
    raise InputRefused([Problem("profile", "goal is missing; choose one"), Problem("answers", "too few")])


def broken(request: HttpRequest) -> HttpResponse:
    raise ContentBroken([Problem("content/sources.toml", "title is missing; add it", 4)])


urlpatterns = [*urls.urlpatterns, path("crash/", crash), path("refuse/", refuse), path("broken/", broken)]
