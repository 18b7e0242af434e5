"""A worker killed in the middle of carrying a heading: nothing is lost, nothing done twice."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.authorities.carrying import work
from tusach.catalogue.authorities.jobs import accept, preview
from tusach.catalogue.models import Heading, Record, RecordVersion
from tusach.catalogue.testing import make_authority, make_record
from tusach.ui.testing import kill_in_the_middle


@pytest.mark.django_db(transaction=True)
def test_a_killed_change_goes_on_where_it_stopped() -> None:
    for number in range(60):
        make_record(f"Sách {number}", "Nguyễn Sen", year=1950 + number)
    one = make_authority("Tô Hoài", see=("Nguyễn Sen",))
    job = preview(one.pk, by=HOUSE, at=timezone.now())
    accept(job.pk, by=HOUSE, at=timezone.now())
    kill_in_the_middle(
        f"from tusach.catalogue.authorities.carrying import work\nwork({job.pk}, batch=1)\n",
        reached=lambda: Record.objects.filter(author="Tô Hoài").exists(),
    )
    done = Record.objects.filter(author="Tô Hoài").count()
    assert 0 < done < 60
    work(job.pk, batch=20)
    job.refresh_from_db()
    assert job.state == "done"
    assert RecordVersion.objects.filter(record__author="Tô Hoài", number=2).count() == 60
    assert not RecordVersion.objects.filter(number=3).exists()
    counts = dict(Heading.objects.filter(index="author").values_list("text", "records"))
    assert counts == {"Tô Hoài": 60, "Nguyễn Sen": 0}
