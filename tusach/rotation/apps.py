from django.apps import AppConfig


class RotationConfig(AppConfig):
    name = "tusach.rotation"
    label = "rotation"
    default_auto_field = "django.db.models.BigAutoField"
