from django.apps import AppConfig


class CirculationConfig(AppConfig):
    name = "tusach.circulation"
    label = "circulation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.circulation import tally_events
        from tusach.circulation.act_names import name_acts

        name_acts()
        tally_events.register()
