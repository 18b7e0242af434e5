"""A worker killed in the middle of carrying a heading: nothing is lost, nothing done twice."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.authorities import merging
from tusach.catalogue.authorities.carrying import work
from tusach.catalogue.authorities.jobs import accept, drawing_again, preview, undo
from tusach.catalogue.errors import NothingToUndo
from tusach.catalogue.models import AuthorityLink, Heading, Record, RecordVersion
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


@pytest.mark.django_db(transaction=True)
def test_taking_apart_two_headings_of_many_records_is_a_workers_job_that_may_be_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(merging, "AT_ONCE", 10)
    for number in range(60):
        make_record(f"Sách {number}", "Nguyễn Sen", year=1950 + number)
    kept, gone = make_authority("Tô Hoài"), make_authority("Nguyễn Sen")
    at = timezone.now()
    merge = merging.merge_authorities(
        kept.pk, gone.pk, kept_version=1, gone_version=1, by=HOUSE, at=at
    )
    assert AuthorityLink.objects.filter(authority=kept).count() == 60
    _merge, back = merging.undo_authority_merge(merge.pk, by=HOUSE, at=at)
    job = drawing_again(back)
    assert job is not None
    assert job.rows.count() == 60
    assert not AuthorityLink.objects.filter(authority=back).exists()
    kill_in_the_middle(
        f"from tusach.catalogue.authorities.carrying import work\nwork({job.pk}, batch=1)\n",
        reached=lambda: AuthorityLink.objects.filter(authority=back).exists(),
    )
    assert 0 < AuthorityLink.objects.filter(authority=back).count() < 60
    work(job.pk, batch=20)
    job.refresh_from_db()
    assert (job.state, drawing_again(back)) == ("done", None)
    assert AuthorityLink.objects.filter(authority=back).count() == 60
    assert not AuthorityLink.objects.filter(authority=kept).exists()
    # Nothing in the records was written.
    assert not RecordVersion.objects.filter(number=2).exists()
    with pytest.raises(NothingToUndo):
        undo(job.pk, by=HOUSE, at=at)
