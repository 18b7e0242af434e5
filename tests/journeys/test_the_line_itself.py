"""What a browser never sends, sent to the server as it really stands, byte by byte."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.journeys.house import House

pytestmark = pytest.mark.browser  # not one, but it needs the house that they walk in

MEGABYTE = 1_000_000
FORM = (
    b"--X\r\n"
    b'Content-Disposition: form-data; name="file"; filename="a.bin"\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n"
)


def talk(house: House, head: str, blocks: int, block: bytes) -> tuple[str, int]:
    """What the server answers, and how many blocks it let be sent before it did."""
    sent = 0
    with socket.create_connection(("127.0.0.1", house.port), timeout=30) as line:
        line.sendall(f"POST /dang-nhap/ HTTP/1.1\r\nHost: localhost\r\n{head}\r\n".encode())
        try:
            for _ in range(blocks):
                line.sendall(block)
                sent += 1
        except OSError:
            pass  # it has heard enough and hung up
        try:
            answer = line.recv(4096)
        except OSError:
            answer = b""
    return answer.decode(errors="replace"), sent


def chunk(content: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(content), content)


def memory(house: House) -> int:
    """Kilobytes that the server's processes hold."""
    total = 0
    root = house.processes["server"].pid
    for pid in {root, *children(root)}:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        total += int(status.partition("VmRSS:")[2].split()[0])
    return total


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in found.split()]


def test_a_form_sent_in_pieces_without_end_is_refused_and_held_nowhere(small_house: House):
    head = "Content-Type: multipart/form-data; boundary=X\r\nTransfer-Encoding: chunked\r\n"
    before = memory(small_house)
    answer, sent = talk(small_house, head, 500, chunk(FORM + b"0" * MEGABYTE))
    assert sent < 100
    assert not answer or answer.startswith("HTTP/1.1 411")
    assert memory(small_house) - before < 100_000


def test_a_form_in_few_pieces_is_told_to_say_its_length(small_house: House):
    head = "Content-Type: multipart/form-data; boundary=X\r\nTransfer-Encoding: chunked\r\n"
    answer, _sent = talk(small_house, head, 1, chunk(FORM + b"0\r\n--X--\r\n") + b"0\r\n\r\n")
    assert answer.startswith("HTTP/1.1 411")


def test_more_than_is_taken_is_refused_before_it_is_read(small_house: House):
    head = f"Content-Type: multipart/form-data; boundary=X\r\nContent-Length: {10**9}\r\n"
    before = memory(small_house)
    answer, sent = talk(small_house, head, 500, FORM + b"0" * MEGABYTE)
    assert sent < 100
    assert not answer or answer.startswith("HTTP/1.1 413")
    assert memory(small_house) - before < 100_000


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: -1\r\n",
        "Content-Length: abc\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
    ],
)
def test_a_length_that_is_none_or_two_is_no_failure_of_the_server(small_house: House, head: str):
    answer, _sent = talk(small_house, head, 1, b"0\r\n\r\n")
    status = answer.split(" ")[1] if answer else "400"
    assert status[0] == "4", answer
