from django.urls import path

from tusach.house.web import views

app_name = "house"
urlpatterns = [
    path("khoe", views.answering, name="answering"),
    path("he-thong/suc-khoe/", views.health, name="health"),
]
