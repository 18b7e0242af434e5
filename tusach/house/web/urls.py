from django.urls import path

from tusach.house.web import trust, views
from tusach.ui.api import start_of

app_name = "house"
urlpatterns = [
    path("he-thong/", start_of("house"), name="start"),
    path("tin-cay/", trust.trust, name="trust"),
    path("tin-cay/tusach-ca.crt", trust.authority, name="authority"),
    path("khoe", views.answering, name="answering"),
    path("he-thong/suc-khoe/", views.health, name="health"),
]
