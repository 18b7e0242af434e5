from django.urls import URLPattern, URLResolver

from tusach.circulation.web import loan_urls, tally_urls

app_name = "circulation"
urlpatterns: list[URLPattern | URLResolver] = [*loan_urls.patterns, *tally_urls.patterns]
