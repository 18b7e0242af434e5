from django.urls import URLPattern, URLResolver, path

from tusach.portal.web import (
    advanced,
    arrivals,
    home,
    lists,
    localities,
    near,
    places,
    records,
    results,
    robots,
)

app_name = "portal"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("tim/", results.results, name="results"),
    path("tim/goi-y/", results.suggestions, name="suggestions"),
    path("tim/nang-cao/", advanced.advanced, name="advanced"),
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
    path("sach-moi/", arrivals.arrivals, name="arrivals"),
    path("sach-moi/atom.xml", arrivals.feed, name="arrivals_feed"),
    path("danh-sach/", lists.reading_list, name="list"),
    path("danh-sach/sua/", lists.change, name="list_change"),
    path("danh-sach/tai-ve.<str:form>", lists.list_export, name="list_export"),
    path("gan-ban/", near.near, name="near"),
    path("gan-ban/cac-diem.json", near.near_points, name="near_points"),
    path("robots.txt", robots.robots, name="robots"),
    path("opensearch.xml", robots.opensearch, name="opensearch"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    path("sitemap-noi.xml", robots.sitemap_places, name="sitemap_places"),
    path("sitemap-<int:number>.xml", robots.sitemap_records, name="sitemap_records"),
]
