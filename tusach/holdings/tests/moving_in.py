"""A file taken in by the pages of imports, as a person takes it in."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tusach.catalogue.api import Import
from tusach.catalogue.testing import last_import
from tusach.network.testing import make_province
from tusach.people.testing import make_account


def cataloguer() -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(make_account("cataloguer", at=make_province("Lai Châu")))
    return client


def send(client: Client, content: bytes, name: str) -> Import:
    """The import of a file that was taken, with the worker's part done where it has one yet."""
    answer = client.post(
        reverse("catalogue:imports"), {"file": SimpleUploadedFile(name, content)}, follow=True
    )
    assert answer.status_code == 200, answer.content.decode()
    return last_import()


def add_items(client: Client, one: Import, content: bytes, name: str) -> Import:
    """The second file of a list, which tells of its copies."""
    address = reverse("catalogue:import_items", args=[one.pk])
    answer = client.post(address, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    one.refresh_from_db()
    return one


def fit(client: Client, one: Import, columns: Mapping[str, str] | None = None) -> Import:
    """The columns as they are proposed, but for ``columns`` (heading → what it holds)."""
    chosen = {f"column-{at}": to for at, to in one.mapping.items()}
    for heading, to in (columns or {}).items():
        chosen[f"column-{one.header.index(heading)}"] = to
    chosen |= {f"item-{at}": to for at, to in one.items_mapping.items()}
    answer = client.post(reverse("catalogue:import_fit", args=[one.pk]), chosen)
    assert answer.status_code == 302, answer.content.decode()
    return last_import()


def choose_places(client: Client, one: Import, said: Mapping[str, str]) -> Any:
    """The page of libraries and registers, sent as a person sends it."""
    address = reverse("holdings:import_places", args=[one.pk])
    return client.post(address, {"once": str(uuid.uuid4()), **said})


def accept(client: Client, one: Import, **more: str) -> Any:
    """The preview accepted, also where it asks once more because copies are left out; then the
    worker's part."""
    chosen = {"source": "gift_person", "collection": "main", **more}
    address = reverse("catalogue:import_accept", args=[one.pk])
    answer = client.post(address, chosen)
    if answer.status_code == 200:
        seen = re.search(r'name="seen" value="([^"]+)"', answer.content.decode())
        assert seen is not None, answer.content.decode()
        answer = client.post(address, {**chosen, "seen": seen[1]})
    if answer.status_code == 302:
        last_import()
    return answer
