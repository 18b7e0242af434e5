from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReadersConfig(AppConfig):
    name = "tusach.readers"
    label = "readers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.readers import dependents, events, holding, supplies
        from tusach.readers.act_names import name_acts
        from tusach.readers.asked_rules import ask_rules
        from tusach.readers.first_rows import ensure_rows

        post_migrate.connect(ensure_rows, sender=self)
        ask_rules()
        events.register_events()
        supplies.register()
        holding.register()
        dependents.register()
        name_acts()
        _show()


def _show() -> None:
    """The room's lines in the menu, and its panel."""
    from tusach.ui.api import menu, panel

    menu(
        "readers", pgettext_lazy("many", "Bạn đọc"), "readers:readers", act="readers.view", order=12
    )
    menu("readers", _("Danh sách lớp"), "readers:class_lists", act="readers.classes", order=13)
    menu("readers", _("Hồ sơ có thể trùng"), "readers:doubles", act="readers.merge", order=14)
    menu(
        "readers",
        _("Yêu cầu về dữ liệu cá nhân"),
        "readers:requests",
        act="readers.privacy",
        order=15,
    )
    menu("readers", _("Số liệu bạn đọc và thẻ"), "readers:counts", act="readers.counts", order=16)
    menu(
        "house",
        pgettext_lazy("many", "Nhóm bạn đọc"),
        "readers:classes",
        act="policy.view",
        order=41,
    )
    panel(
        "readers.reader",
        _("Tài khoản của bạn đọc"),
        "readers:account_panel",
        act="readers.account",
        order=80,
    )
