from django.urls import URLPattern, URLResolver, path

from tusach.audit.web import pages

app_name = "audit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.acts, name="acts"),
    path("ve/<str:kind>/<str:key>/", pages.of, name="of"),
]
