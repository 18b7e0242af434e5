from django.urls import URLPattern, URLResolver

app_name = "holdings"
urlpatterns: list[URLPattern | URLResolver] = []
