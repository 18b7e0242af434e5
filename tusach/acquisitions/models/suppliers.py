"""Who sells: publishers, bookshops, the post that delivers newspapers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Supplier(models.Model):
    """A supplier, one row for the whole province: every library orders from it."""

    class Kind(models.TextChoices):
        PUBLISHER = "publisher", _("Nhà xuất bản")
        BOOKSHOP = "bookshop", _("Công ty, cửa hàng sách")
        POST = "post", _("Bưu điện (phát hành báo chí)")
        PRESS = "press", _("Toà soạn báo, tạp chí")
        OTHER = "other", _("Khác")

    name = models.CharField(_("tên"), max_length=200, unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind, default=Kind.BOOKSHOP)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    phone = models.CharField(_("điện thoại"), max_length=40, blank=True)
    email = models.EmailField(_("thư điện tử"), blank=True)
    contact = models.CharField(_("người liên hệ"), max_length=200, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    # No longer bought from; what was bought stays.
    is_closed = models.BooleanField(_("không đặt nữa"), default=False)
    sort_key = models.CharField(max_length=400, db_collation="C")
    # Name, tax code and contact without marks.
    find_text = models.CharField(max_length=600)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("nhà cung cấp")
        verbose_name_plural = _("nhà cung cấp")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~Q(tax_code=""),
                name="acquisitions_supplier_tax_code",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("acquisitions:supplier", args=[self.pk])
