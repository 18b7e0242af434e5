"""Typed readers of the environment: each setting is read once, here, and fails loudly."""

from __future__ import annotations

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The value of ``name``; with ``NAME_FILE`` set, the content of that file."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE: {path}: {error.strerror}") from error
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on; False for 0, false, no, off. Anything else is refused."""
    value = text(name).lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r}: expected 1 or 0")


def number(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r}: expected a whole number") from error


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Addresses or networks, commas between; ``1`` is this machine itself, nothing or ``0`` none.
    Anything else is refused."""
    value = text(name).strip().lower()
    if value in {"", "0", "false", "no", "off"}:
        return []
    if value in {"1", "true", "yes", "on"}:
        value = "127.0.0.0/8,::1"
    try:
        return [ip_network(word.strip(), strict=False) for word in value.split(",")]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name}={value!r}: expected 1, 0, or addresses such as 10.0.0.5, 10.0.0.0/24"
        ) from error


def database(url: str) -> dict[str, object]:
    """Django's settings for a ``postgresql://user:password@host:port/name?host=/socket`` URL."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = query.pop("host", parts.hostname or "")
    # Plans are kept for the statements that ask for it (ui.prepared), for no others.
    keeps = query.pop("prepare_threshold", "") != "none"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(query.pop("user", parts.username or "")),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(host),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": {**query, "prepare_threshold": 1_000_000 if keeps else None},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
