"""The choices beside the results, and those made, to be taken away one by one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tusach.catalogue.api import Audience, Kind, language_name
from tusach.portal import selectors
from tusach.portal.nearness import RADIUS
from tusach.portal.web.asked import AROUND, FACETS, MINE, NOW, Asked
from tusach.search.api import FacetValue, Hits
from tusach.vietnamese.api import sort_key

_VALUES_SHOWN = 8
# With those that have no public name, and to know whether there are more.
VALUES_COUNTED = 15
# On the page that shows all values of one facet: more than a province has places.
ALL_VALUES = 1000


@dataclass
class Choice:
    label: str
    count: int
    chosen: bool
    url: str


@dataclass
class Facet:
    name: str
    label: Promise
    choices: list[Choice]
    # Addresses of the page with all values, and back; "" where all are shown anyway.
    more_url: str = ""
    less_url: str = ""

    @property
    def chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


def availability(hits: Hits, asked: Asked) -> list[Choice]:
    """To be had now; at the reader's own place; not far from it."""
    if hits.state != "ready":
        return []
    found = [
        Choice(
            _("Có sẵn ngay"),
            hits.counts.get(NOW, 0),
            asked.now,
            asked.url(have="" if asked.now else NOW),
        )
    ]
    if asked.near is not None:
        names = {
            MINE: _("Ở %(name)s") % {"name": asked.near.name},
            AROUND: _("Cách đó không quá %(km)s km") % {"km": RADIUS},
        }
        found += [
            Choice(
                name,
                hits.counts.get(scope, 0),
                asked.scope == scope,
                asked.url(near="" if asked.scope == scope else scope),
            )
            for scope, name in names.items()
        ]
    return found


def chips(choices: list[Choice], facets: list[Facet]) -> list[Choice]:
    """What was chosen, each with the address of the page without it."""
    every = [*choices, *(choice for facet in facets for choice in facet.choices)]
    return [choice for choice in every if choice.chosen]


def facets_of(hits: Hits, asked: Asked) -> list[Facet]:
    places = [value.value for value in hits.facets.get("place", [])]
    communes = [value.value for value in hits.facets.get("commune", [])]
    names = {
        "place": selectors.codes_and_names_of_points(places) if places else {},
        "commune": selectors.codes_and_names_of_units(communes) if communes else {},
    }
    found = []
    for name, label in FACETS.items():
        choices = [
            Choice(text, one.count, one.chosen, asked.toggled(name, _written(name, one, names)))
            for one in hits.facets.get(name, [])
            if (text := _label(name, one, names))
        ]
        chosen = [one for one in choices if one.chosen]
        others = [one for one in choices if not one.chosen]
        facet = Facet(name, label, chosen + others[:_VALUES_SHOWN])
        if name == asked.more:
            facet.choices = chosen + sorted(others, key=lambda one: sort_key(one.label))
            facet.less_url = asked.url()
        elif len(others) > _VALUES_SHOWN:
            facet.more_url = asked.url(more=name)
        # A facet that cannot tell two results apart is no choice.
        if len(facet.choices) > 1 or chosen:
            found.append(facet)
    return found


Names = dict[str, dict[str, tuple[str, str]]]


def _written(facet: str, one: FacetValue, names: Names) -> str:
    """The value as addresses have it: by its lasting code."""
    return names[facet][one.value][0] if facet in names else one.value


def _label(facet: str, one: FacetValue, names: Names) -> str:
    value = one.value
    if facet in names:
        return names[facet][value][1] if value in names[facet] else ""
    if facet == "language":
        return str(language_name(value))
    if facet == "kind":
        return str(Kind(value).label) if value in Kind.values else ""
    if facet == "audience":
        return str(Audience(value).label) if value in Audience.values else ""
    if facet == "decade":
        if not value.isdecimal():
            return value  # made up in the address; it stays to be taken away
        return f"{value}–{int(value) + 9}"
    return value
