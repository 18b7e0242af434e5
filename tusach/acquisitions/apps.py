from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AcquisitionsConfig(AppConfig):
    name = "tusach.acquisitions"
    label = "acquisitions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.acquisitions.act_names import name_acts
        from tusach.acquisitions.asked_rules import ask_rules
        from tusach.acquisitions.listeners import listen
        from tusach.ui.api import menu, panel

        name_acts()
        ask_rules()
        listen()
        panel(
            "catalogue.record",
            _("Đặt mua, báo đã nhận"),
            "acquisitions:record_panel",
            act="acquisitions.view",
            order=20,
        )
        menu(
            "books",
            pgettext_lazy("room", "Bổ sung"),
            "acquisitions:intakes",
            act="acquisitions.view",
            order=20,
        )
        menu(
            "work",
            _("Nhận báo, tạp chí"),
            "acquisitions:check_in",
            act="acquisitions.check_in",
            order=40,
        )
        menu("books", _("Đề nghị mua"), "acquisitions:wishes", act="acquisitions.suggest", order=21)
