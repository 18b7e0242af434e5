from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReadersConfig(AppConfig):
    name = "tusach.readers"
    label = "readers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.readers import events, supplies
        from tusach.readers.act_names import name_acts
        from tusach.readers.asked_rules import ask_rules
        from tusach.readers.first_rows import ensure_rows

        post_migrate.connect(ensure_rows, sender=self)
        ask_rules()
        events.register_events()
        supplies.register()
        name_acts()
