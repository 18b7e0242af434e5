from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "tusach.offline"
    label = "offline"
    default_auto_field = "django.db.models.BigAutoField"
