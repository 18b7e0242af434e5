"""What requests refuse."""

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class NothingAsked(Refusal):
    code = "nothing-asked"
    status = 422
    sentence = _("Hãy ghi nhan đề, hoặc quét một bản sách.")


class AskedAlready(Refusal):
    code = "asked-already"
    sentence = _("%(reader)s đã yêu cầu “%(title)s” rồi và đang chờ.")


class NoReadersHere(Refusal):
    code = "request-without-reader"
    status = 422
    sentence = _("%(point)s không ghi tên bạn đọc; hãy ghi yêu cầu của điểm.")


class HomeNeedsReader(Refusal):
    code = "home-needs-reader"
    status = 422
    sentence = _("Giao tận nhà thì phải biết giao cho ai: hãy chọn bạn đọc.")


class NotThisStep(Refusal):
    code = "request-not-this-step"
    sentence = _("Yêu cầu “%(title)s” %(state)s nên chưa làm việc này được.")


class CopyNotFree(Refusal):
    code = "copy-not-free"
    sentence = _("Bản %(barcode)s không còn ở %(point)s; hãy tìm bản khác.")


class WhyCancelled(Refusal):
    code = "request-why-missing"
    status = 422
    sentence = _("Hãy ghi vì sao huỷ yêu cầu.")


class BarredAsking(Refusal):
    code = "request-barred"
    sentence = _("Thẻ đang bị khoá nên chưa hỏi mượn được: %(reason)s. Hãy hỏi thư viện.")


class CardlessAsking(Refusal):
    code = "request-without-card"
    sentence = _("Không có thẻ nào còn hạn; hãy đến %(point)s để gia hạn hoặc cấp thẻ.")


class PickupClosed(Refusal):
    code = "request-point-closed"
    sentence = _("%(point)s không còn phục vụ; hãy hỏi thư viện để chuyển thẻ sang nơi khác.")


class TooManyAsked(Refusal):
    code = "too-many-requests"
    sentence = _("Mỗi người chờ nhiều nhất %(most)s cuốn một lúc. Hãy huỷ bớt một yêu cầu.")


class NoAgreement(Refusal):
    code = "no-agreement"
    sentence = _(
        "“%(title)s” chỉ có ở %(lender)s, mà giữa nơi ấy và %(point)s chưa có thoả thuận liên "
        "thông nào còn hiệu lực."
    )


class AgreementUnnamed(Refusal):
    code = "agreement-unnamed"
    status = 422
    sentence = _("Hãy ghi tên thoả thuận và số, ngày văn bản.")


class TooFewParties(Refusal):
    code = "agreement-too-few"
    status = 422
    sentence = _("Hãy chọn ít nhất một loại điểm, hoặc ghi ít nhất hai điểm.")


class AgreementEndsTooSoon(Refusal):
    code = "agreement-ends-too-soon"
    status = 422
    sentence = _("Ngày hết hiệu lực phải sau ngày bắt đầu %(since)s.")


class AgreementEnded(Refusal):
    code = "agreement-ended"
    sentence = _("Thoả thuận đã được ghi hết hiệu lực từ ngày %(day)s.")


class WhyDecided(Refusal):
    code = "decision-without-reason"
    status = 422
    sentence = _("Hãy ghi vì sao cho hoặc không cho gửi.")


class NothingToDecide(Refusal):
    code = "nothing-to-decide"
    sentence = _("Yêu cầu “%(title)s” không còn chờ quyết định.")


class NothingToCarry(Refusal):
    code = "nothing-to-carry"
    sentence = _(
        "Không có sách nào đang gửi đến %(point)s mà chưa có giấy. Giấy đã lập thì in lại ở "
        "trang “Giấy gửi đã lập”, vẫn số cũ."
    )
