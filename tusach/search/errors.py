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
