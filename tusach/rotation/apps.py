from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RotationConfig(AppConfig):
    name = "tusach.rotation"
    label = "rotation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.rotation.first_rules import ensure_rules

        post_migrate.connect(ensure_rules, sender=self)
