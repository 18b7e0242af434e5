"""A reader's own list of titles: no account, nothing of it kept on the server.

The list is the control numbers of its titles, in the order they were put in: in a cookie of the
reader's own browser, or in the address by which it is shared. An address names titles only, so it
tells nothing of who made it, and it stays good as long as the titles do.
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, unquote

from django.http import HttpRequest

from tusach.catalogue.api import Record, now_under
from tusach.portal.selectors import public_records

COOKIE = "danh-sach"
COOKIE_SECONDS = 365 * 86_400
# A list is for a paper or a trip to the library; and a browser keeps 4,096 bytes of a cookie.
MOST = 100
_BYTES = 3_600
_BETWEEN = "~"


def written(numbers: Sequence[str]) -> str:
    """The list as a cookie or an address holds it."""
    parts = (quote(number, safe="").replace(_BETWEEN, "%7E") for number in numbers)
    return _BETWEEN.join(parts)


def read(text: str) -> list[str]:
    """The control numbers of a list, each once; at most 100, what is no number left out."""
    found = (unquote(part)[:100] for part in text[:_BYTES].split(_BETWEEN))
    return list(dict.fromkeys(one for one in found if one and one.isprintable()))[:MOST]


def mine(request: HttpRequest) -> list[str]:
    return read(request.COOKIES.get(COOKIE, ""))


def fits(numbers: Sequence[str]) -> bool:
    return len(numbers) <= MOST and len(written(numbers)) <= _BYTES


def records_listed(numbers: Sequence[str]) -> list[Record]:
    """The public records of these numbers, in their order; one that was merged into another
    stands for it. A query, and one for each number that is no more."""
    found = {one.control_number: one for one in public_records().filter(control_number__in=numbers)}
    out: dict[int, Record] = {}
    for number in numbers:
        record = found.get(number) or now_under(number)
        if record is not None and not record.is_suppressed:
            out.setdefault(record.pk, record)
    return list(out.values())
