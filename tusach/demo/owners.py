"""A village bookcase with the books of three owners on one shelf (D12). All invented.

The province's stand there by a rotation; a law bookcase and the commune's library lend theirs.
"""

from __future__ import annotations

from datetime import datetime

from tusach.audit.api import record_as_of
from tusach.catalogue.api import Record
from tusach.demo.borrowers import librarian
from tusach.demo.lent import shelf
from tusach.demo.places import Map
from tusach.demo.times import hour_ago
from tusach.holdings.api import Collection, accession, at_point, open_register, relocate
from tusach.network.api import ServicePoint

_LAW = ("34", "33", "63")


def build(places: Map, now: datetime) -> None:
    """Put twelve books of a law project and ten of a donor's gift beside the rotation's."""
    village = places.named("Tủ sách Bản 1, xã Bình Lư")
    library = places.named("Thư viện xã Bình Lư")
    by = librarian(library)
    given, moved = hour_ago(now, 95, 9), hour_ago(now, 90, 14)
    project = ServicePoint.objects.filter(kind="law_bookcase", name__endswith="xã Bình Lư").get()
    titles = [
        record for record in Record.objects.order_by("pk") if record.class_number.startswith(_LAW)
    ][:12]
    record_as_of(given)
    law = open_register(owner=project, name="Sổ tủ sách pháp luật", prefix="PL.", by=by, at=given)
    books = []
    for record in titles:
        books += accession(
            record, project, law, 1, 60_000, "national_programme", Collection.MAIN,
            fund="Đề án phổ biến pháp luật (minh hoạ)", by=by, at=given,
        )  # fmt: skip
    donated = open_register(owner=library, name="Sổ sách tặng", prefix="T.", by=by, at=given)
    for copy in shelf(library, given)[:10]:
        books += accession(
            copy.record,
            library,
            donated,
            1,
            0,
            "gift_organisation",
            Collection.MAIN,
            by=by,
            at=given,
        )
    record_as_of(moved)
    relocate(copies=books, to=at_point(village.pk), note="Để ở tủ sách bản", by=by, at=moved)
