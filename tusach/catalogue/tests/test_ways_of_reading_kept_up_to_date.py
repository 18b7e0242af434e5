"""What an installation of before reads of 852, after it was brought up to date."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tusach.catalogue.importing.profiles import SHIPPED
from tusach.catalogue.models import ImportProfile

pytestmark = pytest.mark.django_db

migration = import_module("tusach.catalogue.migrations.0017_copies_in_852_whole")


def kept(rules: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rules of 852 after the step, when they were ``rules`` before it."""
    ImportProfile.objects.filter(code="marc-852").update(rules=rules)
    migration.read_all(apps, connection.schema_editor())
    found: list[dict[str, str]] = ImportProfile.objects.get(code="marc-852").rules
    return found


def test_rules_as_they_were_shipped_become_those_shipped_now() -> None:
    def in_order(rules: list[dict[str, str]]) -> list[tuple[str, str]]:
        return sorted((rule["from"], rule["to"]) for rule in rules)

    assert in_order(kept(migration.BEFORE)) == in_order(SHIPPED["marc-852"][2])


def test_rules_that_a_library_changed_stay_as_they_are() -> None:
    own = [*migration.BEFORE[:-1], {"from": "852$c", "to": "collection"}]
    assert kept(own) == own


def test_an_installation_without_them_is_left_alone() -> None:
    ImportProfile.objects.filter(code="marc-852").delete()
    migration.read_all(apps, connection.schema_editor())
    assert not ImportProfile.objects.filter(code="marc-852").exists()
