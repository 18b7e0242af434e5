import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def nothing_remembered():
    cache.clear()
