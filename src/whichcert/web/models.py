"""What is stored: that somebody began to answer, and each answer as one more row."""

from django.db import models

LONGEST_TOKEN = 64
LONGEST_STEP = 80


class Orientation(models.Model):
    """One person's way through the questions; whoever knows the token may read and go on."""

    token = models.CharField(max_length=LONGEST_TOKEN, unique=True)
    created = models.DateTimeField()


class OrientationAnswer(models.Model):
    """One answer, never changed: a later row of the same step replaces it when read.

    value is null where the question was skipped.
    """

    orientation = models.ForeignKey(Orientation, on_delete=models.CASCADE, related_name="answers")
    step = models.CharField(max_length=LONGEST_STEP)
    value = models.JSONField(null=True)
    at = models.DateTimeField()
