from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def test_the_page_is_there_in_a_demonstration(client, settings):
    settings.DEMONSTRATION = True
    page = client.get("/trinh-dien")
    assert page.status_code == 200
    assert "vietnamadminunits" in page.content.decode()


def test_a_real_installation_has_no_such_page(client, settings):
    settings.DEMONSTRATION = False
    assert client.get("/trinh-dien").status_code == 404


def test_a_real_installation_gets_no_sample_data_and_no_known_password(settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="TUSACH_DEMONSTRATION"):
        call_command("demo")
