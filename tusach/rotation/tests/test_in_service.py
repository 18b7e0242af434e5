"""While the box serves: extension, counts, guidance, pictures."""

import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from PIL import Image

from tusach.audit.api import HOUSE
from tusach.circulation.testing import make_tally
from tusach.facts.api import total
from tusach.rotation import errors
from tusach.rotation.models import UseCount
from tusach.rotation.rules.states import LegState
from tusach.rotation.services.in_service import count_use, extend, note_guidance, paper_came
from tusach.rotation.services.photos import add_photo
from tusach.rotation.testing import extended, make_batch, only_leg

pytestmark = pytest.mark.django_db
YEAR = (date(2020, 1, 1), date(2100, 1, 1))


@pytest.fixture
def leg():
    return only_leg(make_batch(LegState.IN_SERVICE))


def now_by():
    return {"by": HOUSE, "at": timezone.now()}


def tell(leg, visits, served, exact=True):
    return count_use(
        leg=leg,
        month=timezone.localdate(),
        quantities={"visit": visits, "item_served": served},
        is_exact=exact,
        **now_by(),
    )


def test_an_extension_by_telephone_waits_for_its_paper(leg):
    made = extended(leg)
    assert (made.by_phone, made.paper_on) == (True, None)
    assert only_leg(leg.batch).due_on == made.due_on
    assert paper_came(extension=made, on=timezone.localdate(), **now_by()).paper_on


def test_an_extension_is_later_than_what_holds(leg):
    with pytest.raises(errors.ExtensionNotLater):
        extend(leg=leg, due_on=leg.due_on, reason="x", **now_by())


def test_an_extension_takes_a_recall_back():
    leg = only_leg(make_batch(LegState.RECALLED))
    extended(leg)
    assert only_leg(leg.batch).state == LegState.IN_SERVICE


def test_a_month_told_becomes_facts_and_told_again_counts_once(leg):
    tell(leg, 30, 75)
    tell(leg, 40, 80, exact=False)
    assert total("visit", *YEAR, mode="rotation") == 40
    assert total("item_served", *YEAR, mode="rotation", audience="pupils") == 80
    assert UseCount.objects.filter(leg=leg).count() == 2


def test_a_month_corrected_to_nought_counts_nothing(leg):
    tell(leg, 30, 75)
    tell(leg, 0, 0)
    tell(leg, 0, 5)
    assert total("visit", *YEAR) == 0
    assert total("item_served", *YEAR) == 5


def test_the_hosts_own_sheet_and_the_count_of_the_box_make_one_figure(leg):
    tell(leg, 30, 75)
    make_tally(
        leg.point, {"visit": 45}, audience="pupils", source="sheet", mode="rotation",
        month=timezone.localdate().replace(day=1),
    )  # fmt: skip
    assert total("visit", *YEAR) == 45
    tell(leg, 31, 75)
    assert total("visit", *YEAR) == 45
    assert total("item_served", *YEAR) == 75


def test_a_month_before_the_box_came_is_refused(leg):
    with pytest.raises(errors.MonthOutside):
        count_use(
            leg=leg,
            month=timezone.localdate() - timedelta(days=70),
            quantities={"visit": 1},
            **now_by(),
        )


def test_a_guidance_visit_is_one_fact(leg):
    note_guidance(
        leg=leg, day=timezone.localdate(), staff=["A"], content="Xếp giá theo màu", **now_by()
    )
    assert total("guidance", *YEAR) == 1


def test_a_picture_is_made_smaller_and_loses_what_the_telephone_added(leg):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Máy ảnh bí mật"
    Image.new("RGB", (4000, 3000), "brown").save(out, "JPEG", exif=exif)
    photo = add_photo(leg=leg, data=out.getvalue(), name="anh.jpg", **now_by())
    assert max(photo.width, photo.height) == 1600
    kept = Image.open(photo.picture)
    assert not kept.getexif()


@pytest.mark.parametrize("data", [b"<html>", b"", b"\x89PNG\r\n\x1a\nabc", b"%PDF-1.7"])
def test_a_file_that_only_claims_to_be_a_picture_is_refused(leg, data):
    with pytest.raises(errors.PhotoUnreadable) as refused:
        add_photo(leg=leg, data=data, name="anh.jpg", **now_by())
    assert "anh.jpg" in str(refused.value)
