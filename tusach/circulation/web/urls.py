from django.urls import URLPattern, URLResolver, path

from tusach.circulation.web import (
    group_urls,
    loan_urls,
    money_urls,
    moving_urls,
    request_urls,
    tally_urls,
)
from tusach.ui.api import start_of

app_name = "circulation"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", start_of("circulation"), name="start"),
    *loan_urls.patterns,
    *request_urls.patterns,
    *tally_urls.patterns,
    *moving_urls.patterns,
    *money_urls.patterns,
    *group_urls.patterns,
]
