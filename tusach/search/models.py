"""The change log, and what tells one database from another."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

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
