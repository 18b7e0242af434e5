"""Lists of titles that librarians compile and publish (R-254)."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.catalogue.api import Audience


class ListKind(models.TextChoices):
    """The products of R-254 that consist of titles."""

    INTRODUCTION = "intro", _("Giới thiệu sách")
    SUBJECT = "subject", _("Thư mục chuyên đề")
    BULLETIN = "bulletin", _("Thông báo sách mới")


class ListState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("list", "Đang soạn")
    PUBLISHED = "published", pgettext_lazy("list", "Đang đăng")
    WITHDRAWN = "withdrawn", pgettext_lazy("list", "Đã rút")
    DROPPED = "dropped", pgettext_lazy("list", "Đã bỏ")


class ListOrder(models.TextChoices):
    HAND = "hand", _("theo thứ tự tự xếp")
    TITLE = "title", _("theo nhan đề")
    CLASS = "class", _("theo ký hiệu phân loại")
    AUTHOR = "author", _("theo tác giả")
    SUBJECT = "subject", _("chia nhóm theo chủ đề")


class Compilation(models.Model):
    """A list as it is being worked on. What readers see is its last edition.

    ``slug`` is its public address, given once. ``for_all``: made for the whole network, which
    only a provincial library does; else for the readers of ``library``. The period, subject and
    audience are those for which a bulletin gathers new books. ``revision`` counts the changes,
    ``published_revision`` says which of them the last edition shows.
    """

    Kind, State, Order = ListKind, ListState, ListOrder

    slug = models.SlugField(_("địa chỉ"), max_length=90, unique=True)
    kind = models.CharField(_("loại"), max_length=10, choices=ListKind)
    title = models.CharField(_("tên"), max_length=200)
    introduction = models.TextField(_("lời giới thiệu"), max_length=5000, blank=True)
    library = models.ForeignKey(
        "network.ServicePoint", models.PROTECT, related_name="+", verbose_name=_("thư viện")
    )
    for_all = models.BooleanField(_("cho cả mạng lưới"), default=False)
    order = models.CharField(_("thứ tự"), max_length=8, choices=ListOrder, default=ListOrder.HAND)
    period_from = models.DateField(_("sách mới từ ngày"), null=True, blank=True)
    period_until = models.DateField(_("đến hết ngày"), null=True, blank=True)
    subject = models.CharField(_("chủ đề"), max_length=200, blank=True)
    audience = models.CharField(_("dành cho"), max_length=20, choices=Audience.choices, blank=True)
    state = models.CharField(_("tình trạng"), max_length=10, choices=ListState, default="draft")
    revision = models.PositiveIntegerField(default=1)
    published_revision = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(_("lập lúc"))
    made_by = models.CharField(_("người lập"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("sửa lúc"))
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True, blank=True)
    withdrawn_why = models.CharField(_("lý do rút"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("thư mục")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["library", "state"], name="portal_lists_of_library")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of those who compile it."""
        return reverse("portal:compiling", args=[self.pk])

    @property
    def has_changes(self) -> bool:
        """Whether it was changed since the last edition."""
        return self.revision != self.published_revision


class CompilationItem(models.Model):
    """A title in a list. One that was taken out stays, so that it can be put back with its
    note. A title stands in a list once, but after a merge of records it may stand in it twice."""

    compilation = models.ForeignKey(Compilation, models.CASCADE, related_name="items")
    record = models.ForeignKey("catalogue.Record", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    note = models.CharField(_("lời giới thiệu"), max_length=1000, blank=True)
    is_out = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("sách trong thư mục")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["compilation", "position"], name="portal_items_in_order")]

    def __str__(self) -> str:
        return str(self.record)


class Edition(models.Model):
    """A list as it was published: kept as it was, whatever is changed since.

    ``content`` holds for each title, in order, its control number, its title and author as they
    then were, and the note. Pages for readers show the records as they are now; the words of
    that day are for the history.
    """

    compilation = models.ForeignKey(Compilation, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField(_("lần"))
    kind = models.CharField(_("loại"), max_length=10, choices=ListKind)
    title = models.CharField(_("tên"), max_length=200)
    introduction = models.TextField(_("lời giới thiệu"), max_length=5000, blank=True)
    library = models.ForeignKey("network.ServicePoint", models.PROTECT, related_name="+")
    for_all = models.BooleanField(default=False)
    order = models.CharField(max_length=8, choices=ListOrder)
    period_from = models.DateField(null=True, blank=True)
    period_until = models.DateField(null=True, blank=True)
    content = models.JSONField(default=list)
    published_at = models.DateTimeField(_("đăng lúc"))
    published_by = models.CharField(_("người đăng"), max_length=200, blank=True)
    is_last = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("lần đăng")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["compilation", "number"], name="portal_edition_number_once"
            ),
            models.UniqueConstraint(
                fields=["compilation"],
                condition=models.Q(is_last=True),
                name="portal_one_last_edition",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-published_at"], condition=models.Q(is_last=True), name="portal_editions"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        return self.compilation.slug
