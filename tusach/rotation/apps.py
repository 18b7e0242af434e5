from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RotationConfig(AppConfig):
    name = "tusach.rotation"
    label = "rotation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.catalogue.api import Wanted, on_wanted
        from tusach.holdings.api import tell_until
        from tusach.rotation import device_events, supplies
        from tusach.rotation.act_names import name_acts
        from tusach.rotation.asked_rules import ask_rules
        from tusach.rotation.selectors.batches import about_to_leave, due_day
        from tusach.ui.api import menu, panel

        ask_rules()
        tell_until(due_day)
        on_wanted(Wanted("rotation", _("trong đợt luân chuyển sắp đi"), about_to_leave))
        name_acts()
        device_events.register()
        supplies.register()
        menu(
            "work",
            _("Tổng quan luân chuyển"),
            "rotation:overview",
            act="rotation.overview",
            order=5,
        )
        menu("work", _("Đợt luân chuyển"), "rotation:batches", act="rotation.view", order=10)
        menu("work", _("Sách đang ở đâu"), "rotation:board", act="rotation.view", order=20)
        panel(
            "ui.desk",
            _("Việc luân chuyển"),
            "rotation:waiting",
            act="rotation.view",
            order=10,
        )
        panel("network.point", _("Luân chuyển"), "rotation:at_point", act="rotation.view", order=20)
