"""The whole country, loaded once for the tests of this folder and taken away after them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tusach.network.services.reference import Loaded, load_units


@pytest.fixture(scope="package")
def country(django_db_setup: Any, django_db_blocker: Any) -> Iterator[Loaded]:
    with django_db_blocker.unblock():
        loaded = load_units()
    yield loaded
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("unitchange", "unitfact", "adminunit"):
            cursor.execute(f"DELETE FROM network_{table}")


@pytest.fixture(autouse=True)
def _country_is_there(country: Loaded, db: Any) -> None:
    """Every test here has it."""
