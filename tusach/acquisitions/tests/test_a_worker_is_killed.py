"""A worker is really killed in the middle of entering a purchase; another goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection
from django.utils import timezone

from tusach.acquisitions.models import Intake, LineCopy
from tusach.acquisitions.rules.states import IntakeState
from tusach.acquisitions.services.accepting import accept, ask_again, work
from tusach.acquisitions.testing import make_intake
from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record
from tusach.holdings.api import Copy, close_register, prove
from tusach.ui.api import stalled

pytestmark = pytest.mark.django_db(transaction=True)

WORKER = """
import sys
import django
django.setup()
from tusach.acquisitions.services.accepting import work
work(int(sys.argv[1]), lines=1)
"""


def worker_killed(intake: Intake, *, after: int) -> int:
    """Runs a worker of its own and kills it (-9) once more than ``after`` copies are in;
    returns how many there were then."""
    # The server as it was named to this process (a socket or an address), this test's database.
    server = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(server._replace(path=f"/{connection.settings_dict['NAME']}"))
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "tusach.house.settings",
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER, str(intake.pk)], env=environment)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and LineCopy.objects.count() <= after:
        assert process.poll() is None, "the worker ended before it could be killed"
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    # The server notices a lost connection and rolls back what was not committed.
    time.sleep(0.2)
    return LineCopy.objects.count()


def test_killed_in_the_middle_nothing_is_lost_and_nothing_doubled() -> None:
    intake = make_intake([(f"Sách số {n}", 2) for n in range(40)])
    accept(intake=intake, version=intake.version, by=HOUSE, at=timezone.now())
    done = worker_killed(intake, after=4)
    assert 4 < done < 80
    # A line is whole or not there at all.
    assert LineCopy.objects.count() == Copy.objects.count()
    assert Record.objects.count() == intake.lines.exclude(entered_at=None).count()
    work(intake.pk)
    intake.refresh_from_db()
    assert intake.state == IntakeState.ACCEPTED
    assert list(Copy.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, 81)
    )
    assert Record.objects.count() == 40
    assert prove() == []


def test_an_intake_nobody_has_moved_for_a_minute_is_taken_up_again() -> None:
    intake = make_intake()
    accept(intake=intake, version=intake.version, by=HOUSE, at=timezone.now())
    assert stalled(Intake, timezone.now()) == []
    assert stalled(Intake, timezone.now() + timedelta(seconds=90)) == [intake.pk]


def test_what_stops_it_is_said_and_it_goes_on_when_asked_again() -> None:
    intake = make_intake([("A", 1)])
    accept(intake=intake, version=intake.version, by=HOUSE, at=timezone.now())
    register = intake.register
    assert register is not None
    close_register(register=register, on=timezone.localdate(), by=HOUSE, at=timezone.now())
    work(intake.pk)
    intake.refresh_from_db()
    assert intake.state == IntakeState.STOPPED
    assert "đã khoá" in intake.problem["sentence"]
    register.closed_on = None
    register.save()
    ask_again(intake=intake, at=timezone.now())
    work(intake.pk)
    intake.refresh_from_db()
    assert intake.state == IntakeState.ACCEPTED
