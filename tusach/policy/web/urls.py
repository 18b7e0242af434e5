from django.urls import path

from tusach.policy.web import official_days, views

app_name = "policy"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("so/<int:pk>/", views.rule, name="rule"),
    path("so/<int:pk>/het-hieu-luc/", views.end, name="end"),
    path("so/<int:pk>/rut/", views.take_back, name="take_back"),
    path("so/<int:pk>/da-doi-chieu/", views.verify, name="verify"),
    path("ngay-nghi/", official_days.days, name="official_days"),
    path("ngay-nghi/moi/", official_days.new, name="new_official_day"),
    path("ngay-nghi/<int:pk>/", official_days.day, name="official_day"),
    path("ngay-nghi/<int:pk>/bo/", official_days.drop, name="drop_official_day"),
    path("<str:key>/", views.question, name="question"),
    path("<str:key>/moi/", views.new, name="new"),
]
