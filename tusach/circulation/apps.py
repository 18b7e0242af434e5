from django.apps import AppConfig


class CirculationConfig(AppConfig):
    name = "tusach.circulation"
    label = "circulation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from tusach.circulation import loan_events, tally_events
        from tusach.circulation.act_names import name_acts
        from tusach.circulation.first_rules import lay_first_rules

        name_acts()
        post_migrate.connect(lay_first_rules, sender=self)
        tally_events.register()
        loan_events.register()
