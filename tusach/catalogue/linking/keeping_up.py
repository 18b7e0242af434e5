"""What the worker draws of imported records: their links and headings."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tusach.catalogue.authorities.drawing import draw_headings
from tusach.catalogue.linking.drawing import draw_links
from tusach.catalogue.marc.record import from_json
from tusach.catalogue.models import Import, Record, RecordVersion, Undrawn
from tusach.catalogue.working.services import note_circle
from tusach.search.api import changed

_BATCH = 500


def draw_undrawn(*, batch: int = _BATCH) -> int:
    """Draws what waits, batch by batch, until nothing waits; returns how many records.

    A batch is one transaction, so that a kill loses nothing; two workers take different
    batches. While an import is being written it is left alone: the two would share one
    processor, and the import is what a person waits for.
    """
    done = 0
    while not Import.objects.filter(state=Import.State.APPLYING).exists():
        count = _draw_batch(batch)
        done += count
        if not count:
            break
    return done


@transaction.atomic
def _draw_batch(batch: int) -> int:
    waiting = Undrawn.objects.select_for_update(skip_locked=True).order_by("record")[:batch]
    keys = [one.record_id for one in waiting]
    records = Record.everything.in_bulk(keys)
    rows = RecordVersion.objects.filter(record__in=keys, number=F("record__version"))
    pairs = [(records[pk], from_json(marc)) for pk, marc in rows.values_list("record", "marc")]
    note_circle(draw_links(pairs), at=timezone.now())
    draw_headings(pairs)
    Undrawn.objects.filter(record__in=keys).delete()
    # An article is found by the newspaper it stands in.
    changed("record", [pk for pk, record in records.items() if record.kind == "article"])
    return len(keys)
