"""A role at a place for a period."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.people.models.account import Account
from tusach.people.roles import ROLES


class Post(models.Model):
    """What somebody does, where, from when until when (half-open: the end is the first day
    on which it no longer holds). How far it reaches stands in ``roles.REACH``.

    Either a service point, or an administrative unit for the department; neither only for
    the administrator of the whole installation.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts")
    role = models.CharField(_("vai trò"), max_length=30)
    point = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(
        "network.AdminUnit", models.PROTECT, null=True, blank=True, related_name="+"
    )
    period = DateRangeField(_("thời gian"))
    granted_at = models.DateTimeField(_("giao lúc"))
    granted_by = models.CharField(_("người giao"), max_length=200, blank=True)
    # Decision number or the like, as written on paper.
    basis = models.CharField(_("căn cứ"), max_length=300, blank=True)

    class Meta:
        ordering = ["account", "-period"]
        indexes = [
            models.Index(fields=["point"], name="post_by_point"),
            models.Index(fields=["unit"], name="post_by_unit"),
            GistIndex(fields=["period"], name="post_period"),
        ]
        constraints = [
            models.CheckConstraint(
                name="post_is_at_one_place",
                condition=(
                    Q(point__isnull=False, unit__isnull=True)
                    | Q(point__isnull=True, unit__isnull=False)
                    | Q(point__isnull=True, unit__isnull=True, role="administrator")
                ),
            ),
            models.CheckConstraint(name="post_has_days", condition=Q(period__isempty=False)),
            models.CheckConstraint(
                name="post_has_a_beginning", condition=Q(period__startswith__isnull=False)
            ),
            ExclusionConstraint(
                name="post_held_once_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (Coalesce("point", Value(0)), RangeOperators.EQUAL),
                    (Coalesce("unit", Value(0)), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(role)s, %(place)s") % {
            "role": self.role_label,
            "place": self.place_label,
        }

    @property
    def role_label(self) -> str:
        return str(ROLES[self.role].label) if self.role in ROLES else self.role

    @property
    def place_label(self) -> str:
        if self.point is not None:
            return self.point.name
        if self.unit is not None:
            return self.unit.name
        return gettext("toàn hệ thống")

    @property
    def starts_on(self) -> date:
        start: date = self.period.lower
        return start

    @property
    def ends_on(self) -> date | None:
        """The first day on which it no longer holds; none while no end is set."""
        end: date | None = self.period.upper
        return end

    def holds_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)
