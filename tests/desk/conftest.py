"""The desk's own code, asked in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.desk.proof_page import proof_page


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with proof_page(tmp_path_factory.mktemp("proof")) as page:
        yield page
