"""The acts of this room in words, for whoever reads the record of acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.audit.api import name_act, name_kind

_ACTS = {
    "search.add_synonym": _("Thêm tên gọi khác"),
    "search.edit_synonym": _("Sửa tên gọi khác"),
    "search.remove_synonym": _("Bỏ tên gọi khác"),
    "search.set_weights": _("Đổi trọng số xếp hạng"),
    "search.lift": _("Nâng hạng"),
    "search.end_lift": _("Thôi nâng hạng"),
    "search.make_judged_set": _("Lập bộ câu tìm"),
    "search.remove_judged_set": _("Bỏ bộ câu tìm"),
    "search.judge": _("Đánh giá kết quả tìm"),
    "search.remove_judged_query": _("Bỏ câu tìm khỏi bộ"),
    "search.take_judged": _("Nhập đánh giá kết quả tìm"),
    "search.begin_draft": _("Soạn bản nháp xếp hạng"),
    "search.throw_draft_away": _("Bỏ bản nháp xếp hạng"),
    "search.put_in_force": _("Áp dụng bản nháp xếp hạng"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in _ACTS.items():
        name_act(act, label)
    name_kind("search.synonym", _("Tên gọi khác"), "search:synonym")
    name_kind("search.lift", _("Nâng hạng"))
    name_kind("search.judged_set", _("Bộ câu tìm"), "search:judged_set")
    name_kind("search.draft", _("Bản nháp xếp hạng"), "search:draft")
