"""A photograph of damage comes in parts after the note, and is seen by who may see the place."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from PIL import Image

from tusach.audit.api import HOUSE
from tusach.holdings.api import Copy
from tusach.holdings.barcodes import barcode
from tusach.holdings.models import DamagePhoto, LedgerEntry
from tusach.holdings.testing import make_copy
from tusach.network.testing import make_point
from tusach.offline.api import SentPhoto, revoke
from tusach.offline.testing import Phone, house, house_at, make_phone
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db

PLACE = b"22.3964N 103.4582E"
KINDS = SentPhoto.Standing


def torn(colour: str = "red") -> bytes:
    """A JPEG with everything in which a telephone writes where it stood."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = PLACE.decode()
    exif[0x0112] = 6  # lies on its side
    picture = Image.effect_noise((640, 480), 60).convert("RGB")
    picture.paste(colour, (100, 100, 300, 200))
    picture.save(out, "JPEG", exif=exif, comment=PLACE)
    return out.getvalue()


@pytest.fixture
def point() -> Any:
    return make_point("village_bookcase", "Tủ sách bản Nà Khuy")


@pytest.fixture
def phone(point: Any) -> Phone:
    return make_phone([point.pk], at=timezone.now() - timedelta(days=3))


def note(phone: Phone, copy: Copy, *photos: list[Any]) -> int:
    here = {"point": copy.owner.code}
    return phone.note(
        "holdings.move", timezone.now() - timedelta(minutes=5), act="damage", state="damaged",
        copies=[copy.barcode], note="rách bìa", photos=list(photos), **{"from": here, "to": here},
    )  # fmt: skip


