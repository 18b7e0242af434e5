"""Duplicates: pairs that look alike, and records that were merged."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.models.record import Record
from tusach.ui.api import LongWork


class Merge(models.Model):
    """One record taken into another; all that is needed to put both back.

    The record that is gone keeps its row, its versions and its number (``Record.merged_into``).
    """

    kept = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="merged_by")
    # Versions of the kept record before and after; equal when its content stayed.
    version_before = models.PositiveIntegerField()
    version_after = models.PositiveIntegerField()
    # Flags of both before: {"kept": {…}, "gone": {…}}.
    flags = models.JSONField(default=dict)
    # What each listener moved, by its name, for the way back.
    moved = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=200, blank=True)
    # Sentences: what could not simply be put back.
    undo_notes = models.JSONField(default=list)

    class Meta:
        verbose_name = _("lần gộp biểu ghi")
        verbose_name_plural = _("lần gộp biểu ghi")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"],
                condition=models.Q(undone_at__isnull=True),
                name="catalogue_gone_into_one",
            ),
            models.CheckConstraint(
                condition=~models.Q(kept=models.F("gone")), name="catalogue_not_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"


class Hunt(LongWork):
    """One hunt for duplicates over the whole catalogue.

    keys (every record gives its keys) → scoring (records that share one are compared, a slice
    of the keys at a time) → done, or stopped. How far it came is written in the transaction of
    each batch.
    """

    class State(models.TextChoices):
        KEYS = "keys", _("Đang lập khoá")
        SCORING = "scoring", _("Đang so")
        DONE = "done", _("Xong")
        STOPPED = "stopped", _("Đã dừng")

    UNDER_WAY = frozenset({State.KEYS, State.SCORING})

    state = models.CharField(max_length=8, choices=State.choices, default=State.KEYS)
    # The last record that gave its keys; how many there are to do, how many are done.
    keyed_to = models.BigIntegerField(default=0)
    records = models.PositiveIntegerField(default=0)
    records_done = models.PositiveIntegerField(default=0)
    # Parts into which the keys are cut.
    slices = models.PositiveIntegerField(default=0)
    slices_done = models.PositiveIntegerField(default=0)
    compared = models.PositiveBigIntegerField(default=0)
    # Keys that so many records share that they say nothing.
    crowded = models.PositiveIntegerField(default=0)
    # Pairs that wait, and the groups they make.
    found = models.PositiveIntegerField(default=0)
    groups = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("lần dò trùng")
        verbose_name_plural = _("lần dò trùng")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(state__in=["keys", "scoring"]),
                name="catalogue_one_hunt_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.get_state_display()}"


class HuntKey(models.Model):
    """A key of a record, while a hunt runs; records with a key in common are compared."""

    hunt = models.ForeignKey(Hunt, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.BigIntegerField()
    record = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["hunt", "key", "record"], name="catalogue_hunt_keys")]

    def __str__(self) -> str:
        return f"{self.key}: {self.record}"


class Pair(models.Model):
    """Two records that may be one. ``first`` is the one with the lower number."""

    class State(models.TextChoices):
        OPEN = "open", _("Chờ xem")
        LATER = "later", _("Để sau")
        DIFFERENT = "different", _("Không phải trùng")
        MERGED = "merged", _("Đã gộp")

    first = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    # Of a hundred, and why: [{"code": …, "points": …, "facts": {…}}…].
    score = models.SmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    # Nothing speaks against it: may be merged without looking at each.
    is_certain = models.BooleanField(default=False)
    # The least record of the group it belongs to while it is open (hunting/groups.py); of the
    # group: whether this pair stands for it, its records, whether all its pairs are certain.
    group = models.BigIntegerField(default=0)
    leads = models.BooleanField(default=False)
    size = models.PositiveIntegerField(default=0)
    all_certain = models.BooleanField(default=False)
    hunt = models.ForeignKey(Hunt, on_delete=models.SET_NULL, null=True, related_name="pairs")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=200, blank=True)
    # The merge by which it was decided with another pair, to be undone with it.
    follows = models.ForeignKey(Merge, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("cặp nghi trùng")
        verbose_name_plural = _("cặp nghi trùng")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="catalogue_a_pair_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="catalogue_pair_in_order"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-score", "id"], name="catalogue_pairs_by_score"),
            models.Index(
                fields=["-score", "id"],
                name="catalogue_pairs_leading",
                condition=models.Q(leads=True),
            ),
            models.Index(fields=["group"], name="catalogue_pairs_of_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"

    def get_absolute_url(self) -> str:
        return reverse("catalogue:pair", args=[self.pk])
