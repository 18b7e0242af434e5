"""A worker is really killed while it enters the copies of a file; another goes on."""

from __future__ import annotations

import pytest

from tusach.catalogue.api import Import
from tusach.catalogue.testing import accept_import, make_import, make_marc, work_on_import
from tusach.holdings.api import Copy, prove
from tusach.holdings.models import Alias, ListLine
from tusach.holdings.testing import make_register, make_sources
from tusach.ui.testing import kill_in_the_middle

pytestmark = pytest.mark.django_db(transaction=True)
TITLES = 300


def _entered_once(imported: Import) -> int:
    """Each line that is done has its two copies, and no other has one."""
    done = ListLine.objects.filter(imported=imported.pk, status=ListLine.Status.ENTERED).count()
    assert Copy.objects.count() == Alias.objects.count() == 2 * done
    assert prove() == []
    return done


def test_copies_are_entered_once_however_often_the_worker_is_killed() -> None:
    make_sources()
    register = make_register()
    content = b"".join(
        make_marc(
            f"b{number}",
            f"Chuyện bản số {number}",
            {"p": f"K{2 * number}", "i": f"LC.{2 * number + 1}", "d": "2015-03-12"},
            {"p": f"K{2 * number + 1}", "i": f"LC.{2 * number + 2}", "1": "1"},
        )
        for number in range(TITLES)
    )
    imported = make_import(content, name="koha.mrc")
    work_on_import(imported.pk)
    choices = {"holdings": {"register": str(register.pk), "source": "budget"}}
    accept_import(imported, choices)

    def reached() -> bool:
        imported.refresh_from_db()
        return imported.applied_to > 40

    kill_in_the_middle(
        f"from tusach.catalogue.importing.work import work\nwork({imported.pk}, batch=5)\n",
        reached=reached,
    )
    assert 0 < _entered_once(imported) < TITLES
    work_on_import(imported.pk)
    imported.refresh_from_db()
    assert imported.state == Import.State.DONE
    assert _entered_once(imported) == TITLES
    assert Copy.objects.filter(place__state="lost").count() == TITLES
    register.refresh_from_db()
    assert register.next_number == 2 * TITLES + 1
