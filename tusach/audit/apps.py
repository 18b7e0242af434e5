from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "tusach.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.ui.api import menu

        menu("house", _("Nhật ký việc làm"), "audit:acts", act="audit.view", order=40)
