from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "tusach.portal"
    label = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.portal.act_names import name_acts
        from tusach.portal.compiling.listeners import listen
        from tusach.ui.api import menu, panel

        name_acts()
        listen()
        menu("work", _("Sách tôi mượn"), "portal:mine", act="portal.mine", order=1)
        menu(
            "books",
            _("Thư mục, giới thiệu sách"),
            "portal:compilations",
            act="portal.compose",
            order=40,
        )
        panel(
            "catalogue.record",
            _("Trong thư mục, giới thiệu sách"),
            "portal:record_panel",
            act="portal.compose",
            order=60,
        )

        from tusach.catalogue.api import on_selection

        on_selection(_("Thư mục (PDF)"), "portal:chosen_paper", act="catalogue.view")
        on_selection(_("Đưa vào thư mục"), "portal:chosen_list", act="portal.compose")
        on_selection(_("Trích dẫn RIS"), "portal:chosen_ris", act="catalogue.export")
