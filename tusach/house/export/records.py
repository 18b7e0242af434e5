"""All records as MARC 21: ISO 2709 for what fits into it, MARCXML for everything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.db.models import F

from tusach.catalogue.marc import iso2709, marcxml
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import from_json
from tusach.catalogue.models import RecordVersion

BATCH = 500


def write_records(folder: Path, tell: Callable[[str], None]) -> tuple[int, list[str]]:
    """``records.xml`` and ``records.mrc`` in ``folder``.

    Returns how many records there are, and the control numbers of those that ISO 2709 has no
    room for (they are in the XML).
    """
    versions = (
        RecordVersion.objects.filter(number=F("record__version"))
        .order_by("record_id")
        .values_list("record__control_number", "marc")
        .iterator(chunk_size=BATCH)
    )
    count, too_long = 0, []
    with (folder / "records.xml").open("wb") as xml, (folder / "records.mrc").open("wb") as mrc:
        xml.write(marcxml.OPENING)
        for control_number, content in versions:
            record = from_json(content)
            xml.write(marcxml.write(record))
            try:
                mrc.write(iso2709.write(record))
            except Fault:
                too_long.append(str(control_number))
            count += 1
            if count % BATCH == 0:
                tell(f"{count} MARC")
        xml.write(marcxml.CLOSING)
    return count, too_long
