"""Problems with questions, as learners told them: kept on this machine, and out as CSV."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from whichcert.flows.study_data import Report
from whichcert.interop.spreadsheet import safe_cell
from whichcert.web import study_records
from whichcert.web.content import library
from whichcert.web.item_problems import REASONS, fault_of, keep, plain_words
from whichcert.web.learner import learner_of
from whichcert.web.views.find_out import private, reads, reads_and_writes, see


@dataclass(frozen=True, slots=True)
class ShownReport:
    """A report beside the question it is about."""

    report: Report
    reason: str
    stem: str


@private
@reads_and_writes
def report_list(request: HttpRequest) -> HttpResponse:
    """List what was reported, or keep one more report and lead back to the question."""
    learner = learner_of(request)
    if request.method != "POST":
        return _page(request, learner, Sent())
    sent = _sent(request.POST, timezone.now())
    if sent.told is None:
        return _page(request, learner, sent)
    keep(learner, sent.told)
    return see(f"{_back(request)}#report-{sent.told.item}")


@private
@reads
def report_file(request: HttpRequest) -> HttpResponse:
    """Give all reports as a CSV file."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(("item", "reason", "words", "at"))
    for one in study_records.reports(learner_of(request)):
        writer.writerow(
            map(safe_cell, (one.item, one.reason, one.words, one.at.isoformat(timespec="seconds")))
        )
    name = 'attachment; filename="whichcert-reports.csv"'
    return HttpResponse(
        stream.getvalue(), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )


def reported(learner: int, item: str) -> Report | None:
    """Return what a learner reported last about an item."""
    return next((one for one in reversed(study_records.reports(learner)) if one.item == item), None)


def report_context(learner: int, item: str) -> dict[str, Any]:
    """Return what the form for reporting an item needs."""
    return {"reported": reported(learner, item), "reasons": REASONS}


@dataclass(frozen=True, slots=True)
class Sent:
    """A report that was sent, or what is wrong with it and what to show again."""

    told: Report | None = None
    item: str = ""
    words: str = ""
    error: str | None = None


def _sent(sent: QueryDict, at: datetime) -> Sent:
    told = Report(sent.get("item", ""), sent.get("reason", ""), plain_words(sent.get("words", "")), at)
    fault = fault_of(told, library().bank)
    if fault is None:
        return Sent(told)
    is_known = told.item in library().bank.items
    return Sent(item=told.item, words=told.words, error=fault) if is_known else Sent(error=fault)


def _page(request: HttpRequest, learner: int, sent: Sent) -> HttpResponse:
    items = library().bank.items
    context = {
        "shown": [
            ShownReport(
                one, REASONS.get(one.reason, one.reason), items[one.item].stem if one.item in items else ""
            )
            for one in reversed(study_records.reports(learner))
        ],
        "sent": sent,
        "stem": items[sent.item].stem if sent.item in items else "",
        "back": _back(request),
        "reasons": REASONS,
        "here": "prepare",
    }
    return render(request, "study/reports.html", context, status=400 if sent.error else 200)


def _back(request: HttpRequest) -> str:
    """Return where the report was written, when that is a study page of this site."""
    back = request.POST.get("back", "")
    is_ours = back.startswith("/study/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours else reverse("reports")
