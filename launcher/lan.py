"""``./run --lan``: HTTPS on the addresses of this machine, by a certificate of its own.

Phones install the offline desk from HTTPS alone. The first start makes a small authority of this
installation (``lan/ca.crt`` in the data folder) and a certificate for the addresses that the
machine has; the page ``/tin-cay/`` shows how a phone comes to trust it. It stands on plain HTTP
too, on a second port, since the trust is not there yet; everything else there leads to HTTPS.
Whoever has a public name and its certificate gives that instead (TUSACH_CERTIFICATE).
"""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.errors import CannotGoOn
from launcher.language import words

if TYPE_CHECKING:
    from launcher.installation import Installation

HTTPS_PORT = "8443"
TRUST_PORT = "8000"


@dataclass(frozen=True)
class Certificate:
    """What the server shows: the files, and the authority's print to compare, "" for one that
    everybody trusts already."""

    chain: Path
    key: Path
    authority: Path | None
    print: str

    @property
    def options(self) -> list[str]:
        """Granian's. 1.2 as well: phones of ten years ago know no 1.3."""
        return [
            *("--ssl-certificate", str(self.chain), "--ssl-keyfile", str(self.key)),
            *("--ssl-protocol-min", "tls1.2"),
        ]

    def context(self) -> ssl.SSLContext:
        """To ask our own server whether it answers: any name will do, it is this machine."""
        made = ssl.create_default_context(cafile=str(self.authority) if self.authority else None)
        made.check_hostname = False
        if self.authority is None:
            made.verify_mode = ssl.CERT_NONE
        return made


def own_addresses() -> list[str]:
    """The addresses by which others in the network reach this machine, the likeliest first."""
    found = [_way_out(socket.AF_INET, "192.0.2.1"), _way_out(socket.AF_INET6, "2001:db8::1")]
    try:
        said = subprocess.run(
            ["hostname", "-I"], capture_output=True, text=True, timeout=5, check=False
        ).stdout
        found += said.split()
    except (OSError, subprocess.SubprocessError):
        pass  # no such program: what the way out tells has to do
    return list(dict.fromkeys(address for address in found if address and _is_of_the_lan(address)))


def _way_out(family: int, towards: str) -> str:
    """The address a packet would leave by; none is sent."""
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as tried:
            tried.connect((towards, 9))
            return str(tried.getsockname()[0])
    except OSError:
        return ""


def _is_of_the_lan(address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return found.is_private and not (
        found.is_loopback or found.is_link_local or found.is_unspecified
    )


def certificate(installation: Installation) -> Certificate:
    """The certificate given, else one of our own for today's addresses, made or renewed."""
    given = installation.setting("TUSACH_CERTIFICATE")
    key = installation.setting("TUSACH_CERTIFICATE_KEY")
    if bool(given) != bool(key):
        raise CannotGoOn(
            words(
                "TUSACH_CERTIFICATE và TUSACH_CERTIFICATE_KEY phải cho cùng nhau.",
                "TUSACH_CERTIFICATE and TUSACH_CERTIFICATE_KEY go together.",
            ),
            2,
        )
    if given:
        chain, secret = Path(given).expanduser(), Path(key).expanduser()
        for path in (chain, secret):
            if not path.is_file():
                raise CannotGoOn(
                    words(f"Không có tệp chứng thư {path}.", f"No certificate file {path}."), 2
                )
        return Certificate(chain, secret, None, "")
    return _own(installation)


def _own(installation: Installation) -> Certificate:
    folder = installation.data / "lan"
    host, found = installation.host, own_addresses()
    if not found and host == "localhost":
        raise CannotGoOn(
            words(
                "Máy này chưa có địa chỉ trong mạng nội bộ (chưa nối mạng, hoặc chỉ có địa chỉ "
                "internet). Nối mạng rồi chạy lại, hoặc dùng tên miền: docs/operate/lan.md.",
                "This machine has no address in a local network (no network, or an address of "
                "the internet alone). Join one and start again, or use a public name: "
                "docs/operate/lan.md.",
            ),
            2,
        )
    names = [*found, *([host] if host != "localhost" else [])]
    said = subprocess.run(
        [
            str(installation.environment.python),
            "-m",
            "launcher.certificates",
            str(folder),
            socket.gethostname(),
            *dict.fromkeys(names),
        ],
        cwd=installation.project,
        capture_output=True,
        text=True,
        check=False,
    )
    if said.returncode:
        lines = said.stderr.strip().splitlines() or ["?"]
        raise CannotGoOn(
            words(
                f"Không lập được chứng thư trong {folder}: {lines[-1]}",
                f"Could not make a certificate in {folder}: {lines[-1]}",
            )
        )
    told = json.loads(said.stdout)
    return Certificate(
        folder / "server.crt", folder / "server.key", folder / "ca.crt", told["print"]
    )


def told(installation: Installation, shown: Certificate) -> list[str]:
    """What the one who started it has to know: addresses, and how phones come to trust it."""
    lines = [f"https://{_in_address(a)}:{installation.port}" for a in own_addresses()]
    if shown.authority is None:
        return lines
    trust = trust_address(installation)
    lines += [
        words(
            f"Điện thoại, máy tính mở một lần để tin cậy: {trust}",
            f"Phones and computers open once, to trust it: {trust}",
        ),
        words(f"Dấu vân tay (SHA-256): {shown.print}", f"Fingerprint (SHA-256): {shown.print}"),
    ]
    return lines + _code(installation, trust)


def trust_address(installation: Installation) -> str:
    """Where, without HTTPS yet, the page stands that shows how to trust."""
    host = _in_address(installation.host)
    return f"http://{host}:{installation.trust_port}/tin-cay/"


def _code(installation: Installation, address: str) -> list[str]:
    """A QR code of an address for the terminal; none where its letters do not print."""
    if not installation.screen.out.isatty():
        return []
    said = subprocess.run(
        [
            *(str(installation.environment.python), "-c"),
            "import segno, sys; segno.make(sys.argv[1], micro=False).terminal(compact=True)",
            address,
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return said.stdout.splitlines() if said.returncode == 0 else []


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
