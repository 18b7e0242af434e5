"""The shelf, new books and the browse lists of the public catalogue are entered by an index: read
with every other way forbidden, no plan goes through all copies, headings or records, or sorts
a shelf."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tusach.catalogue.testing import make_record
from tusach.holdings.api import Copy
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point

pytestmark = [pytest.mark.django_db, pytest.mark.as_owner]

PAGES = (
    "/duyet/xep-gia/{code}/?tu=V2",
    "/duyet/phan-loai/?tu=6",
    "/duyet/nhan-de/?tu=n",
    "/duyet/tac-gia/?tu=l",
    "/duyet/chu-de/?tu=c",
    "/sach-moi/?ky=90",
    "/sach-moi/?thu-vien={code}&ky=90",
    "/sach-moi/atom.xml",
)
_WHOLE = re.compile(r"Seq Scan on (holdings_copy|catalogue_record|catalogue_heading)\b")


def plans_of(address: str) -> list[str]:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(address).status_code == 200
    plans = []
    with connection.cursor() as cursor:
        for ban in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{ban} = off")
        for one in asked.captured_queries:
            if one["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN {one['sql']}")
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
        for ban in ("seqscan", "sort", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{ban} = on")
    return plans


@pytest.mark.parametrize("page", PAGES)
def test_no_list_for_readers_goes_through_the_whole_table(page: str) -> None:
    library = make_point("provincial_library", "Thư viện tỉnh")
    for number in range(3):
        record = make_record(
            f"Nuôi lợn {number}", "Lò Thị An", class_number="636.4", subjects=["Chăn nuôi"]
        )
        for copy in make_copies(1, record, owner=library):
            Copy.objects.filter(pk=copy.pk).update(shelf_mark=f"V{number}")
    plans = plans_of(page.format(code=library.code))
    assert plans
    assert [plan for plan in plans if _WHOLE.search(plan)] == []
    shelf = [plan for plan in plans if "shelf_mark" in plan]
    assert [plan for plan in shelf if re.search(r"^\s*(->\s+)?Sort\b", plan, re.MULTILINE)] == []
    if "xep-gia" in page:
        assert any("holdings_by_shelf_mark" in plan for plan in shelf)
