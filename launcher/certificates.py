"""Makes the authority and the certificate of ``./run --lan``; a program of the environment.

``python -m launcher.certificates FOLDER HOSTNAME ADDRESS…`` leaves ``ca.crt``, ``ca.key``,
``server.crt`` and ``server.key`` in the folder and prints the authority's SHA-256 as JSON. The
authority is made once, for ten years, and may vouch for private addresses and this machine's
names alone: whoever steals its key cannot pass for a bank. The certificate is renewed when the
addresses change or its end is near.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LASTS = timedelta(days=3650)
# Telephones refuse certificates of more than 398 days (those of own authorities: 825).
LASTS = timedelta(days=390)
RENEWED_BEFORE = timedelta(days=60)
# Networks that nobody reaches over the internet (IANA's special-purpose registries).
_LANS = ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
         "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "fc00::/7", "::1/128")  # fmt: skip


class CannotVouch(Exception):
    """An address or name that our authority may not speak for."""


def ensure(folder: Path, hostname: str, addresses: Sequence[str], now: datetime) -> str:
    """Make or renew what is needed; returns the authority's fingerprint. Refuses
    (:class:`CannotVouch`) an address that is not private and a name that is not local."""
    # The server, which may be another user, reads its own files there; the authority's key is
    # closed to it.
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    names = _names(hostname, addresses)
    authority, key = _authority(folder, hostname, now)
    if not _still_good(folder, authority, names, now):
        _issue(folder, authority, key, names, now)
    digest = authority.fingerprint(hashes.SHA256()).hex().upper()
    return ":".join(digest[n : n + 2] for n in range(0, len(digest), 2))


def _names(hostname: str, addresses: Sequence[str]) -> list[x509.GeneralName]:
    short = hostname.split(".")[0].lower()
    names: list[x509.GeneralName] = [x509.DNSName("localhost")]
    if short and short != "localhost":
        names += [x509.DNSName(f"{short}.local")]
    for said in dict.fromkeys(["127.0.0.1", "::1", *addresses]):
        try:
            found = ip_address(said)
        except ValueError:
            if not (said == "localhost" or said.endswith(".local")):
                raise CannotVouch(f"{said}: own certificate needed (TUSACH_CERTIFICATE)") from None
            names.append(x509.DNSName(said))
            continue
        if not any(found in ip_network(lan) for lan in _LANS):
            raise CannotVouch(f"{said}: not a private address (TUSACH_CERTIFICATE)")
        names.append(x509.IPAddress(found))
    return list(dict.fromkeys(names))


def _authority(
    folder: Path, hostname: str, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    path, secret = folder / "ca.crt", folder / "ca.key"
    if path.exists() and secret.exists():
        key = serialization.load_pem_private_key(secret.read_bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return x509.load_pem_x509_certificate(path.read_bytes()), key
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Tủ Sách {hostname}"[:64])])
    permitted: list[x509.GeneralName] = [x509.IPAddress(ip_network(lan)) for lan in _LANS]
    permitted += [x509.DNSName("local"), x509.DNSName("localhost")]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A phone's clock may be a day behind.
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(secret, key)
    _write(path, made.public_bytes(serialization.Encoding.PEM), 0o644)
    return made, key


def _still_good(
    folder: Path, authority: x509.Certificate, names: list[x509.GeneralName], now: datetime
) -> bool:
    try:
        there = x509.load_pem_x509_certificate((folder / "server.crt").read_bytes())
        there.verify_directly_issued_by(authority)
        said = there.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except Exception:
        return False
    whole = (folder / "server.key").exists() and set(said) == set(names)
    return whole and there.not_valid_after_utc - now > RENEWED_BEFORE


def _issue(
    folder: Path,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    names: list[x509.GeneralName],
    now: datetime,
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tủ Sách")]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + LASTS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()),
            critical=False,
        )
        .sign(authority_key, hashes.SHA256())
    )
    _write_key(folder / "server.key", key)
    _write(folder / "server.crt", made.public_bytes(serialization.Encoding.PEM), 0o644)


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    _write(
        path,
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        0o600,
    )


def _write(path: Path, said: bytes, mode: int) -> None:
    """Whole or not at all, and never readable by others for a moment."""
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as out:
        out.write(said)
    half.replace(path)


if __name__ == "__main__":
    try:
        found = ensure(Path(sys.argv[1]), sys.argv[2], sys.argv[3:], datetime.now(UTC))
    except (CannotVouch, OSError) as error:
        sys.exit(str(error))
    print(json.dumps({"print": found}))
