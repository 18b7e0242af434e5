"""For the matrix of rights (tests/rights)."""

from __future__ import annotations

from typing import Any

from tusach.catalogue.testing import make_record


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """Public pages: a record and its export, ``world.place`` and its commune, a sitemap."""
    number = make_record().control_number
    return {
        "record": {"number": number},
        "export": {"number": number, "form": "ris"},
        "locality": {"pk": world.place.commune_id},
        "place": {"code": world.place.code},
        "sitemap_records": {"number": 1},
    }
