"""A printed register marks what counts found and strikes out without erasing."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.holdings.api import withdraw
from tusach.holdings.models import Stocktake
from tusach.holdings.register_pages import register_content, register_pdf
from tusach.holdings.selectors.registers import lines_between
from tusach.holdings.services.stocktake_closing import work
from tusach.holdings.services.stocktaking import begin, close, see
from tusach.holdings.testing import make_copies
from tusach.network.testing import make_point

pytestmark = pytest.mark.django_db


def test_a_count_marks_each_copy_c_or_m_and_a_struck_line_stays() -> None:
    library = make_point("commune_library", "Thư viện xã Khun Há")
    there, _missing, gone = make_copies(3, None, library, "main")
    now = timezone.now()
    withdraw(copies=[gone], decision="QĐ 3", reason="cũ nát", by=HOUSE, at=now)
    count = begin(point=library, name="Kiểm kê", by=HOUSE, at=timezone.now())
    see(stocktake=count, codes=[there.barcode], by=HOUSE, at=timezone.now())
    close(stocktake=count, lose_missing=True, keep_strays=False, by=HOUSE, at=timezone.now())
    work(count.pk)
    Stocktake.objects.filter(pk=count.pk).update(
        opened_at=datetime(2024, 6, 1, tzinfo=timezone.get_default_timezone())
    )
    lines = list(lines_between(there.register, 1, 3))
    content = register_content(there.register, lines)
    assert content["years"] == ["2024", "", "", ""]
    rows = content["pages"][0]["rows"]
    assert [row["counts"][0] for row in rows] == ["C", "M", ""]
    assert [bool(row["out"]) for row in rows] == [False, False, True]
    assert rows[2]["title"]
    assert register_pdf(there.register, lines)[:5] == b"%PDF-"
