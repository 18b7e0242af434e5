from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from tusach.ui.web import pages

app_name = "ui"
urlpatterns: list[URLPattern | URLResolver] = [
    path("ban-lam-viec/", pages.desk, name="desk"),
    path("ngon-ngu/", set_language, name="set_language"),
]
