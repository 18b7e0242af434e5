"""What the address of a page of results asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tusach.portal.nearness import Near, of_near, within
from tusach.portal.selectors import (
    codes_and_names_of_points,
    codes_and_names_of_units,
    points_of_codes,
    units_of_keys,
)

FACETS: dict[str, Promise] = {
    "place": gettext_lazy("Nơi có sách"),
    "commune": gettext_lazy("Xã, phường"),
    "audience": gettext_lazy("Dành cho"),
    "subject": gettext_lazy("Chủ đề"),
    "language": gettext_lazy("Ngôn ngữ"),
    "kind": gettext_lazy("Loại tài liệu"),
    "decade": gettext_lazy("Năm xuất bản"),
}
SORTS: dict[str, Promise] = {
    "relevance": gettext_lazy("phù hợp nhất trước"),
    "title": gettext_lazy("theo nhan đề"),
    "author": gettext_lazy("theo tác giả"),
    "newest": gettext_lazy("năm xuất bản mới trước"),
    "oldest": gettext_lazy("năm xuất bản cũ trước"),
    "added": gettext_lazy("mới bổ sung trước"),
}
# A little more than the query language reads, so that it says itself what it leaves out.
_LONGEST = 450
# What may be asked beside the facets: to be had now; at the place chosen, or not far from it.
NOW, MINE, AROUND = "now", "mine", "20"


# In addresses a place stands by its code, a commune by the lasting key of its page.
_BY_CODE: dict[str, Callable[[Iterable[str]], dict[str, str]]] = {
    "place": points_of_codes,
    "commune": units_of_keys,
}
_CODES: dict[str, Callable[[Iterable[str]], dict[str, tuple[str, str]]]] = {
    "place": codes_and_names_of_points,
    "commune": codes_and_names_of_units,
}


class Asked:
    """What the address asks for; unknown values are left aside. ``scope`` is ``mine``, ``20``
    (kilometres) or "", and nothing where no place was chosen."""

    def __init__(self, address: QueryDict, near: Near | None) -> None:
        query = " ".join(address.get("q", "").split())
        self.query = _joined(query, " ".join(address.get("trong", "").split()))[:_LONGEST]
        sort = address.get("sort", "relevance")
        self.sort: Any = sort if sort in SORTS else "relevance"
        page = address.get("page", "1")
        self.page = int(page) if page.isdecimal() and 0 < int(page[:6]) < 1000 else 1
        more = address.get("more", "")
        self.more = more if more in FACETS else ""
        self.now = address.get("have") == NOW
        scope = address.get("near", "")
        self.near = near
        self.scope = scope if near is not None and scope in {MINE, AROUND} else ""
        self.filters = {
            name: values[:20]
            for name in FACETS
            if (values := [value[:200] for value in address.getlist(name) if value])
        }
        self._numbers = {
            name: numbers_of(self.filters[name])
            for name, numbers_of in _BY_CODE.items()
            if name in self.filters
        }

    @property
    def narrowed(self) -> bool:
        return bool(self.filters or self.now or self.scope)

    @property
    def parts(self) -> dict[str, Any]:
        """What stands in the address beside the query and the page."""
        found: dict[str, Any] = {**self.filters}
        if self.now:
            found["have"] = NOW
        if self.scope:
            found["near"] = self.scope
        if self.sort != "relevance":
            found["sort"] = self.sort
        return found

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The same as fields of a form, but for the order."""
        return [
            (name, value)
            for name, values in self.parts.items()
            if name != "sort"
            for value in (values if isinstance(values, list) else [values])
        ]

    def url(self, **changes: Any) -> str:
        """The address with something changed; another choice begins at its first page."""
        parts: dict[str, Any] = {"q": self.query, **self.parts, **changes}
        if parts.get("sort") == "relevance":
            parts.pop("sort")
        if parts.get("page") == 1:
            parts.pop("page")
        return f"?{urlencode({k: v for k, v in parts.items() if v or k == 'q'}, doseq=True)}"

    def toggled(self, name: str, value: str) -> str:
        chosen = self.filters.get(name, [])
        changed = [one for one in chosen if one != value]
        return self.url(**{name: changed if value in chosen else [*chosen, value]})

    def availability(self, *, now: bool, scope: str) -> dict[str, list[str]]:
        """What the index is asked for these choices; both at once mean: to be had there now."""
        asked: dict[str, list[str]] = {
            "have": [NOW] if now and not scope else [],
            "place#near": [],
            "free#near": [],
        }
        if scope and self.near is not None:
            points = of_near(self.near) if scope == MINE else within(self.near)
            # Nothing has a place without a number: where there is no point, nothing is found.
            asked["free#near" if now else "place#near"] = [str(pk) for pk in points] or [""]
        return asked

    @property
    def all_filters(self) -> dict[str, list[str]]:
        """What the index is asked for: it knows places and communes by number. What no place
        has for its code finds nothing."""
        found = {
            name: [self._numbers[name].get(value, "") for value in values]
            if name in self._numbers
            else values
            for name, values in self.filters.items()
        }
        return {**found, **self.availability(now=self.now, scope=self.scope)}

    @property
    def lasting(self) -> str:
        """The address with codes where former addresses had numbers of rows; "" when it has
        none of these. A number that is a place's code is its code."""
        changed: dict[str, list[str]] = {}
        for name, numbers in self._numbers.items():
            former = [one for one in self.filters[name] if one not in numbers]
            known = _CODES[name](former) if former else {}
            if known:
                values = [known[one][0] if one in known else one for one in self.filters[name]]
                changed[name] = list(dict.fromkeys(values))
        return self.url(page=self.page, **changed) if changed else ""

    @property
    def counts(self) -> dict[str, dict[str, list[str]]]:
        """How many each choice of availability would leave beside the others made."""
        asked = {NOW: self.availability(now=True, scope=self.scope)}
        if self.near is not None:
            for scope in (MINE, AROUND):
                asked[scope] = self.availability(now=self.now, scope=scope)
        return asked


def _joined(query: str, inside: str) -> str:
    """The query that finds what ``inside`` asks for among what ``query`` found."""
    if not inside or not query:
        return inside or query
    open_ended = ":" in query or any(word in {"OR", "HOẶC"} for word in query.split())
    return f"({query}) {inside}" if open_ended else f"{query} {inside}"
