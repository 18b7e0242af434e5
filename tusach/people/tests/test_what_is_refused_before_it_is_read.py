"""Too much, and signs that no table holds, are refused before anything reads them."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_forty_megabytes_are_refused_before_the_check_of_forms_reads_them() -> None:
    client = Client(enforce_csrf_checks=True)
    file = SimpleUploadedFile("lon.bin", b"0" * 40_000_000)
    answer = client.post(reverse("people:sign_in"), {"file": file})
    assert answer.status_code == 413
    assert "40 MB" in answer.content.decode()


@pytest.mark.parametrize("address", ["/tim/?q=a%00b", "/thu-vien/?q=%00", "/sach/a%00b/"])
def test_a_sign_that_no_table_holds_is_a_bad_address_not_a_failure(address: str) -> None:
    assert Client(raise_request_exception=False).get(address).status_code == 400
