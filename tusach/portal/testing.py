"""For the matrix of rights (tests/rights)."""

from __future__ import annotations

from typing import Any

from tusach.catalogue.testing import heading_key, make_record, series_key


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """Public pages: a record, its export, a series, ``world.place``, its commune."""
    number = make_record().control_number
    return {
        "record": {"number": number},
        "articles": {"number": number},
        "browse": {"kind": "tac-gia"},
        "browse_shelf": {"code": world.place.code},
        "browse_under": {"pk": heading_key()},
        "series": {"key": series_key()},
        "export": {"number": number, "form": "ris"},
        "list_export": {"form": "ris"},
        "locality": {"pk": world.place.commune_id},
        "place": {"code": world.place.code},
        "sitemap_records": {"number": 1},
    }
