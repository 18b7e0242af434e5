"""A change of the ranking said in words, for people who decide about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.search.ranking import NAMES

FACET_NAMES = {
    "kind": gettext_lazy("loại tài liệu"),
    "language": gettext_lazy("ngôn ngữ (mã)"),
    "audience": gettext_lazy("đối tượng đọc (mã)"),
    "subject": gettext_lazy("chủ đề"),
    "collection": gettext_lazy("kho (mã)"),
}
Value = Mapping[str, Any]
# Half of the last place shown.
SEEN = 0.0005


def figure(value: float, places: int | None = None) -> str:
    """A number as the page's language writes it: 3,5 or 3.5."""
    return str(number_format(f"{value:.{places}f}" if places else f"{value:g}", places))


def difference(value: float) -> str:
    """What nDCG gained or lost, with its sign; nothing where nobody would see it."""
    if abs(value) <= SEEN:
        return ""
    return ("+" if value > 0 else "−") + figure(abs(value), 3)


def change_in_words(
    what: str, key: Sequence[str], before: Value | None, after: Value | None
) -> str:
    """One sentence for one change."""
    if what == "weight":
        assert before is not None
        assert after is not None
        return _("Trọng số “%(name)s”: %(before)s → %(after)s") % {
            "name": NAMES.get(key[0], key[0]),
            "before": figure(before["value"]),
            "after": figure(after["value"]),
        }
    if what == "lift":
        return _lift(key, before, after)
    return _synonym(key, before, after)


def _lift(key: Sequence[str], before: Value | None, after: Value | None) -> str:
    said = {"facet": FACET_NAMES.get(key[0], key[0]), "value": key[1]}
    if before is None and after is not None:
        return _("Nâng hạng %(facet)s “%(value)s” thêm %(weight)s") % {
            **said,
            "weight": figure(after["weight"]),
        }
    if after is None:
        return _("Thôi nâng hạng %(facet)s “%(value)s”") % said
    assert before is not None
    return _("Nâng hạng %(facet)s “%(value)s”: %(before)s → %(after)s") % {
        **said,
        "before": figure(before["weight"]),
        "after": figure(after["weight"]),
    }


def _synonym(key: Sequence[str], before: Value | None, after: Value | None) -> str:
    if after is None:
        assert before is not None
        return _("Bỏ tên gọi: gõ “%(text)s” thôi tìm thêm “%(also)s”") % {
            "text": before["text"],
            "also": key[1],
        }
    said = {"text": after["text"], "also": key[1]}
    if before is None:
        return _("Thêm tên gọi: gõ “%(text)s” tìm thêm “%(also)s”") % said
    return _("Sửa lời nhắc, căn cứ của tên gọi “%(text)s” → “%(also)s”") % said
