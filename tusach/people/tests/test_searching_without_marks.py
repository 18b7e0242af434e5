"""Vietnamese text is found in the database whatever marks and capitals were typed."""

from __future__ import annotations

import pytest

from tusach.people.models import Account
from tusach.people.testing import make_account
from tusach.vietnamese.api import fold

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", ["đặng", "ĐẶNG", "dang thi", "Ê Đê", "e de", "ươm", "uom"])
def test_a_name_is_found_by_any_spelling_of_it(typed: str) -> None:
    account = make_account("administrator", full_name="Đặng Thị Ươm Ê Đê")
    assert list(Account.objects.filter(full_name__folded__contains=fold(typed))) == [account]


@pytest.mark.parametrize("typed", ["dong", "%", "_", "\\"])
def test_signs_of_patterns_are_only_signs(typed: str) -> None:
    make_account("administrator", full_name="Đặng Thị Ươm")
    assert not Account.objects.filter(full_name__folded__contains=fold(typed)).exists()


def test_a_text_folds_in_the_database_as_it_does_in_the_house() -> None:
    text = "Ắt Ằng Ẳm Ẵng Ặc Ấp Ầm Ẩn Ẫm Ận Đỗ Ế Ề Ể Ễ Ệ Ố Ồ Ổ Ỗ Ộ Ớ Ờ Ở Ỡ Ợ Ứ Ừ Ử Ữ Ự Ỳ Ý Ỷ Ỹ Ỵ"
    account = make_account("administrator", full_name=text)
    assert Account.objects.filter(full_name__folded=fold(text)).get() == account
