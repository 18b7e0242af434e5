from django.urls import path

from tusach.catalogue.web import records

app_name = "catalogue"
urlpatterns = [
    path("<int:pk>/", records.record, name="record"),
]
