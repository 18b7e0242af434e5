from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "tusach.offline"
    label = "offline"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.offline.act_names import name_everything

        name_everything()
