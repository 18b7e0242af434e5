from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "tusach.network"
    label = "network"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.network.act_names import name_acts
        from tusach.ui.api import menu

        name_acts()

        menu("network", _("Điểm phục vụ"), "network:points", act="network.view", order=10)
        menu("network", _("Bản đồ"), "network:map", act="network.view", order=20)
        menu("network", _("Đơn vị hành chính"), "network:units", act="network.view", order=30)
        menu("network", _("Tổ chức lại"), "network:decisions", act="network.edit_point", order=40)
        menu("house", _("Tỉnh phục vụ"), "network:home", act="network.set_home", order=30)
