from django.urls import URLPattern, URLResolver, path

from tusach.portal.web import home, localities, places, records, results, robots

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("tim/", results.results, name="results"),
    path("tim/goi-y/", results.suggestions, name="suggestions"),
    path("tim/cach-tim/", home.how_to_search, name="how_to_search"),
    path("sach/", results.books, name="books"),
    path("sach/<str:number>/", records.record, name="record"),
    path("sach/<str:number>/trich-dan.<str:form>", records.export, name="export"),
    path("sach/<str:number>/bai-trich/", records.articles, name="articles"),
    path("tung-thu/<slug:key>/", records.series, name="series"),
    path("thu-vien/", places.places, name="places"),
    path("thu-vien/<str:code>/", places.place, name="place"),
    path("dia-phuong/", localities.localities, name="localities"),
    path("dia-phuong/<int:pk>/", localities.locality, name="locality"),
    path("robots.txt", robots.robots, name="robots"),
    path("opensearch.xml", robots.opensearch, name="opensearch"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    path("sitemap-noi.xml", robots.sitemap_places, name="sitemap_places"),
    path("sitemap-<int:number>.xml", robots.sitemap_records, name="sitemap_records"),
]
