"""What signing in leaves behind: sessions, one-time codes, recovery codes, failed tries."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tusach.people.models.account import Account

# In this order: Edge and Opera also call themselves Chrome, Chrome calls itself Safari.
_BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("coc_coc", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
]
_SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
]


class SignIn(models.Model):
    """One session of one person in one browser, from signing in to its end.

    Django's session holds only this row's number; a row that ended ends the session, so a
    person can close one that was left open elsewhere.
    """

    class End(models.TextChoices):
        SIGNED_OUT = "signed_out", _("đăng xuất")
        CLOSED = "closed", _("được đóng từ phiên khác")
        IDLE = "idle", _("để lâu không dùng")
        TOO_OLD = "too_old", _("hết thời hạn phiên")
        PASSWORD = "password", _("mật khẩu đã đổi")
        SECOND_FACTOR = "second_factor", _("xác thực hai bước đã đổi")
        POST_ENDED = "post_ended", _("vị trí công tác đã thôi")
        DEACTIVATED = "deactivated", _("tài khoản đã khoá")

    account = models.ForeignKey(Account, models.CASCADE, related_name="sign_ins")
    started_at = models.DateTimeField(_("đăng nhập lúc"))
    last_seen_at = models.DateTimeField(_("dùng lần cuối"))
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    end = models.CharField(_("lý do kết thúc"), max_length=20, choices=End, blank=True)
    address = models.GenericIPAddressField(_("địa chỉ mạng"), null=True)
    browser = models.CharField(_("trình duyệt"), max_length=300, blank=True)
    acting_post = models.ForeignKey(
        "people.Post", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-started_at"]
        indexes = [
            models.Index(
                fields=["account", "-last_seen_at"],
                name="open_sign_ins",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(fields=["last_seen_at"], name="sign_in_by_last_seen"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def browser_label(self) -> str:
        """Browser and system as people call them: "Firefox, Windows"."""
        browser = next((name for mark, name in _BROWSERS if mark in self.browser), "")
        system = next((name for mark, name in _SYSTEMS if mark in self.browser), "")
        return ", ".join(part for part in (browser, system) if part) or self.browser[:60] or "–"


class OneTimeCode(models.Model):
    """A printed code that lets somebody sign in once and choose a password (R-297).

    Only its hash is kept. The code carries 58 random bits, so a fast hash is enough and the
    time it takes tells nothing.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="one_time_codes")
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField(_("dùng được đến"))
    used_at = models.DateTimeField(null=True)
    # Another was made, or the account was closed, before this one was used.
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_code_for_an_account",
            ),
            models.CheckConstraint(
                name="one_time_code_expires_later", condition=Q(expires_at__gt=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.made_at:%Y-%m-%d %H:%M}"


class RecoveryCode(models.Model):
    """Stands in once for the second factor when the phone is not at hand."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "code_hash"], name="recovery_code_once_for_an_account"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}"


class Throttle(models.Model):
    """Failed tries under one key: a sign-in name, a network address, a known browser.

    The key is a keyed hash: neither names that were mistyped (often passwords) nor addresses
    can be read out of the table.
    """

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_try_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["last_try_at"], name="throttle_by_last_try")]

    def __str__(self) -> str:
        return self.key[:8]
