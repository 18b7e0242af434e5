from django.apps import AppConfig
from django.db.models.signals import post_migrate


class HoldingsConfig(AppConfig):
    name = "tusach.holdings"
    label = "holdings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.holdings import documents, events
        from tusach.holdings.sources import ensure_sources

        post_migrate.connect(ensure_sources, sender=self)
        events.register()
        documents.register()
