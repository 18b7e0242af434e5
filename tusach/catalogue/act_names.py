"""The acts of this room in words, for whoever reads the activity log."""

from __future__ import annotations

from dataclasses import fields

from django.utils.translation import gettext_lazy as _

from tusach.audit.api import name_act, name_field, name_kind
from tusach.catalogue.drawn import Drawn

_ACTS = {
    "catalogue.create_record": _("Lập biểu ghi"),
    "catalogue.quick_record": _("Lập biểu ghi nhanh"),
    "catalogue.save_record": _("Sửa biểu ghi"),
    "catalogue.clear_doubts": _("Bỏ dấu chưa chắc"),
    "catalogue.delete_record": _("Xoá biểu ghi"),
    "catalogue.suppress": _("Ẩn biểu ghi"),
    "catalogue.unsuppress": _("Hiện lại biểu ghi"),
    "catalogue.export": _("Xuất biểu ghi"),
    "catalogue.change_match_points": _("Sửa cách nhận ra biểu ghi trùng"),
    "catalogue.merge_records": _("Gộp biểu ghi"),
    "catalogue.undo_merge": _("Tách lại biểu ghi đã gộp"),
    "catalogue.hunt_duplicates": _("Dò biểu ghi trùng"),
    "catalogue.tell_apart": _("Nói hai biểu ghi không trùng"),
    "catalogue.reopen_pair": _("Xét lại hai biểu ghi nghi trùng"),
    "catalogue.ask_for_cataloguing": _("Xin biên mục"),
    "catalogue.answer_cataloguing": _("Trả lời việc xin biên mục"),
    "catalogue.make_authority": _("Lập tiêu đề chuẩn"),
    "catalogue.save_authority": _("Sửa tiêu đề chuẩn"),
    "catalogue.merge_authorities": _("Gộp tiêu đề chuẩn"),
    "catalogue.undo_authority_merge": _("Tách lại tiêu đề chuẩn đã gộp"),
    "catalogue.delete_authority": _("Xoá tiêu đề chuẩn"),
    "catalogue.carry_heading": _("Cho sửa tiêu đề trong các biểu ghi"),
    "catalogue.undo_carrying": _("Cho trả lại tiêu đề trong các biểu ghi"),
    "catalogue.keep_worksheet": _("Giữ mẫu biểu ghi"),
    "catalogue.throw_worksheet_away": _("Bỏ mẫu biểu ghi"),
    "catalogue.import_file": _("Gửi tệp nhập biểu ghi"),
    "catalogue.import_accept": _("Cho nhập biểu ghi"),
    "catalogue.import_done": _("Nhập xong biểu ghi"),
    "catalogue.import_drop": _("Bỏ tệp nhập biểu ghi"),
    "catalogue.import_mend": _("Sửa biểu ghi hỏng khi nhập"),
    "catalogue.import_mend_undone": _("Bỏ việc sửa biểu ghi hỏng"),
    "catalogue.save_import_profile": _("Lưu cách đọc tệp"),
    "catalogue.import_undo": _("Cho rút lại lần nhập"),
    "catalogue.import_undone": _("Rút lại xong lần nhập"),
}
_FIELDS = {
    "merged": _("biểu ghi gộp vào"),
    "unsure": _("chỗ chưa chắc"),
    "other": _("biểu ghi kia"),
    "note": _("cần gì"),
    "answer": _("trả lời"),
    "why": _("lý do"),
    "form": _("dạng tệp"),
    "made": _("biểu ghi đã lập"),
    "rows": _("dòng"),
    "kinds": _("cách sửa"),
    "kept": _("biểu ghi còn lại"),
    "heading": _("tiêu đề"),
}


def name_acts() -> None:
    """Called when the room starts."""
    from tusach.catalogue.models import Record

    for act, label in _ACTS.items():
        name_act(act, label)
    name_kind("catalogue.record", _("Biểu ghi"), "catalogue:record")
    name_kind("catalogue.authority", _("Tiêu đề chuẩn"), "catalogue:authority")
    name_kind("catalogue.worksheet", _("Mẫu biểu ghi"))
    name_kind("catalogue.import", _("Lần nhập"), "catalogue:import")
    name_kind("catalogue.import_profile", _("Cách đọc tệp"), "catalogue:import_way")
    for key, label in _FIELDS.items():
        name_field(key, label)
    columns = {one.name: one for one in Record._meta.concrete_fields}
    for one in fields(Drawn):
        if one.name in columns:
            name_field(one.name, columns[one.name].verbose_name)
