"""Copies follow the record into which theirs was merged, and come back."""

from __future__ import annotations

import pytest

from tusach.catalogue.testing import make_merge, make_record, take_apart
from tusach.holdings.models import Copy
from tusach.holdings.testing import make_copy

pytestmark = pytest.mark.django_db


def test_copies_move_with_the_merge_and_back_and_new_ones_stay() -> None:
    kept, gone = make_record(title="Lượm"), make_record(title="Lượm")
    first = make_copy(record=gone)
    merge = make_merge(kept, gone)
    assert Copy.objects.get(pk=first.pk).record_id == kept.pk
    since = make_copy(record=kept)
    take_apart(merge)
    assert Copy.objects.get(pk=first.pk).record_id == gone.pk
    assert Copy.objects.get(pk=since.pk).record_id == kept.pk
