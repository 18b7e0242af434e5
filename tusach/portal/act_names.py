"""The acts of this room in words, for whoever reads the record of acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.audit.api import name_act, name_field, name_kind, name_values
from tusach.portal.models import ListKind, ListOrder

_ACTS = {
    "portal.begin_list": _("Lập thư mục"),
    "portal.change_list": _("Sửa phần đầu thư mục"),
    "portal.add_to_list": _("Đưa sách vào thư mục"),
    "portal.take_from_list": _("Bỏ sách khỏi thư mục"),
    "portal.arrange_list": _("Xếp thứ tự, sửa lời giới thiệu trong thư mục"),
    "portal.publish_list": _("Đăng thư mục"),
    "portal.withdraw_list": _("Rút thư mục"),
    "portal.put_list_back": _("Đăng lại thư mục đã rút"),
    "portal.take_edition": _("Lấy lại một lần đăng của thư mục"),
    "portal.drop_list": _("Bỏ bản thảo thư mục"),
    "portal.pick_list_up": _("Soạn tiếp thư mục đã bỏ"),
}
_FIELDS = {
    "for_all": _("cho cả mạng lưới"),
    "order": _("thứ tự"),
    "edition": _("lần đăng"),
    "titles": _("số tên sách"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in _ACTS.items():
        name_act(act, label)
    for key, label in _FIELDS.items():
        name_field(key, label)
    name_values("kind", ListKind.choices)
    name_values("order", ListOrder.choices)
    name_kind("portal.compilation", pgettext_lazy("one thing", "Thư mục"), "portal:compiling")
