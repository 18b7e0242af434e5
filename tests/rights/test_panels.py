"""A page shows the panels of other rooms only where their own right lets this person in."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.rights.world import make_cast
from tusach.people.api import ROLES

pytestmark = pytest.mark.django_db
LOADED = re.compile(r'hx-get="([^"]+)" hx-trigger="load"')


def test_every_panel_of_a_point_opens_for_whoever_is_shown_it() -> None:
    cast = make_cast()
    shown = set()
    for role in ROLES:
        client = Client()
        client.force_login(cast.people[role])
        for point in (cast.inside.place, cast.inside.library, cast.outside.library):
            for panel in LOADED.findall(client.get(point.get_absolute_url()).text):
                answer = client.get(panel, headers={"hx-request": "true"})
                assert answer.status_code == 200, (role, point.name, panel)
                # Where no script loads it, it is a page.
                assert client.get(panel).text.count("<h1") == 1, panel
                shown.add((role, point, panel))
    assert {role for role, *_ in shown} > {"warehouse_keeper", "director", "point_keeper"}
