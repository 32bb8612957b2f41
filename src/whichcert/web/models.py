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


class Learner(models.Model):
    """One person who studies; on their own machine there is exactly one."""

    created = models.DateTimeField()


class StudySitting(models.Model):
    """A diagnostic, a mock, a round of practice or of review that was begun."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="sittings")
    token = models.CharField(max_length=LONGEST_TOKEN, unique=True)
    mode = models.CharField(max_length=16)
    assessments = models.JSONField()
    items = models.JSONField(default=list)
    """A mock's items in order; empty where items are chosen as the person goes."""
    minutes = models.FloatField(null=True)
    started = models.DateTimeField()


class SittingEvent(models.Model):
    """One thing that happened in a sitting, never changed; what follows from it is computed."""

    sitting = models.ForeignKey(StudySitting, on_delete=models.CASCADE, related_name="events")
    key = models.CharField(max_length=LONGEST_TOKEN)
    """Made by the sender: the same answer sent twice is stored once."""
    deed = models.CharField(max_length=16)
    item = models.CharField(max_length=LONGEST_STEP)
    chosen = models.JSONField(default=list)
    confidence = models.CharField(max_length=16, null=True)
    grade = models.PositiveSmallIntegerField(null=True)
    at = models.DateTimeField()
    received = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sitting", "key"], name="one_event_a_key"),)


class ItemReport(models.Model):
    """What a person found wrong with an item."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="reports")
    item = models.CharField(max_length=LONGEST_STEP)
    reason = models.CharField(max_length=32)
    words = models.TextField(blank=True)
    at = models.DateTimeField()


class LearnerChoice(models.Model):
    """Something a person set, such as their goal; the last row of a name counts."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="choices")
    name = models.CharField(max_length=32)
    value = models.JSONField()
    at = models.DateTimeField()
