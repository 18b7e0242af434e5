"""Slowing guessers down: failed tries are counted in PostgreSQL, for every server together."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, ngettext

from tusach.people.errors import TooManyTries
from tusach.people.models import Throttle
from tusach.people.rules import PATIENCE, must_wait


@dataclass(frozen=True, order=True)
class Bucket:
    """What tries are counted under: ``kind`` is a key of ``rules.PATIENCE``."""

    kind: str
    value: str

    @property
    def key(self) -> str:
        # Keyed, so that the table cannot be searched for names and addresses.
        said = f"{self.kind}:{self.value}"
        return salted_hmac("people.throttle", said, algorithm="sha256").hexdigest()


def by_address(address: str | None) -> Bucket | None:
    """The bucket of a network address: all of an IPv6 household's /64 is one."""
    if not address:
        return None
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if parsed.version == 6:
        mapped = parsed.ipv4_mapped
        network = ipaddress.ip_network(f"{address}/64", strict=False)
        return Bucket("address", str(mapped or network))
    return Bucket("address", str(parsed))


def claim(buckets: Iterable[Bucket], *, at: datetime) -> None:
    """Count a try under every bucket, before it is looked at, or refuse it as too early.

    The try is counted as failed from the start and forgiven on success: of a hundred tries
    sent at once, each finds the ones before it already counted. The rows are locked in the
    order of their keys, for a few milliseconds, in a transaction of their own. A refused try
    is not counted, or somebody impatient would never get in.
    """
    by_key = {bucket.key: bucket for bucket in buckets}
    waits = []
    with transaction.atomic():
        Throttle.objects.bulk_create(
            [Throttle(key=key, last_try_at=at) for key in sorted(by_key)], ignore_conflicts=True
        )
        rows = list(Throttle.objects.select_for_update().filter(key__in=by_key).order_by("key"))
        for row in rows:
            patience = PATIENCE[by_key[row.key].kind]
            since = at - row.last_try_at
            if since >= patience.forgotten:
                row.failures = 0
            elif since < timedelta(0):
                row.last_try_at = at  # the clock was put back
            waits.append(must_wait(patience, row.failures, since))
        if not any(waits):
            for row in rows:
                row.failures += 1
                row.last_try_at = at
        Throttle.objects.bulk_update(rows, ["failures", "last_try_at"])
    if any(waits):
        raise TooManyTries(wait=spoken(max(waits)), seconds=max(waits).total_seconds())


def slow_down(form: str, address: str | None, *, at: datetime) -> None:
    """Count a public form sent from an address, or refuse it (:class:`TooManyTries`) when
    too many came from there. ``form`` names the form; the address is kept as a keyed hash."""
    sender = by_address(address)
    if sender is not None:
        claim([Bucket("public_form", f"{form}:{sender.value}")], at=at)


def not_held_against(form: str, address: str | None) -> None:
    """What was sent from there was in order: forget the tries that :func:`slow_down` counted."""
    sender = by_address(address)
    if sender is not None:
        forgive([Bucket("public_form", f"{form}:{sender.value}")])


def forgive(buckets: Iterable[Bucket]) -> None:
    """After success: nothing is held against the name or browser; the address gets back the
    one try that was not a failure (its other guesses stay counted)."""
    for bucket in buckets:
        row = Throttle.objects.filter(key=bucket.key)
        if bucket.kind == "address":
            row.update(failures=Greatest(F("failures") - 1, 0))
        else:
            row.delete()


def failures_of(bucket: Bucket) -> int:
    """How many failed tries are held against a bucket."""
    return Throttle.objects.filter(key=bucket.key).values_list("failures", flat=True).first() or 0


def forget(*, before: datetime) -> int:
    """Delete what no longer counts, so that the table does not grow; how many rows."""
    longest = max(patience.forgotten for patience in PATIENCE.values())
    count, _by_model = Throttle.objects.filter(last_try_at__lt=before - longest).delete()
    return count


def spoken(wait: timedelta) -> str:
    """A wait as people say it, rounded up: "40 giây", "3 phút"."""
    seconds = max(1, -(-int(wait.total_seconds() * 1000) // 1000))
    if seconds < 90:
        return ngettext("%(n)s giây", "%(n)s giây", seconds) % {"n": seconds}
    minutes = -(-seconds // 60)
    return gettext("%(n)s phút") % {"n": minutes}
