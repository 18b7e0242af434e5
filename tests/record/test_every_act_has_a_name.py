"""Whatever the code writes into the record of acts is read in words, in both languages."""

from __future__ import annotations

import pytest
from django.utils import translation

from tests.language.plain import bare
from tests.record.spoken import acts_written, kinds_written
from tusach.audit import names


def test_what_the_code_writes_is_found_in_it() -> None:
    found = {act for act, _where in acts_written()}
    # Said outright, by one of two, by a helper of the room, by a default, by a move of a copy.
    assert {
        "network.create_point",
        "catalogue.suppress",
        "catalogue.create_record",
        "catalogue.quick_record",
        "rotation.add_at_door",
        "acquisitions.cancel_lines",
        "holdings.lose",
    } <= found
    assert len(found) > 120


def test_every_act_that_the_code_writes_has_a_name() -> None:
    named = dict(names.named_acts())
    assert {act: where for act, where in acts_written() if act not in named} == {}


def test_every_kind_that_acts_are_done_on_has_a_name() -> None:
    assert {kind: where for kind, where in kinds_written() if names.kind_label(kind) == kind} == {}


@pytest.mark.parametrize("kind", ["acts", "kinds", "fields"])
def test_every_name_is_said_in_english_too(kind: str) -> None:
    held = getattr(names._names, kind)
    labels = [one.label if kind == "kinds" else one for one in held.values()]
    with translation.override("en"):
        said = [str(one).replace("đồng", "") for one in labels]
    assert [one for one in said if bare(one) != one] == []