def test_it_comes_after_the_note_in_parts_and_stands_beside_it(phone: Phone, point: Any) -> None:
    copy, sent = make_copy(owner=point), torn()
    note(phone, copy, phone.picture(sent))
    phone.sync(house, timezone.now())
    assert phone.outcomes[1][1] == "fits"  # the note does not wait for its picture
    assert phone.at == dict.fromkeys(phone.photos, 0)
    assert phone.send_photos(house, timezone.now(), length=20_000) == -(-len(sent) // 20_000)
    photo = DamagePhoto.objects.get()
    assert (photo.entry.copy_id, photo.entry.note) == (copy.pk, "rách bìa")
    kept = Path(settings.MEDIA_ROOT, photo.picture.name).read_bytes()
    assert PLACE in sent
    assert PLACE not in kept
    assert b"Exif" not in kept
    assert (photo.width, photo.height) == (480, 640)  # upright
    assert bytes(SentPhoto.objects.get().data) == b""

    client = Client()
    client.force_login(make_account("commune_librarian", at=point))
    page = client.get(copy.get_absolute_url()).content.decode()
    assert f"anh/{photo.pk}.jpg" in page
    served = client.get(f"{copy.get_absolute_url()}anh/{photo.pk}.jpg")
    assert b"".join(served) == kept
    other = make_copy(owner=point)
    assert client.get(f"{other.get_absolute_url()}anh/{photo.pk}.jpg").status_code == 404


def test_a_picture_from_a_border_post_is_not_for_whoever_may_not_know_the_post(
    client: Client,
) -> None:
    post, library = make_point("border_post"), make_point("commune_library")
    phone = make_phone([post.pk], at=timezone.now() - timedelta(days=3))
    copy = make_copy(owner=library)
    here = {"point": post.code}
    phone.note(
        "holdings.move", timezone.now() - timedelta(minutes=5), act="damage", state="damaged",
        copies=[copy.barcode], photos=[phone.picture(torn())], **{"from": here, "to": here},
    )  # fmt: skip
    phone.sync(house, timezone.now())
    phone.send_photos(house, timezone.now())
    photo = DamagePhoto.objects.get()
    client.force_login(make_account("commune_librarian", at=library))
    assert f"anh/{photo.pk}.jpg" not in client.get(copy.get_absolute_url()).content.decode()
    assert client.get(f"{copy.get_absolute_url()}anh/{photo.pk}.jpg").status_code == 404
    client.force_login(make_account("director", at=make_point("provincial_library")))
    assert client.get(f"{copy.get_absolute_url()}anh/{photo.pk}.jpg").status_code == 200


@pytest.mark.parametrize(
    "content",
    [b"<svg onload='alert(1)'/>" * 20, torn()[:900], b"\x89PNG\r\n\x1a\n" + b"\0" * 60],
    ids=["svg", "cut off", "another kind"],
)
def test_what_is_no_jpeg_is_not_kept_and_not_asked_for_again(
    phone: Phone, point: Any, content: bytes
) -> None:
    note(phone, make_copy(owner=point), phone.picture(content))
    phone.sync(house, timezone.now())
    phone.send_photos(house, timezone.now())
    assert SentPhoto.objects.get().standing == KINDS.REFUSED
    assert not DamagePhoto.objects.exists()
    assert LedgerEntry.objects.filter(note="rách bìa").exists()


def test_other_bytes_than_the_note_called_are_begun_anew_and_then_given_up(
    phone: Phone, point: Any
) -> None:
    name, _size = said = phone.picture(torn())
    note(phone, make_copy(owner=point), said)
    phone.sync(house, timezone.now())
    phone.photos[name] = bytes(len(phone.photos[name]))
    phone.send_photos(house, timezone.now(), length=400_000)
    assert (SentPhoto.objects.get().standing, SentPhoto.objects.get().wrong) == (KINDS.REFUSED, 3)


@pytest.mark.parametrize(
    "photos",
    ["x", [1], [["zz", 5]], [["0" * 64, 0]], [["0" * 64, 900_000]], [["0" * 64, "5"]]],
)
def test_a_note_is_not_refused_for_how_it_names_its_picture(
    phone: Phone, point: Any, photos: Any
) -> None:
    copy, here = make_copy(owner=point), {"point": point.code}
    phone.note(
        "holdings.move", timezone.now(), act="damage", state="damaged", copies=[copy.barcode],
        photos=photos, **{"from": here, "to": here},
    )  # fmt: skip
    phone.sync(house, timezone.now())
    assert phone.outcomes[1][1] == "fits"
    assert not SentPhoto.objects.exists()


def test_a_restored_house_asks_for_the_picture_again(phone: Phone, point: Any) -> None:
    note(phone, make_copy(owner=point), phone.picture(torn()))
    phone.sync(house, timezone.now())
    phone.send_photos(house, timezone.now())
    SentPhoto.objects.update(standing=KINDS.AWAITED, data=b"")
    DamagePhoto.objects.all().delete()
    assert len(phone.hear(house(phone.bundle(timezone.now())))["lacks"]) == 1
    phone.send_photos(house, timezone.now())
    assert DamagePhoto.objects.count() == 1


def test_a_device_that_has_it_no_more_says_so(phone: Phone, point: Any) -> None:
    name, _size = said = phone.picture(torn())
    note(phone, make_copy(owner=point), said)
    phone.sync(house, timezone.now())
    gone = {**phone.contents(timezone.now()), "photos": [[name, 0, None]]}
    phone.serial += 1
    assert phone.hear(house(phone.sealed(gone)))["lacks"] == []
    assert SentPhoto.objects.get().standing == KINDS.GONE


def test_a_stick_carries_pictures_and_codes_do_not_speak_of_them(phone: Phone, point: Any) -> None:
    said = phone.picture(torn())
    note(phone, make_copy(owner=point), said)
    now = timezone.now()
    by_codes = house_at(now, carried="codes")
    assert "lacks" not in phone.hear(by_codes(phone.bundle(now)))
    note(phone, make_copy(owner=point), other := phone.picture(torn("blue")))
    contents = phone.contents(now)
    parts = [phone.part(name, 400_000) for name, _size in (said, other)]
    phone.serial += 1
    bundle = phone.sealed({**contents, "way": "stick", "photos": parts})
    assert phone.hear(house_at(now, carried="stick")(bundle))["lacks"] == []
    assert DamagePhoto.objects.count() == 2


def test_pictures_of_a_revoked_device_are_not_waited_for(phone: Phone, point: Any) -> None:
    note(phone, make_copy(owner=point), phone.picture(torn()))
    revoke(phone.device, why="lost", by=HOUSE, at=timezone.now())
    phone.sync(house, timezone.now())
    assert phone.wiped
    assert not SentPhoto.objects.exists()


def test_a_photograph_goes_to_the_note_that_waited_for_its_copy(phone: Phone, point: Any) -> None:
    last = int(make_copy(owner=point).barcode[:8])
    coming, here = barcode(last + 1), {"point": point.code}
    phone.note(
        "holdings.move", timezone.now(), act="damage", state="damaged", copies=[coming],
        photos=[phone.picture(torn())], **{"from": here, "to": here},
    )  # fmt: skip
    phone.sync(house, timezone.now())
    phone.send_photos(house, timezone.now())
    assert SentPhoto.objects.get().standing == KINDS.WHOLE
    copy = make_copy(owner=point)
    assert copy.barcode == coming
    phone.hear(house(phone.bundle(timezone.now())))
    assert phone.outcomes[1][1] == "fits"
    assert DamagePhoto.objects.get().entry.copy_id == copy.pk


@hypothesis_settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(st.tuples(st.integers(1, 60_000), st.sampled_from(["lost", "once", "twice"])))
)
def test_parts_of_any_length_lost_or_repeated_make_one_whole_picture(
    steps: list[tuple[int, str]], phone: Phone, point: Any
) -> None:
    before = DamagePhoto.objects.count()
    note(phone, make_copy(owner=point), (said := phone.picture(torn())))
    now = timezone.now()
    phone.sync(house, now)
    for length, how in steps:
        if said[0] not in phone.at:
            break
        phone.serial += 1
        bundle = phone.sealed({**phone.contents(now), "photos": [phone.part(said[0], length)]})
        answers = [house(bundle) for _time in range({"lost": 1, "once": 1, "twice": 2}[how])]
        if how != "lost":
            phone.hear(answers[-1])
    if phone.at:
        phone.send_photos(house, now)
    assert DamagePhoto.objects.count() == before + 1
