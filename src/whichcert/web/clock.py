"""What time it is where the learner is; the one place that changes when each account has its own zone."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone

from whichcert.web import formats


def local_now() -> datetime:
    """Return now, in the zone whose midnight begins a day: for what asks which day it is."""
    return timezone.now().astimezone(settings.OWN_ZONE)


def local_date(day: date | datetime | str | None) -> str:
    """Write a date; of a time that is stored in UTC, its day where the learner is."""
    if isinstance(day, datetime) and day.tzinfo is not None:
        day = day.astimezone(settings.OWN_ZONE)
    return formats.plain_date(day)
