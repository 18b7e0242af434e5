from django.urls import path

from tusach.offline.web import lines

app_name = "offline"
urlpatterns = [
    path("dong-bo", lines.sync, name="sync"),
    path("ghi-nhan", lines.enrol, name="enrol"),
]
