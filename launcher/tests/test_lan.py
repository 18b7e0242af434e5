"""``--lan``: which addresses, which certificate, what is said."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509

from launcher import certificates, lan
from launcher.certificates import CannotVouch, ensure
from launcher.errors import CannotGoOn
from launcher.installation import Installation
from launcher.options import parse
from launcher.screen import Screen

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def served(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "server.crt").read_bytes())


def names(folder: Path) -> set[str]:
    said = served(folder).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(one.value) for one in said}


def installation(tmp_path: Path, *line: str) -> Installation:
    return Installation(tmp_path, parse(["--data", str(tmp_path), *line]), Screen(), tmp_path)


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LAN", "PORT", "ADDRESS", "LISTEN", "TRUST_PORT", "CERTIFICATE"):
        monkeypatch.delenv(f"TUSACH_{name}", raising=False)


def test_the_certificate_is_for_this_machine_and_its_authority_signed_it(tmp_path: Path) -> None:
    folder = tmp_path / "lan"
    ensure(folder, "may-chu.example", ["192.168.1.7", "fd00::7"], NOW)
    assert {"localhost", "may-chu.local", "127.0.0.1", "192.168.1.7", "fd00::7"} <= names(folder)
    authority = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())
    served(folder).verify_directly_issued_by(authority)
    checked = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-purpose", "sslserver", "-attime",
         str(int(NOW.timestamp())), "-CAfile", str(folder / "ca.crt"), str(folder / "server.crt")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr


def test_keys_are_closed_to_others(tmp_path: Path) -> None:
    ensure(tmp_path / "lan", "may", ["10.0.0.2"], NOW)
    for name in ("ca.key", "server.key"):
        assert (tmp_path / "lan" / name).stat().st_mode & 0o777 == 0o600


def test_phones_need_not_trust_anew_when_the_address_changes(tmp_path: Path) -> None:
    folder = tmp_path / "lan"
    first = ensure(folder, "may", ["10.0.0.2"], NOW)
    assert ensure(folder, "may", ["10.0.0.9"], NOW) == first
    assert "10.0.0.9" in names(folder)
    assert "10.0.0.2" not in names(folder)


def test_a_certificate_that_is_still_good_stays_and_one_near_its_end_does_not(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "lan"
    ensure(folder, "may", ["10.0.0.2"], NOW)
    number = served(folder).serial_number
    ensure(folder, "may", ["10.0.0.2"], NOW + timedelta(days=300))
    assert served(folder).serial_number == number
    ensure(folder, "may", ["10.0.0.2"], NOW + timedelta(days=340))
    assert served(folder).serial_number != number


def test_a_certificate_that_was_spoilt_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "lan"
    ensure(folder, "may", ["10.0.0.2"], NOW)
    (folder / "server.crt").write_text("hỏng", encoding="utf-8")
    ensure(folder, "may", ["10.0.0.2"], NOW)
    assert "10.0.0.2" in names(folder)


@pytest.mark.parametrize("name", ["8.8.8.8", "thuvien.example.vn", "2001:4860::1"])
def test_our_authority_does_not_speak_for_the_internet(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotVouch, match="TUSACH_CERTIFICATE"):
        ensure(tmp_path / "lan", "may", [name], NOW)


def test_a_stolen_authority_cannot_pass_for_a_bank(tmp_path: Path) -> None:
    folder = tmp_path / "lan"
    ensure(folder, "may", ["10.0.0.2"], NOW)
    authority, key = certificates._authority(folder, "may", NOW)
    certificates._issue(folder, authority, key, [x509.DNSName("nganhang.vn")], NOW)
    checked = subprocess.run(
        ["openssl", "verify", "-attime", str(int(NOW.timestamp())),
         "-CAfile", str(folder / "ca.crt"), str(folder / "server.crt")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode != 0
    assert "permitted subtree" in checked.stdout + checked.stderr


def test_with_lan_it_listens_to_the_network_by_https(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lan, "own_addresses", lambda: ["192.168.1.7"])
    found = installation(tmp_path, "--lan")
    assert (found.listen, found.port, found.trust_port) == ("0.0.0.0", 8443, 8000)
    assert found.address == "https://192.168.1.7:8443"
    assert "192.168.1.7" in found._hosts()
    assert lan.trust_address(found) == "http://192.168.1.7:8000/tin-cay/"


def test_without_it_nothing_has_changed(tmp_path: Path) -> None:
    found = installation(tmp_path)
    assert (found.listen, found.port, found.lan) == ("127.0.0.1", 8000, False)
    assert found.address == "http://localhost:8000"


def test_a_machine_without_a_network_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lan, "own_addresses", list)
    with pytest.raises(CannotGoOn, match=r"docs/operate/lan\.md"):
        lan.certificate(installation(tmp_path, "--lan"))


def test_certificate_files_of_ones_own_are_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUSACH_CERTIFICATE", str(tmp_path / "a.pem"))
    with pytest.raises(CannotGoOn, match="TUSACH_CERTIFICATE_KEY"):
        lan.certificate(installation(tmp_path, "--lan"))
    monkeypatch.setenv("TUSACH_CERTIFICATE_KEY", str(tmp_path / "a.key"))
    with pytest.raises(CannotGoOn, match=r"a\.pem"):
        lan.certificate(installation(tmp_path, "--lan"))
    for name in ("a.pem", "a.key"):
        (tmp_path / name).touch()
    assert lan.certificate(installation(tmp_path, "--lan")).authority is None


def test_own_addresses_are_private_ones() -> None:
    assert all(ip_address(one).is_private for one in lan.own_addresses())
