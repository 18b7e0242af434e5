"""What the room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class NothingToLookFor(Refusal):
    code = "search.nothing_to_look_for"
    sentence = _("“%(text)s” không có chữ hay số nào để tìm.")


class SameName(Refusal):
    code = "search.same_name"
    sentence = _("“%(text)s” và “%(also)s” là một: khi tìm không phân biệt dấu và chữ hoa.")


class SynonymThere(Refusal):
    code = "search.synonym_there"
    sentence = _("Đã có: gõ “%(text)s” thì tìm thêm “%(also)s”.")


class SynonymTooLong(Refusal):
    code = "search.synonym_too_long"
    sentence = _("“%(text)s” có %(words)s từ; một tên gọi dài nhất sáu từ.")


class SynonymChanged(Refusal):
    code = "search.synonym_changed"
    sentence = _("Người khác vừa sửa tên gọi này. Hãy xem lại rồi sửa tiếp.")


class NoSuchWeight(Refusal):
    code = "search.no_such_weight"
    sentence = _("Không có trọng số tên “%(name)s”.")


class WeightOutside(Refusal):
    code = "search.weight_outside"
    sentence = _("Trọng số của “%(name)s” là %(value)s; phải từ 0 đến 50.")


class LiftThere(Refusal):
    code = "search.lift_there"
    sentence = _("“%(value)s” đã được nâng hạng rồi; hãy sửa dòng đang có.")


class RowsRefused(Refusal):
    """Rows of a list that cannot be taken; nothing of the list was."""

    code = "search.rows_refused"
    sentence = _("Chưa nhập dòng nào. %(rows)s")


class DraftIsOver(Refusal):
    code = "search.draft_is_over"
    sentence = _("Bản nháp “%(name)s” %(state)s, không sửa được nữa.")


class DraftChanged(Refusal):
    code = "search.draft_changed"
    sentence = _("Người khác vừa sửa bản nháp “%(name)s”. Hãy xem lại rồi làm tiếp.")


class DraftTooLong(Refusal):
    code = "search.draft_too_long"
    sentence = _("Một bản nháp có nhiều nhất %(most)s thay đổi.")


class DraftIsEmpty(Refusal):
    code = "search.draft_is_empty"
    sentence = _("Bản nháp “%(name)s” chưa có thay đổi nào để áp dụng.")


class DraftIsBehind(Refusal):
    code = "search.draft_is_behind"
    sentence = _(
        "Chưa áp dụng: từ khi soạn, có người đã đổi chỗ này. %(what)s. Hãy bấm “Soạn lại trên bản"
        " đang dùng”, xem lại rồi áp dụng."
    )


class NothingToTakeBack(Refusal):
    code = "search.nothing_to_take_back"
    sentence = _("Hiện đang giống như trước lần này: không có gì để trở về.")


class SetThere(Refusal):
    code = "search.set_there"
    sentence = _("Đã có bộ câu tìm tên “%(name)s”.")


class SetIsFull(Refusal):
    code = "search.set_is_full"
    sentence = _("Một bộ có nhiều nhất %(most)s câu tìm.")


class NothingJudged(Refusal):
    code = "search.nothing_judged"
    sentence = _("Bộ “%(name)s” chưa có câu tìm nào để đo.")


class NoSuchName(Refusal):
    code = "search.no_such_name"
    sentence = _("Không có tên gọi nào đang dùng: gõ “%(text)s” tìm thêm “%(also)s”.")


class NoIndex(Refusal):
    code = "search.no_index"
    sentence = _("Chưa có chỉ mục để tìm. Chỉ mục đang được lập lại; hãy thử lại sau ít phút.")
