"""Whose imports a cataloguer may see and carry on."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.catalogue.importing.selectors import imported
from tusach.catalogue.models import Import
from tusach.catalogue.testing import make_import
from tusach.network.testing import make_point, make_province, make_unit
from tusach.people.api import Account, end_post
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


def sent_by(account: Account, name: str = "danh-sach.csv") -> Import:
    post = account.current_posts[0]
    actor = Actor(account=account.pk, name=account.full_name, place=post.point_id)
    return make_import(by=actor, name=name)


def test_an_import_of_another_province_is_not_found() -> None:
    here = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    commune = make_unit("Phường Tô Hiệu", province=make_province("Sơn La"))
    there = make_point("provincial_library", "Thư viện tỉnh Sơn La", commune)
    one = sent_by(make_account("cataloguer", at=there, username="son-la"))
    client = Client()
    client.force_login(make_account("cataloguer", at=here, username="lai-chau"))
    assert client.get(reverse("catalogue:import", args=[one.pk])).status_code == 404
    assert client.post(reverse("catalogue:import_drop", args=[one.pk])).status_code == 404
    assert one.file_name not in client.get(reverse("catalogue:imports")).content.decode()
    one.refresh_from_db()
    assert one.state == Import.State.MAPPING


def test_a_colleague_at_the_same_library_carries_it_on() -> None:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    one = sent_by(make_account("cataloguer", at=library, username="lo-an"))
    other = make_account("cataloguer", at=library, username="vang-binh")
    assert imported(other, one.pk) == one


def test_an_import_sent_for_a_province_stays_when_its_sender_leaves() -> None:
    province, another = make_province("Lai Châu"), make_province("Sơn La")
    sender = make_account("cataloguer", at=province, username="lo-an")
    one = sent_by(sender)
    end_post(post=sender.current_posts[0], by=HOUSE, at=timezone.now())
    colleague = make_account("cataloguer", at=province, username="vang-binh")
    assert imported(colleague, one.pk) == one
    assert imported(make_account("cataloguer", at=another, username="giang-ca"), one.pk) is None


def test_a_file_is_found_by_its_name_without_marks() -> None:
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    cataloguer = make_account("cataloguer", at=library, username="lo-an")
    sent_by(cataloguer, "Đợt sách Ấn Độ.csv")
    client = Client()
    client.force_login(cataloguer)
    for typed in ("đợt sách", "an do", "ĐỢT"):
        page = client.get(reverse("catalogue:imports"), {"q": typed}).content.decode()
        assert "Đợt sách Ấn Độ.csv" in page
