"""What the room refuses, by name."""

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class ReadersNotKeptHere(Refusal):
    code = "readers-not-kept-here"
    status = 422
    sentence = _(
        "%(point)s không lập hồ sơ bạn đọc: ở điểm của quân đội, công an, biên phòng và trại giam "
        "chỉ đếm lượt phục vụ."
    )


class PointDoesNotServe(Refusal):
    code = "point-does-not-serve"
    status = 422
    sentence = _("%(point)s không phục vụ vào ngày %(day)s nên không đăng ký bạn đọc ở đó được.")


class NameMissing(Refusal):
    code = "reader-name-missing"
    status = 422
    sentence = _("Hãy ghi họ và tên bạn đọc.")


class BadBirthYear(Refusal):
    code = "bad-birth-year"
    status = 422
    sentence = _("Năm sinh %(year)s không đúng: chỉ nhận từ %(first)s đến %(last)s.")


class BadPhone(Refusal):
    code = "bad-phone"
    status = 422
    sentence = _("Số điện thoại “%(phone)s” không đúng: cần 8 đến 15 chữ số.")


class BadSchoolYear(Refusal):
    code = "bad-school-year"
    status = 422
    sentence = _("Đã ghi lớp “%(name)s” thì phải ghi năm học.")


class GuardianMissing(Refusal):
    code = "guardian-missing"
    status = 422
    sentence = _(
        "%(name)s chưa đủ %(age)s tuổi nên phải có người giám hộ: hãy ghi họ tên người giám hộ."
    )


class GuardianNameMissing(Refusal):
    code = "guardian-name-missing"
    status = 422
    sentence = _("Hãy ghi họ tên người giám hộ, hoặc bỏ trống cả điện thoại và quan hệ.")


class SchoolCannotAnswer(Refusal):
    code = "school-cannot-answer"
    status = 422
    sentence = _(
        "%(point)s không đứng ra thay người giám hộ được: chỉ trường học làm thế với học sinh của "
        "mình, khi quy định cho phép."
    )


class ClassNotOffered(Refusal):
    code = "reader-class-not-offered"
    status = 422
    sentence = _("Nhóm bạn đọc “%(name)s” không dùng vào ngày %(day)s.")


class BadDay(Refusal):
    code = "bad-day"
    status = 422
    sentence = _("Ngày %(day)s không nhận được: chỉ nhận từ %(first)s đến %(last)s.")


class ReaderIsGone(Refusal):
    code = "reader-is-gone"
    sentence = _("Bạn đọc số %(number)s đã gộp vào hồ sơ khác hoặc đã xoá.")


class ReaderChanged(Refusal):
    code = "reader-changed-meanwhile"
    sentence = _("Hồ sơ số %(number)s vừa được người khác sửa. Hãy xem lại rồi lưu.")


class NoSuchCard(Refusal):
    code = "no-such-card"
    status = 404
    sentence = _("Không có thẻ nào mang số %(number)s ở đây.")


class CardMistyped(Refusal):
    code = "card-mistyped"
    status = 422
    sentence = _("Số thẻ %(number)s sai số kiểm tra; hãy quét hoặc gõ lại.")


class CardTaken(Refusal):
    code = "card-taken"
    sentence = _("Số thẻ %(number)s đã cấp cho người khác.")


class HasCard(Refusal):
    code = "has-card"
    sentence = _("Bạn đọc đang có thẻ %(number)s. Muốn cấp thẻ khác thì đổi thẻ hoặc báo mất thẻ.")


class CardIsNot(Refusal):
    code = "card-is-elsewhere"
    sentence = _("Thẻ %(number)s %(state)s nên không làm thế được.")


class AlreadyValid(Refusal):
    code = "already-valid"
    sentence = _("Thẻ %(number)s đã có hạn đến %(day)s, gia hạn hôm nay không dài thêm.")


class NotLastAct(Refusal):
    code = "not-last-card-act"
    sentence = _("Chỉ hoàn tác được việc làm sau cùng với thẻ của bạn đọc.")


class ReasonMissing(Refusal):
    code = "reason-missing"
    status = 422
    sentence = _("Hãy ghi lý do.")


class NotBarred(Refusal):
    code = "not-barred"
    sentence = _("Bạn đọc này không còn bị khoá vì lý do đó.")


