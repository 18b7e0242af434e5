"""The packing page as the scanner uses it."""

import pytest
from django.urls import reverse

from tusach.holdings.testing import make_box, make_copy, make_store
from tusach.people.testing import make_account
from tusach.rotation.models import Batch, Line
from tusach.rotation.rules.states import LegState
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client):
    account = make_account("warehouse_keeper", at=make_store())
    client.force_login(account)
    return account


def scan(client, leg, box, code, **more):
    return client.post(
        reverse("rotation:pack", args=[leg.pk]),
        {"scan": code, "box": box.code, **more},
        headers={"HX-Request": "true"},
    )


def test_a_scan_is_answered_with_the_title_and_the_counts(client, keeper):
    leg, box, copy = only_leg(make_batch()), make_box(), make_copy()
    page = scan(client, leg, box, copy.barcode).content.decode()
    assert copy.record.title in page
    assert 'data-heard="ok"' in page
    assert '<span class="figure" id="count-box">1</span>' in page


def test_a_refused_scan_sounds_different_and_names_the_place(client, keeper):
    leg, box, other, copy = only_leg(make_batch()), make_box(), make_box(), make_copy()
    scan(client, leg, other, copy.barcode)
    answer = scan(client, leg, box, copy.barcode)
    assert answer.status_code == 200
    assert 'data-heard="bad"' in answer.content.decode()
    assert other.code in answer.content.decode()


def test_the_label_of_a_box_changes_the_box(client, keeper):
    leg, box, other = only_leg(make_batch()), make_box(), make_box()
    page = scan(client, leg, box, other.qr).content.decode()
    assert f'name="box" value="{other.code}"' in page
    assert Line.objects.count() == 0


def test_one_key_undoes_the_last_scan(client, keeper):
    leg, box, copy = only_leg(make_batch()), make_box(), make_copy()
    scan(client, leg, box, copy.barcode)
    page = client.post(
        reverse("rotation:undo_pack", args=[leg.pk]),
        {"box": box.code},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert '<span class="figure" id="count-box">0</span>' in page


def test_it_works_without_script(client, keeper):
    leg, box, copy = only_leg(make_batch()), make_box(), make_copy()
    page = client.post(
        reverse("rotation:pack", args=[leg.pk]), {"scan": copy.barcode, "box": box.code}
    ).content.decode()
    assert "<html" in page
    assert copy.record.title in page


def test_a_scan_costs_few_queries_however_full_the_box(
    client, keeper, django_assert_max_num_queries
):
    batch = make_batch(LegState.PICKING, count=12)
    leg = only_leg(batch)
    box = leg.lines.first().box
    copy = make_copy()
    with django_assert_max_num_queries(45):
        scan(client, leg, box, copy.barcode)


def test_a_form_sent_twice_makes_one_batch(client, keeper):
    from datetime import timedelta
    from uuid import uuid4

    from django.utils import timezone

    from tusach.network.testing import make_point

    point = make_point()
    today = timezone.localdate()
    data = {
        "once": str(uuid4()),
        "store": make_store().pk,
        "leaves_on": today.isoformat(),
        "staff": "A\nB",
        "d-TOTAL_FORMS": "1",
        "d-INITIAL_FORMS": "0",
        "d-0-point": point.name,
        "d-0-point_id": point.pk,
        "d-0-due_on": (today + timedelta(days=60)).isoformat(),
    }
    first = client.post(reverse("rotation:new_batch"), data)
    assert first.status_code == 302, first.content.decode()[-3000:]
    again = client.post(reverse("rotation:new_batch"), data)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert Batch.objects.count() == 1


def test_what_was_typed_stays_when_a_batch_is_refused(client, keeper):
    page = client.post(
        reverse("rotation:new_batch"),
        {
            "once": "6f0ab0a2-7a8e-4b57-9f0a-0a5a7a8e4b57",
            "store": make_store().pk,
            "leaves_on": "2126-01-01",
            "purpose": "Mục đích đã gõ",
            "d-TOTAL_FORMS": "1",
            "d-INITIAL_FORMS": "0",
        },
    )
    assert page.status_code == 422
    assert "Mục đích đã gõ" in page.content.decode()


def test_two_who_edit_one_batch_see_both_values(client, keeper):
    batch = make_batch()
    leg = only_leg(batch)
    address = reverse("rotation:edit_batch", args=[batch.pk])
    data = {
        "version": batch.version,
        "leaves_on": batch.leaves_on.isoformat(),
        "staff": "A\nB",
        "d-TOTAL_FORMS": "1",
        "d-INITIAL_FORMS": "0",
        "d-0-point": leg.point.name,
        "d-0-point_id": leg.point_id,
        "d-0-due_on": leg.due_on.isoformat(),
    }
    first = {**data, "once": "6f0ab0a2-7a8e-4b57-9f0a-0a5a7a8e4b58", "note": "ghi chú trước"}
    assert client.post(address, first).status_code == 302
    second = {**data, "once": "6f0ab0a2-7a8e-4b57-9f0a-0a5a7a8e4b59", "note": "ghi chú sau"}
    answer = client.post(address, second)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<td>ghi chú sau</td><td>ghi chú trước</td>" in page
    batch.refresh_from_db()
    assert batch.note == "ghi chú trước"
