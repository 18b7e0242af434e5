"""What a reader agreed to, purpose by purpose."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tusach.readers.models.readers import Reader


class ConsentPurpose(models.Model):
    """A purpose for which personal data may be used only if the person agreed. Rows, since
    purposes come and go; ``text`` is what is read out or signed.

    ``publishes``: what is shown of a child to others needs the child's own word beside the
    guardian's (Law 91/2025/QH15, art. 24; the age is a rule).
    """

    code = models.CharField(_("mã"), max_length=30, unique=True)
    name = models.CharField(_("mục đích"), max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    text = models.CharField(_("nội dung đồng ý"), max_length=500)
    text_en = models.CharField(max_length=500, blank=True)
    publishes = models.BooleanField(_("đưa ra công khai"), default=False)
    position = models.PositiveSmallIntegerField(default=50)
    since = models.DateField(_("từ ngày"), null=True, blank=True)
    until = models.DateField(_("đến trước ngày"), null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name_en if self.name_en and get_language() == "en" else self.name

    @property
    def wording(self) -> str:
        return self.text_en if self.text_en and get_language() == "en" else self.text


class Consent(models.Model):
    """A reader, or whoever answers for the reader, agreed to a purpose on a day, until they
    take it back. Silence is no consent: without a row there is none."""

    class Giver(models.TextChoices):
        READER = "reader", _("bạn đọc")
        GUARDIAN = "guardian", _("người giám hộ")
        BOTH = "both", _("bạn đọc và người giám hộ")

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="consents")
    purpose = models.ForeignKey(ConsentPurpose, models.PROTECT, related_name="+")
    given_by = models.CharField(_("người đồng ý"), max_length=10, choices=Giver)
    given_on = models.DateField(_("đồng ý ngày"))
    noted_by = models.CharField(_("người ghi"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("rút lại ngày"), null=True, blank=True)
    withdrawn_by = models.CharField(_("người rút"), max_length=10, choices=Giver, blank=True)

    class Meta:
        ordering = ["purpose__position", "-given_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "purpose"],
                condition=Q(withdrawn_on__isnull=True),
                name="consent_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} {self.purpose_id}"
