"""The forms of signing in and of one's own account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

# Longer would only cost Argon2 time; nobody types it.
LONGEST = 200


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text=_("Lần đầu hoặc vừa được cấp lại: nhập mã in trên phiếu."),
    )


class SecondStepForm(forms.Form):
    code = forms.CharField(
        label=_("Mã xác thực"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "spellcheck": "false", "autofocus": True}
        ),
        help_text=_("Sáu chữ số trên ứng dụng xác thực, hoặc một mã dự phòng đã in."),
    )


class _CurrentPassword(forms.Form):
    current = forms.CharField(
        label=_("Mật khẩu hiện tại"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    """For somebody who came by a one-time code and has no password to confirm."""

    new = forms.CharField(
        label=_("Mật khẩu mới"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_(
            "Ít nhất 10 ký tự. Bốn năm từ ghép lại thì dễ nhớ mà khó đoán. Gõ có dấu hay "
            "không dấu đều được."
        ),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, object]:
        found = super().clean() or {}
        if found.get("new") and found.get("again") and found["new"] != found["again"]:
            self.add_error("again", _("Hai lần nhập không giống nhau."))
        return found


class ChangePasswordForm(NewPasswordForm, _CurrentPassword):
    field_order = ["current", "new", "again"]


class SetUpSecondFactorForm(_CurrentPassword):
    code = forms.CharField(
        label=_("Mã sáu chữ số trên điện thoại"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    field_order = ["code", "current"]


class ConfirmForm(_CurrentPassword):
    """Current password and a code, before the second factor is changed."""

    code = forms.CharField(
        label=_("Mã xác thực"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
