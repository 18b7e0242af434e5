"""The list to take along the shelves."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.rotation.models import Leg, Line
from tusach.ui.api import pdf


def pick_list(leg: Leg, lines: list[Line], at: datetime) -> bytes:
    """A PDF of the picked copies by shelf mark, then title: one walk along the shelves."""
    ordered = sorted(
        lines,
        key=lambda x: (
            x.copy.shelf_mark or x.copy.record.class_number,
            x.copy.record.title_key,
            x.copy_id,
        ),
    )
    return pdf(
        "rotation/pick_list.typ",
        {
            "title": _("Phiếu lấy sách"),
            "batch": leg.batch.code,
            "point": leg.point.name,
            "count_text": str(len(ordered)),
            "printed": f"{timezone.localtime(at):%d/%m/%Y %H:%M}",
            "rows": [
                {
                    "no": number,
                    "shelf": line.copy.shelf_mark or line.copy.record.class_number,
                    "title": line.copy.record.shown_title,
                    "author": line.copy.record.author,
                    "barcode": line.copy.barcode,
                    "accession": line.copy.accession_no,
                }
                for number, line in enumerate(ordered, 1)
            ],
        },
    )
