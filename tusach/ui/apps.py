from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tusach.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.ui import folded

        folded.register()
