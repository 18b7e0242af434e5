"""The index asks for up to 500 records at once; what it asks must not grow with them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tusach.catalogue.testing import make_record
from tusach.search.documents import source

pytestmark = pytest.mark.django_db


def queries_for(keys: list[str]) -> int:
    known = source("record")
    assert known is not None
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert len(known.documents(keys)) == len(keys)
    return len(asked)


def test_thirty_documents_ask_as_often_as_one() -> None:
    keys = [str(make_record(title=f"Kỹ thuật nuôi lợn bản {n}").pk) for n in range(30)]
    assert queries_for(keys) == queries_for(keys[:1])
