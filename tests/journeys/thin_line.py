"""A line between a browser and the house that can be cut, also in the middle of an answer."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

# What becomes of one request: "" goes through; "before" never reaches the house; "after" is
# taken in by the house, whose answer is lost; "middle" loses the answer half-way.
Fate = Callable[[bytes], str]


class ThinLine:
    """A listener that passes bytes on to the house; each connection carries one request."""

    def __init__(self, address: str) -> None:
        there = urlsplit(address)
        self.house = (there.hostname or "", there.port or 80)
        self.fate: Fate = lambda head: ""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _from = self._listener.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with near, contextlib.suppress(OSError, ValueError):
            head, body = _request(near)
            if not head:
                return
            fate = self.fate(head)
            if fate == "before":
                return
            with socket.create_connection(self.house) as far:
                far.sendall(_closing(head) + body)
                answer = b""
                while part := far.recv(65536):
                    answer += part
            if fate == "middle":
                near.sendall(answer[: len(answer) // 2])
            elif not fate:
                near.sendall(answer)


def _request(near: socket.socket) -> tuple[bytes, bytes]:
    said = b""
    while b"\r\n\r\n" not in said:
        part = near.recv(65536)
        if not part:
            return b"", b""
        said += part
    head, body = said.split(b"\r\n\r\n", 1)
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n")
         if line.lower().startswith(b"content-length:")), 0
    )  # fmt: skip
    while len(body) < length:
        body += near.recv(65536)
    return head, body


def _closing(head: bytes) -> bytes:
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([*lines, b"Connection: close", b"", b""])
