from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "tusach.house"
    label = "house"
