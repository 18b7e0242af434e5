"""For the matrix of rights (tests/rights)."""

from __future__ import annotations

from typing import Any

from tusach.catalogue.testing import make_record


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """Public pages: a record and its export, the page of ``world.place``, a sitemap."""
    number = make_record().control_number
    return {
        "record": {"number": number},
        "export": {"number": number, "form": "ris"},
        "place": {"code": world.place.code},
        "sitemap_records": {"number": 1},
    }