class ConsentNeedsGuardian(Refusal):
    code = "consent-needs-guardian"
    status = 422
    sentence = _(
        "Bạn đọc chưa đủ %(age)s tuổi: người giám hộ phải đồng ý thì mới ghi được “%(purpose)s”."
    )


class ConsentNeedsBoth(Refusal):
    code = "consent-needs-both"
    status = 422
    sentence = _("“%(purpose)s” cần cả bạn đọc (từ %(age)s tuổi) và người giám hộ cùng đồng ý.")


class NoGuardianNamed(Refusal):
    code = "no-guardian-named"
    status = 422
    sentence = _("Hồ sơ chưa ghi người giám hộ nên không ghi người giám hộ đồng ý được.")


class NotMergeable(Refusal):
    code = "not-mergeable"
    sentence = _("Không gộp được hồ sơ số %(gone)s vào số %(kept)s.")


class NotMerged(Refusal):
    code = "not-merged"
    sentence = _("Lần gộp này đã được tách lại rồi.")


class StillOwes(Refusal):
    code = "still-owes"
    sentence = _("Chưa xoá được hồ sơ số %(number)s: %(what)s.")


class RequestAnswered(Refusal):
    code = "request-answered"
    sentence = _("Yêu cầu này đã được trả lời ngày %(day)s.")


class NothingChosen(Refusal):
    code = "nothing-chosen"
    status = 422
    sentence = _("Chưa chọn việc cần làm; hãy thử lại từ trang của bạn đọc.")


class HasAccount(Refusal):
    code = "has-account"
    sentence = _("Bạn đọc #%(number)s đã có tài khoản. Nếu quên mật khẩu, hãy cấp mã mới.")


class NoAccount(Refusal):
    code = "no-account"
    sentence = _("Bạn đọc #%(number)s chưa có tài khoản. Hãy mở tài khoản trước.")


class NotAChild(Refusal):
    code = "not-a-child"
    status = 422
    sentence = _(
        "Bạn đọc #%(number)s không thuộc nhóm thiếu nhi, học sinh nên tự xem thẻ của mình."
    )


class ShownAlready(Refusal):
    code = "shown-already"
    sentence = _("Tài khoản của bạn đọc #%(parent)s đã xem được thẻ của #%(child)s.")


class ClassMissing(Refusal):
    code = "school-class-missing"
    status = 422
    sentence = _("Chưa ghi lớp.")


class NoNamesInList(Refusal):
    code = "no-names-in-list"
    status = 422
    sentence = _("Không thấy cột họ tên. Các cột trong tệp: %(headings)s.")


class ListTooLong(Refusal):
    code = "list-too-long"
    status = 422
    sentence = _("Danh sách có %(count)s dòng; mỗi lần nhận nhiều nhất %(most)s.")


class ListIsElsewhere(Refusal):
    code = "list-is-elsewhere"
    sentence = _("Danh sách “%(file)s” %(state)s nên không làm thế được.")


class NobodyToPromote(Refusal):
    code = "nobody-to-promote"
    status = 422
    sentence = _("%(point)s không có học sinh nào của năm học %(year)s.")


class PromotionUndone(Refusal):
    code = "promotion-undone"
    sentence = _("Lần cho lên lớp này đã được hoàn tác rồi.")


class OfferedNameTaken(Refusal):
    code = "offered-name-taken"
    status = 422
    sentence = _("Đã có “%(name)s” trong cùng thời gian; hãy sửa mục ấy hoặc đặt tên khác.")


class EndsBeforeItBegins(Refusal):
    code = "offered-ends-before-it-begins"
    status = 422
    sentence = _("“%(name)s” có từ ngày %(day)s, nên ngày thôi dùng phải sau ngày ấy.")


class HasReaders(Refusal):
    code = "class-has-readers"
    status = 409
    sentence = _(
        "Nhóm “%(name)s” đã có bạn đọc nên không đổi đối tượng phục vụ được: số liệu đã đếm theo "
        "đối tượng cũ. Hãy cho nhóm này thôi dùng và lập nhóm mới."
    )


class AgreedToAlready(Refusal):
    code = "purpose-agreed-to"
    status = 409
    sentence = _(
        "Đã có người đồng ý với “%(name)s” nên không sửa nội dung được. Hãy cho mục đích này thôi "
        "dùng và lập mục đích mới với nội dung mới."
    )
