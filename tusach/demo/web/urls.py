from django.urls import path

from tusach.demo.web import views

app_name = "demo"
urlpatterns = [path("trinh-dien", views.about, name="about")]
