"""Pictures that fill the memory, say where they were taken, or are something else besides."""

from __future__ import annotations

import io
import struct
import uuid
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tusach.people.testing import make_account
from tusach.rotation.models import Leg, Photo
from tusach.rotation.rules.states import LegState
from tusach.rotation.testing import make_batch, only_leg

pytestmark = pytest.mark.django_db

PLACE = b"22.3964N 103.4582E"


@pytest.fixture
def leg(client: Client) -> Leg:
    found = only_leg(make_batch(LegState.IN_SERVICE))
    client.force_login(make_account("school_librarian", at=found.point))
    return found


def send(client: Client, leg: Leg, content: bytes, name: str = "ảnh.jpg") -> str:
    file = SimpleUploadedFile(name, content, content_type="image/jpeg")
    url = reverse("rotation:add_photo", args=[leg.pk])
    form = {"picture": file, "once": str(uuid.uuid4())}
    return client.post(url, form, follow=True).content.decode()


def png(width: int, height: int) -> bytes:
    """One that claims this size and has the black pixels for it, a few kilobytes long."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = zlib.compress(bytes((width + 8) // 8 + 1) * min(height, 2_000), 1)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(50_000, 50_000), (7_000, 7_000), (65_500, 400)])
def test_a_picture_made_to_fill_the_memory_is_refused(
    size: tuple[int, int], client: Client, leg: Leg
) -> None:
    content = png(*size)
    assert len(content) < 2_000_000
    assert "ảnh.jpg" in send(client, leg, content)
    assert not Photo.objects.exists()


def taken_at_a_border_post() -> bytes:
    """With everything in which a telephone may write where it stood."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (22.0, 23.0, 47.0), 3: "E", 4: (103.0, 27.0, 29.0)}
    exif[0x010E] = PLACE.decode()
    Image.new("RGB", (2000, 1000), "green").save(
        out, "JPEG", exif=exif, comment=PLACE, xmp=b"<x:xmpmeta>" + PLACE + b"</x:xmpmeta>"
    )
    return out.getvalue()


def test_nothing_that_says_where_a_picture_was_taken_is_kept(client: Client, leg: Leg) -> None:
    sent = taken_at_a_border_post()
    assert sent.count(PLACE) == 3
    send(client, leg, sent)
    photo = Photo.objects.get()
    kept = photo.picture.read()
    served = client.get(reverse("rotation:photo", args=[leg.pk, photo.pk]))
    assert PLACE not in kept
    assert b"Exif" not in kept
    assert b"".join(served) == kept
    assert served["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("after", [b"<script>alert(1)</script>", b"PK\x03\x04 a zip"])
def test_what_hangs_behind_a_picture_is_not_kept(after: bytes, client: Client, leg: Leg) -> None:
    send(client, leg, taken_at_a_border_post() + after)
    assert after not in Photo.objects.get().picture.read()


@pytest.mark.parametrize(
    "content",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"GIF89a" + b"\0" * 50,
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        taken_at_a_border_post()[:900],
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes, client: Client, leg: Leg) -> None:
    assert "ảnh.jpg" in send(client, leg, content)
    assert not Photo.objects.exists()
