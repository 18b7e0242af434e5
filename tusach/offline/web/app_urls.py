from django.urls import path

from tusach.offline.web import app

app_name = "quay"
urlpatterns = [
    path("", app.page, name="page"),
    path("sw.js", app.worker, name="worker"),
    path("manifest.webmanifest", app.manifest, name="manifest"),
]
