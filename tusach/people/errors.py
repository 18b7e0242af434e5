"""What the services of this room refuse, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class UsernameTaken(Refusal):
    code = "username-taken"
    sentence = _("Tên đăng nhập %(username)s đã có người dùng. Hãy chọn tên khác.")


class UsernameUnfit(Refusal):
    code = "username-unfit"
    sentence = _(
        "Tên đăng nhập %(username)s không dùng được: cần 3 đến 40 ký tự, chỉ gồm chữ không "
        "dấu, chữ số, dấu chấm, gạch nối, gạch dưới, và bắt đầu bằng chữ."
    )


class NameMissing(Refusal):
    code = "name-missing"
    sentence = _("Hãy ghi họ và tên.")


class RoleNotAtSuchAPlace(Refusal):
    code = "role-not-at-such-a-place"
    sentence = _("Vai trò %(role)s không giao được ở %(place)s.")


class PlaceClosed(Refusal):
    code = "place-closed"
    sentence = _("%(place)s đóng từ ngày %(closed_on)s nên không giao được vị trí ở đó.")


class PeriodTurned(Refusal):
    code = "period-turned"
    sentence = _("Ngày thôi (%(ends_on)s) phải sau ngày bắt đầu (%(starts_on)s).")


class PostHeldAlready(Refusal):
    code = "post-held-already"
    sentence = _("%(name)s đã giữ vị trí %(post)s trong thời gian này.")


class PostOver(Refusal):
    code = "post-over"
    sentence = _("Vị trí %(post)s của %(name)s đã thôi từ ngày %(ended_on)s.")


class NotYoursToGive(Refusal):
    code = "not-yours-to-give"
    status = 403
    sentence = _(
        "Bạn không được giao hay thôi vị trí %(role)s ở %(place)s: vai trò đó cao hơn vai trò "
        "của bạn, hoặc nơi đó ngoài phạm vi bạn phụ trách."
    )


class NotOverYourself(Refusal):
    code = "not-over-yourself"
    status = 403
    sentence = _("Không ai tự giao, tự thôi vị trí hay tự cấp lại mã cho mình. Hãy nhờ người khác.")


class NotYoursToManage(Refusal):
    code = "not-yours-to-manage"
    status = 403
    sentence = _(
        "Bạn không được đổi tài khoản của %(name)s: người này giữ vị trí cao hơn bạn, hoặc ở "
        "nơi ngoài phạm vi bạn phụ trách (%(posts)s)."
    )


class LastAdministrator(Refusal):
    code = "last-administrator"
    sentence = _(
        "%(name)s là quản trị hệ thống cuối cùng còn dùng được. Hãy giao vị trí này cho một "
        "người khác trước."
    )


class AccountClosed(Refusal):
    code = "account-closed"
    sentence = _("Tài khoản %(username)s đang khoá. Hãy mở khoá trước.")


class WrongCredentials(Refusal):
    """One sentence for an unknown name, a wrong password and a closed account."""

    code = "wrong-credentials"
    status = 403
    sentence = _("Tên đăng nhập hoặc mật khẩu không đúng.")


class TooManyTries(Refusal):
    code = "too-many-tries"
    status = 429
    sentence = _("Đã thử sai nhiều lần. Hãy đợi %(wait)s rồi thử lại.")


class WrongSecondFactor(Refusal):
    code = "wrong-second-factor"
    status = 403
    sentence = _("Mã xác thực không đúng hoặc đã dùng rồi. Hãy nhập mã mới nhất trên điện thoại.")


class WrongPassword(Refusal):
    code = "wrong-password"
    status = 403
    sentence = _("Mật khẩu hiện tại không đúng.")


class PasswordUnfit(Refusal):
    code = "password-unfit"
    sentence = _("Mật khẩu mới chưa dùng được: %(reasons)s")


class PasswordUnchanged(Refusal):
    code = "password-unchanged"
    sentence = _("Mật khẩu mới trùng mật khẩu cũ.")


class SecondFactorNeeded(Refusal):
    code = "second-factor-needed"
    sentence = _("Quản trị hệ thống phải giữ xác thực hai bước; chỉ đổi sang điện thoại khác được.")


class SecondFactorMissing(Refusal):
    code = "second-factor-missing"
    sentence = _("Tài khoản này chưa bật xác thực hai bước.")
