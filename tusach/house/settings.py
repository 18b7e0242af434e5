"""The house's settings. Everything that differs between installations is read from the
environment (see docs/operate/settings.md); nothing here differs between them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from tusach.house import env

PROJECT = Path(__file__).resolve().parent.parent.parent

# Where the installation keeps what it writes: files, index, secret, logs.
DATA = Path(env.text("TUSACH_DATA", str(PROJECT / "var"))).resolve()
MEDIA_ROOT = DATA / "files"
SEARCH_INDEX = DATA / "index"

# Where `./run backup` puts its files; the health page says how old the newest is.
BACKUPS = Path(env.text("TUSACH_BACKUPS", str(DATA / "backups"))).expanduser()
BACKUPS_KEEP = env.number("TUSACH_BACKUPS_KEEP", 14)
BACKUPS_COPY = env.text("TUSACH_BACKUPS_COPY")
# The program of the PostgreSQL that `./run` brings.
PG_DUMP = env.text("TUSACH_PG_DUMP", "pg_dump")

DEBUG = env.flag("TUSACH_DEBUG")
# Demonstration data is there, and every page says so.
DEMONSTRATION = env.flag("TUSACH_DEMONSTRATION")
BACKUP_NIGHTLY = env.flag("TUSACH_BACKUP_NIGHTLY", not DEMONSTRATION)


def _secret() -> str:
    """The signing secret: from the environment, else made once and kept in DATA, mode 0600."""
    if value := env.text("TUSACH_SECRET"):
        return value
    path = DATA / "secret"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        try:
            path.touch(mode=0o600, exist_ok=False)
            path.write_text(secrets.token_urlsafe(50), encoding="ascii")
        except FileExistsError:
            pass  # another process of the same start made it
        except OSError as error:
            raise ImproperlyConfigured(f"cannot write {path}: {error.strerror}") from error
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret()
ALLOWED_HOSTS = env.words("TUSACH_HOSTS", "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("TUSACH_ORIGINS")
SITE_ADDRESS = env.text("TUSACH_ADDRESS", "http://localhost:8000")

ROOMS = [
    "tusach.ui",
    "tusach.audit",
    "tusach.network",
    "tusach.people",
    "tusach.policy",
    "tusach.search",
    "tusach.offline",
    "tusach.facts",
    "tusach.catalogue",
    "tusach.holdings",
    "tusach.readers",
    "tusach.circulation",
    "tusach.rotation",
    "tusach.acquisitions",
    "tusach.upkeep",
    "tusach.portal",
    "tusach.demo",
    "tusach.house",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "procrastinate.contrib.django",
    *ROOMS,
]
MIDDLEWARE = [
    "tusach.house.headers.OnlyFromTheProxy",
    "tusach.house.headers.OnlyTrust",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages shrink to a third on lines of a few KB a second. Against guessing secrets by size
    # (BREACH) Django adds random bytes, and masks the token of forms anew in each answer.
    "django.middleware.gzip.GZipMiddleware",
    "tusach.house.headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tusach.people.web.sessions.SessionMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tusach.ui.web.panels.PanelMiddleware",
    "tusach.ui.web.keeping.KeepingMiddleware",
    "tusach.ui.web.guards.GuardMiddleware",
    "tusach.ui.web.sent.SentMiddleware",
    "tusach.ui.web.refused.RefusalMiddleware",
]
ROOT_URLCONF = "tusach.house.urls"
WSGI_APPLICATION = "tusach.house.wsgi.application"

# No control of a form cuts what is typed (ui.rendering).
FORM_RENDERER = "tusach.ui.rendering.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "tusach.ui.web.context.page",
            ],
            "builtins": ["tusach.ui.templatetags.ui"],
        },
    },
]

DATABASES = {
    "default": env.database(env.text("DATABASE_URL", "postgresql:///tusach")),
}
# Tables whose rows are never changed, besides those that carry the trigger
# `tusach_append_only`: the server's database role gets neither UPDATE nor DELETE on them.
APPEND_ONLY = ["audit_act"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["tusach.people.backend.PostBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "tusach.ui.web.refused.stale"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "ui:desk"
LOGOUT_REDIRECT_URL = "/"
SESSION_ENGINE = "tusach.people.session_store"
SESSION_COOKIE_AGE = int(timedelta(hours=10).total_seconds())
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
# With TLS in front (docs/operate), cookies travel on TLS alone.
# The process that shows on plain HTTP how to trust the certificate of `./run --lan`, no more.
TRUST_ONLY = env.flag("TUSACH_TRUST_ONLY")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_ADDRESS.startswith("https://") and not TRUST_ONLY
# The authority that `./run --lan` made, shown to those who are to trust it.
OWN_AUTHORITY = DATA / "lan" / "ca.crt"
# Proxies in front. What they write of where a request came from, and how, is believed; from
# anybody else house.headers takes such words away before they are read.
PROXIES = env.networks("TUSACH_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "lang"
USE_I18N = True
FORMAT_MODULE_PATH = "tusach.house.formats"
# Only where a template asks (`|number`, `|dong`): a number in an address or an identifier
# must not be grouped by surprise.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.flag("TUSACH_COLLECTED")
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = not env.flag("TUSACH_COLLECTED")

# 40 MB is refused with a sentence (see ui.web.refused), not with a cut connection.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
UPLOAD_LIMIT = env.number("TUSACH_UPLOAD_LIMIT", 32 * 1024 * 1024)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.text("TUSACH_LOG", "WARNING")},
}
