"""A service point comes to lie in another commune, or is of another kind: the documents of its
titles, which name both to readers, are made anew."""

import pytest
from django.apps import apps
from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.holdings.documents import places
from tusach.holdings.testing import make_copies
from tusach.network.api import change_fact
from tusach.network.testing import make_point, make_province, make_unit

pytestmark = pytest.mark.django_db


def told() -> set[str]:
    """The titles that indexers were told of, and are told of no more."""
    rows = apps.get_model("search", "Change").objects.filter(kind="record")
    found = {key for keys in rows.values_list("keys", flat=True) for key in keys}
    rows.delete()
    return found


def change(point, topic, value):
    now = timezone.now()
    return change_fact(
        point=point, topic=topic, value=value, since=timezone.localdate(), by=HOUSE, at=now
    )


def test_the_facet_of_communes_follows_a_point():
    province = make_province("Lai Châu")
    here, there = (
        make_unit("Xã Bum Tở", province=province),
        make_unit("Xã Mù Cả", province=province),
    )
    point = make_point("commune_library", "Thư viện xã", here)
    record, other = make_record("Tắt đèn", ""), make_record("Lão Hạc", "")
    make_copies(1, record, owner=point)
    make_copies(1, other, owner=make_point("school_library", "Trường San Thàng", here))
    told()
    change(point, "commune", there)
    assert told() == {str(record.pk)}
    document = places([str(record.pk)])[str(record.pk)]
    assert document["facets"]["commune"] == [str(there.pk)]


def test_a_point_that_becomes_one_of_the_border_guard_is_no_more_named():
    point = make_point("village_bookcase", "Tủ sách bản")
    record = make_record("Tắt đèn", "")
    make_copies(1, record, owner=point)
    told()
    change(point, "kind", "border_post")
    assert told() == {str(record.pk)}
    assert not places([str(record.pk)])[str(record.pk)]["facets"]["place"]


def test_another_name_makes_no_document_anew():
    point = make_point("village_bookcase", "Tủ sách bản")
    make_copies(1, make_record("Tắt đèn", ""), owner=point)
    told()
    change(point, "name", "Tủ sách Bản Hon")
    assert told() == set()
