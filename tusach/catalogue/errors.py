"""What the catalogue refuses, by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tusach.catalogue.format.problems import Problem
from tusach.ui.api import Refusal


class TitleIsMissing(Refusal):
    code = "title-is-missing"
    sentence = _("Chưa có nhan đề: mỗi biểu ghi phải có nhan đề.")
    status = 422


class RecordWasChanged(Refusal):
    """Somebody saved between the reading and the saving of this editor."""

    code = "record-was-changed"
    sentence = _(
        "%(who)s đã lưu biểu ghi “%(title)s” lúc %(when)s, sau khi bạn mở. "
        "Chưa ghi gì: hãy so hai bản dưới đây rồi lưu lại."
    )
    status = 409


class _ByCode(Refusal):
    """A refusal that has a sentence for each of its codes."""

    status = 422
    sentences: ClassVar[dict[str, str | Promise]] = {}

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(**facts)
        self.code = code  # type: ignore[misc]

    def __str__(self) -> str:
        return str(self.sentences[self.code]) % self.facts


class FileRefused(_ByCode):
    """The file is not one that can be imported; ``code`` says what it is instead."""

    sentences: ClassVar[dict[str, str | Promise]] = {
        "empty": _("Tệp rỗng, không có gì để nhập."),
        "too-large": _(
            "Tệp nặng %(sent)s MB; hệ thống nhận nhiều nhất %(limit)s MB. Hãy chia tệp ra."
        ),
        "html": _(
            "Đây là một trang web (HTML), không phải tệp biểu ghi, dù tên tệp là gì. "
            "Có lẽ trang tải về đã báo lỗi thay vì đưa tệp; hãy tải lại từ nguồn."
        ),
        "xml": _("Đây là tệp XML nhưng không phải MARCXML."),
        "pdf": _("Đây là tệp PDF. Hãy xuất danh sách ra Excel hoặc CSV rồi gửi lại."),
        "word": _("Đây là tệp Word. Hãy chép bảng sang Excel rồi gửi lại."),
        "ods": _("Đây là tệp LibreOffice (ODF). Hãy lưu thành .xlsx hoặc .csv rồi gửi lại."),
        "zip": _("Đây là tệp nén. Hãy giải nén rồi gửi từng tệp bên trong."),
        "broken-zip": _("Tệp Excel bị hỏng (không mở được). Hãy lưu lại rồi gửi lại."),
        "broken-sheet": _(
            "Tệp Excel hỏng sau dòng %(line)s, không đọc tiếp được. Hãy mở bằng Excel, lưu lại rồi "
            "gửi lại."
        ),
        "broken-csv": _("Không đọc được bảng CSV từ dòng %(line)s. Hãy lưu lại rồi gửi lại."),
        "unpacks-too-large": _("Tệp nén này bung ra quá lớn nên không được nhận."),
        "json": _("Đây là tệp JSON nhưng không phải MARC-in-JSON."),
        "unknown": _(
            "Không nhận ra loại tệp. Nhận được: MARC 21 và CDS/ISIS (ISO 2709: .mrc, .iso), "
            "MARCXML (.xml), MARC-in-JSON (.json), Excel (.xlsx, .xls) và CSV."
        ),
        "legacy-text": _(
            "Chữ trong tệp không phải Unicode (có lẽ %(charset)s). Hãy mở bằng chương trình cũ, "
            "chuyển sang Unicode rồi lưu thành .xlsx hoặc CSV UTF-8. Chưa nhập gì."
        ),
        "no-rows": _("Không thấy dòng tiêu đề cột và dòng dữ liệu nào trong tệp."),
        "items-no-sheet": _("Tệp bản sách đi kèm phải là bảng CSV hoặc Excel."),
        "password": _("Tệp Excel có mật khẩu hoặc không mở được. Hãy bỏ mật khẩu rồi gửi lại."),
    }


class ImportIsElsewhere(Refusal):
    """The import is no longer in the state from which this can be done."""

    code = "import-is-elsewhere"
    sentence = _("Lần nhập “%(file)s” đang ở bước “%(state)s” nên không làm được việc này.")


class NoSuchRecord(Refusal):
    code = "no-such-record"
    sentence = _("Không có biểu ghi này; có lẽ nó vừa bị xoá hoặc gộp.")
    status = 404


class RecordWasMerged(Refusal):
    """Somebody merged the record meanwhile: what was to be done is to be done to the other."""

    code = "record-was-merged"
    sentence = _(
        "“%(title)s” (%(number)s) đã được gộp vào “%(kept)s” (%(kept_number)s). Chưa ghi gì: "
        "hãy mở biểu ghi %(kept_number)s và làm ở đó."
    )


class NoSuchVersion(Refusal):
    code = "no-such-version"
    sentence = _("Biểu ghi “%(title)s” không có phiên bản %(number)s.")
    status = 404


class NoSuchChange(Refusal):
    """The field to be taken back does not differ, or is not there."""

    code = "no-such-change"
    sentence = _("Trường ấy không khác với phiên bản %(number)s, nên không có gì để lấy lại.")
    status = 409


class ReasonIsMissing(Refusal):
    code = "reason-is-missing"
    sentence = _("Hãy ghi lý do: người sau cần biết vì sao biểu ghi bị ẩn.")
    status = 422


class RecordIsUsed(Refusal):
    code = "record-is-used"
    sentence = _("Không xoá được “%(title)s”: %(use)s.")


class PointsRefused(_ByCode):
    """Points of likeness that cannot work; ``code`` says why."""

    sentences: ClassVar[dict[str, str | Promise]] = {
        "too-far": _("Điểm phải nằm trong khoảng −%(limit)s đến %(limit)s; đã gõ %(value)s."),
        "thresholds": _(
            "Ngưỡng “có thể trùng” (%(maybe)s) phải lớn hơn 0 và nhỏ hơn ngưỡng “đã có” (%(same)s)."
        ),
    }


class ProfileRefused(_ByCode):
    """A way of reading files that cannot work; ``code`` says why."""

    sentences: ClassVar[dict[str, str | Promise]] = {
        "empty": _("Cách đọc tệp cần có tên và ít nhất một dòng ghép."),
        "source-items": _(
            "“%(text)s” không phải là trường con MARC. Hãy viết nhãn, dấu $ và mã, thí dụ 952$p."
        ),
        "source-isis": _(
            "“%(text)s” không phải là nhãn ISIS. Hãy viết số nhãn, thêm ^ và mã nếu có trường "
            "con, thí dụ 26^a."
        ),
        "target": _("Không biết “%(text)s” là gì."),
    }


class MarcHasErrors(Refusal):
    """``problems`` are what the check found; those that block are errors of what was changed."""

    code = "marc-has-errors"
    sentence = _("Chưa lưu: còn %(count)s lỗi phải sửa, kể ở dưới.")
    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(count=sum(one.blocks for one in problems))
        self.problems = problems


class WorksheetNameIsTaken(Refusal):
    code = "worksheet-name-is-taken"
    sentence = _("Đã có mẫu tên “%(name)s”. Hãy đặt tên khác.")


class WorkIsTaken(Refusal):
    code = "work-is-taken"
    sentence = _("“%(title)s” đã được %(who)s nhận làm.")


class HostIsCircular(Refusal):
    """A record would lie in itself: an article in a volume that lies in the article."""

    code = "host-is-circular"
    sentence = _(
        "“%(title)s” không thể nằm trong “%(host)s”, vì chính “%(host)s” nằm trong “%(title)s”."
    )
    status = 422


class HostIsMissing(Refusal):
    code = "host-is-missing"
    sentence = _("Chưa rõ bài này trích từ đâu: hãy chọn báo, tạp chí hay sách nguồn.")
    status = 422


class WorkIsDone(Refusal):
    code = "work-is-done"
    sentence = _("Việc này (“%(title)s”) đã được %(who)s làm xong.")


class WorkFollowsTheRecord(Refusal):
    code = "work-follows-the-record"
    sentence = _(
        "Việc này xong khi biểu ghi “%(title)s” được sửa: lưu biểu ghi với dấu “Đã biên mục xong” "
        "hoặc bỏ dấu chưa chắc."
    )


class AskedAlready(Refusal):
    code = "asked-already"
    sentence = _("“%(title)s” đã được %(who)s xin biên mục và đang chờ trả lời.")


class SayWhatIsNeeded(Refusal):
    code = "say-what-is-needed"
    sentence = _("Hãy ghi vài chữ: cần gì, hoặc đã làm gì.")
    status = 422


class HeadingIsMissing(Refusal):
    code = "heading-is-missing"
    sentence = _("Chưa có tiêu đề: hãy ghi tên người, tập thể, chủ đề hay địa danh.")
    status = 422


class AuthorityIsThere(Refusal):
    code = "authority-is-there"
    sentence = _("Đã có tiêu đề chuẩn “%(heading)s” (%(number)s).")


class AuthorityWasChanged(Refusal):
    """Somebody saved between the reading and the saving of this editor."""

    code = "authority-was-changed"
    sentence = _(
        "%(who)s đã lưu tiêu đề “%(heading)s” lúc %(when)s, sau khi bạn mở. "
        "Chưa ghi gì: hãy mở lại, xem điều đã đổi rồi sửa."
    )


class AuthorityIsUsed(Refusal):
    code = "authority-is-used"
    sentence = ngettext_lazy(
        "Không xoá được “%(heading)s”: %(count)s biểu ghi đang dùng.",
        "Không xoá được “%(heading)s”: %(count)s biểu ghi đang dùng.",
        "count",
    )


class AuthoritiesOfTwoKinds(Refusal):
    code = "authorities-of-two-kinds"
    sentence = _("“%(gone)s” và “%(kept)s” không cùng loại tiêu đề nên không gộp được.")


class HeadingJobIsElsewhere(Refusal):
    """The job is no longer in the state from which this can be done."""

    code = "heading-job-is-elsewhere"
    sentence = _("Đợt sửa “%(heading)s” đang ở bước “%(state)s” nên không làm được việc này.")


class NothingToCarry(Refusal):
    code = "nothing-to-carry"
    sentence = _("Không có biểu ghi nào cần sửa: tất cả đã ghi “%(heading)s”.")


class NothingToUndo(Refusal):
    code = "nothing-to-undo"
    sentence = _("Việc này không sửa biểu ghi nào nên không có gì để trả lại.")


class NothingToTurn(Refusal):
    code = "nothing-to-turn"
    sentence = _("Không còn tên nào trong số ấy đứng như tên người: không có gì để chuyển.")
    status = 422


class CannotMergeWithItself(Refusal):
    code = "cannot-merge-with-itself"
    sentence = _("Không gộp một biểu ghi vào chính nó.")


class HuntIsUnderWay(Refusal):
    code = "hunt-is-under-way"
    sentence = _("Đang có một lần dò trùng chạy rồi: hãy chờ nó xong hoặc dừng nó.")


class NothingChosen(Refusal):
    code = "nothing-chosen"
    sentence = _("Chưa chọn biểu ghi nào: hãy đánh dấu ít nhất một biểu ghi, khác biểu ghi ở lại.")
    status = 422


class PairIsDecided(Refusal):
    """Somebody decided otherwise about these two meanwhile."""

    code = "pair-is-decided"
    sentence = _("Hai biểu ghi này (“%(title)s”) đã được %(who)s quyết định: %(what)s.")


class MergeRefused(Refusal):
    code = "merge-refused"
    sentence = _("Chưa gộp được “%(gone)s”: %(why)s")


class MergeLeavesBehind(Refusal):
    """Another room still points at the record and has not said what is to follow."""

    code = "merge-leaves-behind"
    sentence = _("Chưa gộp được “%(gone)s”: còn %(what)s gắn với biểu ghi này.")


class MergeWasUndone(Refusal):
    code = "merge-was-undone"
    sentence = _("%(who)s đã tách lại lần gộp này rồi.")


class MergeIsUnderAnother(Refusal):
    code = "merge-is-under-another"
    sentence = _("“%(kept)s” đã được gộp vào biểu ghi khác: hãy tách lần gộp ấy trước.")
