"""What a browser asks and tells a mock under way: all questions at once, and each answer as it is given."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from whichcert.errors import ContentBroken, InputRefused, WhichcertError
from whichcert.flows.history import Mode
from whichcert.web import study_log
from whichcert.web.content import library
from whichcert.web.learner import known_learner_of
from whichcert.web.mock_questions import MockQuestion, mock_under_way
from whichcert.web.sent_events import MOST_STORED, sent_events
from whichcert.web.views.find_out import private, reads
from whichcert.web.views.mock import NO_MOCK

NOT_STORED = "The answers could not be saved; the disk may be full. They are kept in the browser."
View = Callable[[HttpRequest, str], JsonResponse]


def tells_troubles_as_json(view: View) -> View:
    """Answer what we foresaw as JSON: the script of the page reads no other."""

    @wraps(view)
    def told(request: HttpRequest, token: str) -> JsonResponse:
        try:
            return view(request, token)
        except WhichcertError as error:
            status = 500 if isinstance(error, ContentBroken) else 400
            return _json({"error": str(error).split("\n")[0]}, status)

    return told


@private
@reads
@tells_troubles_as_json
def questions_file(request: HttpRequest, token: str) -> JsonResponse:
    """Give all questions of a mock that goes on, without anything that helps to answer them."""
    here, at = mock_under_way(request, token), timezone.now()
    if here is None:
        return _json({"error": NO_MOCK}, 404)
    over = here.state.is_over(at)
    questions = [] if over else [_shown(one) for one in here.questions]
    return _json({"questions": questions, "seconds_left": here.state.seconds_left(at), "over": over})


@private
@require_POST
@tells_troubles_as_json
def take_events(request: HttpRequest, token: str) -> JsonResponse:
    """Store what happened in the browser, once each; answer what is stored and what the clock says."""
    learner, at = known_learner_of(request), timezone.now()
    here = None if learner is None else study_log.heard(learner, token)
    if here is None or here.sitting.mode is not Mode.MOCK:
        return _json({"error": NO_MOCK}, 404)
    try:
        events = sent_events(request.body, here.sitting, library())
    except InputRefused as refused:
        return _json({"error": str(refused)}, 400)
    if here.events + len(events) > MOST_STORED:
        return _json({"error": f"a mock holds up to {MOST_STORED} events"}, 400)
    if events:
        happened = [(one.key, one.happened(here.sitting, at, here.last_contact)) for one in events]
        try:
            study_log.store(here.row, happened)
        except DatabaseError:
            return _json({"error": NOT_STORED}, 503)
    ends = here.sitting.ends
    left = None if ends is None else max(0.0, (ends - at).total_seconds())
    over = here.closed is not None or left == 0
    return _json({"saved": [one.key for one in events], "seconds_left": left, "over": over})


def _shown(question: MockQuestion) -> dict[str, Any]:
    item = question.item
    return {
        "number": question.number,
        "place": question.place,
        "stem": item.paragraphs,
        "options": [option.text for option in item.options],
        "kind": item.kind.value,
        "choose": item.choose,
        "wanted": question.wanted,
        "chosen": question.chosen,
        "bookmarked": question.is_bookmarked,
    }


def _json(values: dict[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(
        values, status=status, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}
    )
