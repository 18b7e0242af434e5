from django.apps import AppConfig


class AcquisitionsConfig(AppConfig):
    name = "tusach.acquisitions"
    label = "acquisitions"
    default_auto_field = "django.db.models.BigAutoField"
