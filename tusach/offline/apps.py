from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfflineConfig(AppConfig):
    name = "tusach.offline"
    label = "offline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.audit.api import name_act, name_kind

        name_act("offline.enrol", _("Ghi nhận thiết bị"))
        name_act("offline.revoke", _("Thu hồi thiết bị"))
        name_kind("offline.device", _("Thiết bị"))
