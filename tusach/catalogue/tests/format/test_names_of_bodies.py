"""A comma in a name turns it, unless it is the name of a body."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tusach.catalogue.compose import RecordFields, compose
from tusach.catalogue.drawn import draw


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Verne, Jules", "Jules Verne"),
        ("Saint-Exupéry, Antoine de", "Antoine de Saint-Exupéry"),
        ("de la Cruz, Juana", "Juana de la Cruz"),
        ("Nguyễn Nhật Ánh", "Nguyễn Nhật Ánh"),
        (
            "Sở Văn hoá, Thể thao và Du lịch tỉnh Lai Châu",
            "Sở Văn hoá, Thể thao và Du lịch tỉnh Lai Châu",
        ),
        ("Viện Khoa học, kỹ thuật nông nghiệp", "Viện Khoa học, kỹ thuật nông nghiệp"),
    ],
)
def test_a_comma_turns_a_persons_name_and_not_a_bodys(typed: str, shown: str) -> None:
    fields = RecordFields(title="Kỷ yếu", author=typed, other_authors=[typed])
    drawn = draw(compose(fields, control_number="TS1", at=timezone.now()))
    assert drawn.author == shown
    assert set(drawn.authors) == {shown}
