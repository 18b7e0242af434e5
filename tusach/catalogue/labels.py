"""What the fields of MARC 21 are called, for those of the dossier B.7 and their neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.marc.record import ControlField, MarcRecord

FIELDS: dict[str, str | Promise] = {
    "001": _("Số kiểm soát"),
    "003": _("Cơ quan cấp số"),
    "005": _("Lúc sửa cuối"),
    "006": _("Đặc điểm bổ sung"),
    "007": _("Mô tả vật lý (mã)"),
    "008": _("Yếu tố độ dài cố định"),
    "010": _("Số của Thư viện Quốc hội Mỹ"),
    "020": _("ISBN, giá"),
    "022": _("ISSN"),
    "024": _("Số chuẩn khác"),
    "028": _("Số của nhà xuất bản"),
    "035": _("Số ở hệ thống khác"),
    "040": _("Nguồn biên mục"),
    "041": _("Mã ngôn ngữ"),
    "044": _("Nước xuất bản"),
    "050": _("Phân loại Thư viện Quốc hội Mỹ"),
    "080": _("Phân loại UDC"),
    "082": _("Phân loại DDC"),
    "084": _("Phân loại khác (BBK, 19 lớp)"),
    "090": _("Ký hiệu xếp giá tại chỗ"),
    "100": _("Tác giả"),
    "110": _("Tác giả tập thể"),
    "111": _("Hội nghị"),
    "130": _("Nhan đề thống nhất (tiêu đề chính)"),
    "210": _("Nhan đề viết tắt"),
    "240": _("Nhan đề thống nhất"),
    "245": _("Nhan đề và thông tin trách nhiệm"),
    "246": _("Nhan đề khác"),
    "250": _("Lần xuất bản"),
    "260": _("Xuất bản, phát hành"),
    "264": _("Xuất bản, phát hành"),
    "300": _("Mô tả vật lý"),
    "310": _("Định kỳ xuất bản"),
    "336": _("Dạng nội dung"),
    "337": _("Dạng phương tiện"),
    "338": _("Dạng vật mang"),
    "362": _("Năm, tập, số"),
    "440": _("Tùng thư"),
    "490": _("Tùng thư"),
    "500": _("Phụ chú chung"),
    "502": _("Phụ chú luận án"),
    "504": _("Phụ chú thư mục"),
    "505": _("Phụ chú nội dung"),
    "511": _("Người trình diễn"),
    "520": _("Tóm tắt"),
    "521": _("Đối tượng bạn đọc"),
    "533": _("Phụ chú bản sao"),
    "534": _("Phụ chú nguyên bản"),
    "546": _("Phụ chú ngôn ngữ"),
    "586": _("Giải thưởng"),
    "600": _("Chủ đề: người"),
    "610": _("Chủ đề: tập thể"),
    "630": _("Chủ đề: nhan đề"),
    "650": _("Chủ đề"),
    "651": _("Chủ đề: địa danh"),
    "653": _("Từ khoá tự do"),
    "655": _("Thể loại"),
    "700": _("Tác giả khác"),
    "710": _("Tập thể khác"),
    "711": _("Hội nghị khác"),
    "730": _("Nhan đề khác có liên quan"),
    "740": _("Nhan đề liên quan"),
    "773": _("Tài liệu chủ (bài trích)"),
    "830": _("Tùng thư (tiêu đề)"),
    "852": _("Nơi lưu giữ"),
    "856": _("Liên kết điện tử"),
    "880": _("Dạng chữ khác"),
    "930": _("Số lưu chiểu"),
}


@dataclass(frozen=True)
class ShownField:
    tag: str
    label: str
    indicators: str
    value: str
    subfields: list[tuple[str, str]]


def shown(record: MarcRecord) -> list[ShownField]:
    """The fields for reading: a blank indicator shows as #, as manuals print it."""
    rows = [ShownField("LDR", str(_("Đầu biểu")), "", record.leader.replace(" ", "#"), [])]
    for one in record.fields:
        label = str(FIELDS.get(one.tag, ""))
        if isinstance(one, ControlField):
            rows.append(ShownField(one.tag, label, "", one.value, []))
        else:
            indicators = (one.ind1 + one.ind2).replace(" ", "#")
            rows.append(ShownField(one.tag, label, indicators, "", list(one.subfields)))
    return rows


def lines(record: MarcRecord) -> list[str]:
    """One line of text for each field, for comparing two versions."""
    found = [f"LDR {record.leader}"]
    for one in record.fields:
        if isinstance(one, ControlField):
            found.append(f"{one.tag} {one.value}")
        else:
            indicators = (one.ind1 + one.ind2).replace(" ", "#")
            content = " ".join(f"${code} {value}" for code, value in one.subfields)
            found.append(f"{one.tag} {indicators} {content}")
    return found
