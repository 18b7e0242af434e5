"""Pictures of the paper behind a keyed tally: checked by content, shown beside the figures."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from tusach.audit.api import HOUSE
from tusach.circulation import tally_errors as errors
from tusach.circulation.models import TallyPhoto
from tusach.circulation.services.tallies import Figure, correct
from tusach.circulation.services.tally_photos import add_tally_photo
from tusach.circulation.testing import make_tally
from tusach.network.testing import make_point
from tusach.people.testing import make_account

pytestmark = pytest.mark.django_db


def picture() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Lò Thị Mai"
    Image.new("RGB", (2400, 1800), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


def sheet(point: Any) -> Any:
    month = timezone.localdate().replace(day=1)
    return make_tally(point, {"visit": 30}, month=month, source="sheet", key="sheet:1")


def test_a_picture_stands_beside_the_figures_with_who_sent_it(client: Client) -> None:
    point = make_point("commune_library", "Thư viện xã Bình Lư", opened_on=date(2020, 1, 1))
    client.force_login(make_account("commune_librarian", at=point, full_name="Lò Thị Hà"))
    tally = sheet(point)
    page = tally.get_absolute_url()

    def send(name: str, content: bytes) -> str:
        once = re.findall(r'name="once" value="([^"]+)"', client.get(page).content.decode())[0]
        sent = {"once": once, "picture": SimpleUploadedFile(name, content)}
        to = reverse("circulation:tally_photo", args=[tally.pk])
        return client.post(to, sent, follow=True).content.decode()

    assert "không phải ảnh đọc được" in send("phieu.jpg", b"GIF89a not a picture")
    assert not TallyPhoto.objects.exists()
    shown = send("phieu.jpg", picture())
    photo = TallyPhoto.objects.get()
    where = reverse("circulation:tally_picture", args=[tally.pk, photo.pk])
    assert where in shown
    assert "Lò Thị Hà, " in shown
    kept = b"".join(client.get(where).streaming_content)
    assert (photo.width, photo.height) == (1600, 1200)
    assert "Lò Thị Mai".encode() not in kept


def test_a_correction_keeps_the_picture_in_sight() -> None:
    from tusach.circulation.selectors.tallies import photos_of

    point = make_point("commune_library", "Thư viện xã Bình Lư", opened_on=date(2020, 1, 1))
    tally = sheet(point)
    now = {"by": HOUSE, "at": timezone.now()}
    add_tally_photo(tally=tally, data=picture(), name="a.jpg", **now)
    later = correct(tally=tally, figures=[Figure("visit", "adults", 31)], exact=True, **now)
    assert len(photos_of(later)) == 1


def test_only_paper_has_a_picture() -> None:
    point = make_point("commune_library", "Thư viện xã Bình Lư", opened_on=date(2020, 1, 1))
    with pytest.raises(errors.PhotoOfPaperOnly):
        add_tally_photo(
            tally=make_tally(point), data=picture(), name="a.jpg", by=HOUSE, at=timezone.now()
        )
