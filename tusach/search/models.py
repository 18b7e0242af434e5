"""The change log, what tells one database from another, what administrators set and measure."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import InNameOf
from tusach.ui.api import LongWork

if TYPE_CHECKING:
    _TextField = models.Field[str, str]
else:
    _TextField = models.Field


class TransactionId(_TextField):
    """PostgreSQL's xid8: the number of a transaction, never used twice in a cluster."""

    def db_type(self, connection: Any) -> str:
        return "xid8"


class Change(models.Model):
    """A pointer: documents of this kind changed in this transaction.

    Written in the transaction that changes them. Indexers on every server follow it; rows
    that all have surely seen are trimmed (`search.log`).
    """

    kind = models.CharField(max_length=40)
    keys = ArrayField(models.TextField())
    xid = TransactionId(db_default=Func(function="pg_current_xact_id"), editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["xid"], name="search_change_by_xid")]

    def __str__(self) -> str:
        return f"{self.kind} × {len(self.keys)}"


class Incarnation(models.Model):
    """One row: the identity of this database. Restored elsewhere, its place differs; an
    index made from another incarnation is rebuilt (`search.log`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return str(self.id)


class Trim(models.Model):
    """One row: rows of the log below this transaction may be gone."""

    id = models.BooleanField(primary_key=True, default=True)
    below = TransactionId()

    def __str__(self) -> str:
        return str(self.below)


class Synonym(models.Model):
    """Another name under which the same is looked for: San Thàng, nay là phường Tân Phong.

    Data, loaded and edited by those who know it; the query is widened by it and the page
    says so. ``text`` is what is typed, ``also`` what is looked for besides, ``note`` the
    sentence shown.
    """

    text = models.CharField(_("chữ được gõ"), max_length=120)
    folded = models.CharField(max_length=120, db_index=True, editable=False)
    also = models.CharField(_("tìm thêm"), max_length=120)
    note = models.CharField(_("lời nhắc"), max_length=300, blank=True)
    source = models.CharField(_("nguồn"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["folded", "also"], name="search_synonym_once")
        ]

    def __str__(self) -> str:
        return f"{self.text} → {self.also}"


class RankingWeight(models.Model):
    """A weight that differs from the standard one (`search.ranking`)."""

    name = models.CharField(_("lý do"), max_length=30, primary_key=True)
    value = models.FloatField(_("trọng số"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(value__gte=0, value__lte=50), name="search_weight_within"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} = {self.value:g}"


class RankingLift(models.Model):
    """Documents with this value of a facet stand higher, whatever was asked."""

    facet = models.CharField(_("nhóm lọc"), max_length=30)
    value = models.CharField(_("giá trị"), max_length=200)
    weight = models.FloatField(_("trọng số"))
    reason = models.CharField(_("lý do"), max_length=300, blank=True)

    class Meta:
        ordering = ["facet", "value"]
        constraints = [
            models.UniqueConstraint(fields=["facet", "value"], name="search_lift_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0, weight__lte=50), name="search_lift_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facet}: {self.value}"


class JudgedSet(models.Model):
    """Queries of which somebody said by hand what answers them: the order is measured by it."""

    name = models.CharField(_("tên bộ câu tìm"), max_length=120, unique=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("search:judged_set", args=[self.pk])


class JudgedQuery(models.Model):
    """One query of a set, as readers type it."""

    judged_set = models.ForeignKey(
        JudgedSet, on_delete=models.CASCADE, related_name="queries", db_index=False
    )
    text = models.CharField(_("câu tìm"), max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["judged_set", "text"], name="search_judged_once")
        ]

    def __str__(self) -> str:
        return self.text


class Judgement(models.Model):
    """How well one document answers a query. ``key`` is its number in the index, ``title``
    what it was called then: where the number is gone (merged), its title is looked for."""

    class Grade(models.IntegerChoices):
        RIGHT = 3, _("đúng")
        GOOD = 2, _("khá đúng")
        PARTLY = 1, _("đúng một phần")
        WRONG = 0, _("sai")

    query = models.ForeignKey(
        JudgedQuery, on_delete=models.CASCADE, related_name="judgements", db_index=False
    )
    key = models.CharField(max_length=40)
    title = models.CharField(_("nhan đề"), max_length=500, blank=True)
    grade = models.SmallIntegerField(_("mức đúng"), choices=Grade.choices)
    at = models.DateTimeField()
    by_name = models.CharField(_("người làm"), max_length=200, blank=True)

    class Meta:
        ordering = ["-grade", "id"]
        constraints = [
            models.UniqueConstraint(fields=["query", "key"], name="search_graded_once"),
            models.CheckConstraint(
                condition=models.Q(grade__gte=0, grade__lte=3), name="search_grade_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_grade_display()}"


class RankingDraft(InNameOf):
    """Changes of other names, weights and lifts that are tried out before they count.

    ``changes`` is a list as :class:`tusach.search.changing.Change` writes itself; ``version``
    grows with each change of the draft.
    """

    class State(models.TextChoices):
        OPEN = "open", _("đang soạn")
        IN_FORCE = "in_force", _("đã áp dụng")
        THROWN = "thrown", _("đã bỏ")

    name = models.CharField(_("tên bản nháp"), max_length=120)
    changes = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(
        _("tình trạng"), max_length=8, choices=State.choices, default=State.OPEN
    )
    made_at = models.DateTimeField(_("lập lúc"))
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("search:draft", args=[self.pk])


class RankingVersion(InNameOf):
    """One time that something of the ranking changed for every search: what, who and when.
    What was in force before any of them follows from the changes since."""

    name = models.CharField(_("thay đổi"), max_length=200)
    changes = models.JSONField(default=list)
    at = models.DateTimeField(_("lúc"))
    draft = models.ForeignKey(
        RankingDraft, on_delete=models.PROTECT, null=True, related_name="versions"
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Measurement(LongWork, InNameOf):
    """The order of results measured by a judged set: as it is in force and, with a draft, as it
    would be. ``reached`` is the last query measured."""

    class State(models.TextChoices):
        MEASURING = "measuring", _("Đang đo")
        DONE = "done", _("Xong")
        STOPPED = "stopped", _("Đã dừng")

    UNDER_WAY = frozenset({State.MEASURING})

    judged_set = models.ForeignKey(JudgedSet, on_delete=models.CASCADE, related_name="measurements")
    draft = models.ForeignKey(
        RankingDraft, on_delete=models.CASCADE, null=True, related_name="measurements"
    )
    draft_version = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.MEASURING)
    made_at = models.DateTimeField(_("lúc"))
    queries = models.PositiveIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    # Queries none of whose records are in the index any more are not counted.
    measured = models.PositiveIntegerField(default=0)
    before = models.FloatField(null=True)
    after = models.FloatField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.judged_set_id}: {self.get_state_display()}"

    def get_absolute_url(self) -> str:
        return reverse("search:measurement", args=[self.pk])


class MeasuredQuery(models.Model):
    """nDCG@10 of one query, in force and as drafted."""

    measurement = models.ForeignKey(
        Measurement, on_delete=models.CASCADE, related_name="rows", db_index=False
    )
    text = models.CharField(max_length=400)
    before = models.FloatField()
    after = models.FloatField(null=True)
    gained = models.FloatField(default=0.0)

    class Meta:
        indexes = [models.Index(fields=["measurement", "gained"], name="search_measured_rows")]

    def __str__(self) -> str:
        return f"{self.text}: {self.before:.3f}"
