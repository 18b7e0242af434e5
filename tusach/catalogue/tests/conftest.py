"""Who reads the pages in these tests."""

from __future__ import annotations

import pytest
from django.test import Client

from tusach.network.testing import make_point
from tusach.people.testing import make_account


@pytest.fixture
def client() -> Client:
    """The browser of a cataloguer of the provincial library."""
    client = Client(headers={"accept-language": "vi"})
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    client.force_login(make_account("cataloguer", at=library, full_name="Lò Thị An"))
    return client
