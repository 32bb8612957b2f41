"""Whose study a request is about: the one place that changes when accounts come."""

import secrets
from datetime import datetime

import numpy as np
from django.http import HttpRequest
from django.utils import timezone

from whichcert.flows.history import Marked, marked
from whichcert.web import study_records
from whichcert.web.content import library

TOKEN_BYTES = 16


def learner_of(request: HttpRequest) -> int:
    """Return the learner of this request: without accounts, the one of this machine."""
    return study_records.the_learner(timezone.now())


def known_learner_of(request: HttpRequest) -> int | None:
    """Return the learner of this request, None before they studied anything; for pages that only read."""
    return study_records.known_learner()


def new_token() -> str:
    """Return a token for a sitting that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def answers_of(learner: int, at: datetime) -> tuple[Marked, ...]:
    """Return all answers of a learner that count at that time, each against its key."""
    return marked(study_records.history(learner, at), library().bank)


def dice() -> np.random.Generator:
    """Return fresh randomness for choosing items."""
    return np.random.default_rng(secrets.randbits(64))
