from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "tusach.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.catalogue.documents import all_keys, build
        from tusach.search.api import register_source

        register_source("record", build=build, all_keys=all_keys)
