from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfflineConfig(AppConfig):
    name = "tusach.offline"
    label = "offline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.offline import dependents
        from tusach.offline.act_names import name_everything

        name_everything()
        dependents.register()
        _show()


def _show() -> None:
    from tusach.ui.api import menu, panel

    menu("network", _("Các thiết bị"), "offline:devices", act="offline.view", order=40)
    panel(
        "network.point",
        _("Thiết bị ngoại tuyến"),
        "offline:at_point_panel",
        act="offline.view",
        order=60,
    )
