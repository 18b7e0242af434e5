from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseConfig(AppConfig):
    name = "tusach.house"
    label = "house"

    def ready(self) -> None:
        from tusach.ui.api import menu

        menu("house", _("Sức khoẻ hệ thống"), "house:health", act="house.health", order=90)
