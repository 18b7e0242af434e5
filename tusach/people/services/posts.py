"""Giving and ending posts."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.network.api import AdminUnit, ServicePoint
from tusach.people.errors import (
    AccountClosed,
    LastAdministrator,
    NotOverYourself,
    NotYoursToGive,
    PeriodTurned,
    PlaceClosed,
    PostHeldAlready,
    PostOver,
    RoleNotAtSuchAPlace,
)
from tusach.people.models import Account, Post, SignIn
from tusach.people.reach import held_at
from tusach.people.rules import can_be_held, period_runs_forward
from tusach.people.selectors import manages_post, other_administrators
from tusach.people.services import sessions


def _require_right(post: Post, by: Actor) -> None:
    """Refuses unless ``by`` may give ``post``; the house itself (no account) may."""
    if by.account is None:
        return
    if by.account == post.account_id:
        raise NotOverYourself
    if not manages_post(Account.objects.get(pk=by.account), post):
        raise NotYoursToGive(role=post.role_label, place=post.place_label)


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


def _require_place(post: Post) -> None:
    """Refuses a role that does not exist at such a place, and a place that is closed."""
    if not can_be_held(post.role, held_at(post.point, post.unit)):
        raise RoleNotAtSuchAPlace(role=post.role_label, place=post.place_label)
    place = post.point or post.unit
    over = post.point.closed_on if post.point else post.unit.ended_on if post.unit else None
    if over is not None and over <= post.starts_on:
        raise PlaceClosed(place=place, closed_on=_day(over))


@transaction.atomic
def grant_post(
    *,
    account: Account,
    role: str,
    point: ServicePoint | None = None,
    unit: AdminUnit | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    basis: str = "",
    by: Actor,
    at: datetime,
) -> Post:
    """Give ``account`` the role at a point, in a unit, or (administrator) everywhere, from
    ``starts_on`` (the day of ``at`` if not given) until ``ends_on``, exclusive.

    Refuses: a closed account; a role that does not exist at such a place; a closed place; a
    period that does not run forward; a post held already; a giver (``by``) who does not
    manage people there, whose role is below, or who would give it to herself.
    """
    account = Account.objects.select_for_update().get(pk=account.pk)
    starts_on = starts_on or timezone.localdate(at)
    if not period_runs_forward(starts_on, ends_on):
        raise PeriodTurned(starts_on=_day(starts_on), ends_on=_day(ends_on or starts_on))
    post = Post(
        account=account,
        role=role,
        point=point,
        unit=unit,
        period=DateRange(starts_on, ends_on),
        granted_at=at,
        granted_by=by.name,
        basis=basis.strip(),
    )
    if not account.is_active:
        raise AccountClosed(username=account.username)
    _require_right(post, by)
    _require_place(post)
    same = Post.objects.filter(
        account=account, role=role, point=point, unit=unit, period__overlap=post.period
    )
    if same.exists():
        raise PostHeldAlready(name=account.full_name, post=str(post))
    post.save()
    record(
        "people.grant_post",
        by=by,
        on=("people.account", account.pk, account.full_name),
        place=point.pk if point else None,
        changes={"post": [None, str(post)], "from": [None, starts_on.isoformat()]},
        at=at,
    )
    return post


@transaction.atomic
def end_post(*, post: Post, on: date | None = None, by: Actor, at: datetime) -> None:
    """End a post: ``on`` is the first day on which it no longer holds (the day of ``at`` if
    not given). From that day its sessions end too.

    A post ended on or before its first day was a mistake and never held: its row goes, the
    record of acts keeps both that it was given and that it was taken back. Refuses: a post
    that is over; an end by somebody who could not have given it; the last administrator.
    """
    account = Account.objects.select_for_update().get(pk=post.account_id)
    post = Post.objects.select_related("point", "unit").get(pk=post.pk)
    today = timezone.localdate(at)
    on = on or today
    _require_right(post, by)
    if post.ends_on is not None and post.ends_on <= today:
        raise PostOver(post=str(post), name=account.full_name, ended_on=_day(post.ends_on))
    if post.role == "administrator" and not other_administrators(account, today):
        raise LastAdministrator(name=account.full_name)
    before = post.ends_on
    if period_runs_forward(post.starts_on, on):
        post.period = DateRange(post.starts_on, on)
        post.save(update_fields=["period"])
    else:
        post.delete()
    if on <= today:
        sessions.end_all(account, why=SignIn.End.POST_ENDED, at=at)
    record(
        "people.end_post",
        by=by,
        on=("people.account", account.pk, account.full_name),
        place=post.point_id,
        changes={
            "post": [str(post), None],
            "until": [before.isoformat() if before else None, on.isoformat()],
        },
        at=at,
    )
