from django.urls import URLPattern, URLResolver

from tusach.circulation.web import loan_urls

app_name = "circulation"
urlpatterns: list[URLPattern | URLResolver] = [*loan_urls.patterns]
