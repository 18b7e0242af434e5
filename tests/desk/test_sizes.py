"""What a weak line has to bring: the first installation, then the scanner where one is needed."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

# As the aims of the offline desk have it, in bytes on the line.
FIRST_INSTALL = 300_000
SCANNER = 450_000
ASKS = {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br"}


def sent(client: Client, address: str) -> bytes:
    """The body as it goes over the line."""
    answer = client.get(address, **ASKS)
    assert answer.status_code == 200, address
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def on_the_line(client: Client, address: str) -> int:
    """Its length there; what the server itself leaves unpacked is counted as gzip makes it, as
    the server in front does."""
    body = sent(client, address)
    return min(len(body), len(gzip.compress(body, 9)))


@pytest.mark.django_db
def test_the_first_installation_is_small(client: Client) -> None:
    worker = client.get("/quay/sw.js").content.decode()
    told = re.search(r"TUSACH_FILES = (\[.*?\]);", worker)
    assert told
    addresses = ["/quay/sw.js", *(one["url"] for one in json.loads(told[1]))]
    sizes = {address: on_the_line(client, address) for address in addresses}
    assert sum(sizes.values()) <= FIRST_INSTALL, sizes


@pytest.mark.django_db
def test_the_scanner_is_small_and_whole(client: Client) -> None:
    page = client.get("/quay/").content.decode()
    named = re.search(r'data-scanner="([^"]*)"', page)
    assert named
    total, program = 0, b""
    for address in named[1].split():
        answer = client.get(address, **ASKS)
        assert answer.headers["Content-Encoding"] == "br"
        total += len(b"".join(answer.streaming_content))
        plain = client.get(address, HTTP_ACCEPT_ENCODING="identity")
        program += b"".join(plain.streaming_content)
        # Without https a browser asks for gzip alone.
        packed = client.get(address, HTTP_ACCEPT_ENCODING="gzip")
        assert gzip.decompress(b"".join(packed.streaming_content)) in program
    assert total <= SCANNER
    desk = Path(str(finders.find("ui/desk/desk.js")))
    source = desk.parents[5] / "frontend/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm"
    assert program == source.read_bytes()
