"""Where each room's pages hang. A room's own addresses are in its ``web/urls.py``."""

from django.urls import include, path

urlpatterns = [
    path("", include("tusach.house.web.urls")),
    path("", include("tusach.portal.web.urls")),
    path("", include("tusach.ui.web.urls")),
    path("", include("tusach.people.web.urls")),
    path("", include("tusach.demo.web.urls")),
    path("mang-luoi/", include("tusach.network.web.urls")),
    path("bien-muc/", include("tusach.catalogue.web.urls")),
    path("kho/", include("tusach.holdings.web.urls")),
    path("ban-doc/", include("tusach.readers.web.urls")),
    path("luu-thong/", include("tusach.circulation.web.urls")),
    path("luan-chuyen/", include("tusach.rotation.web.urls")),
    path("bo-sung/", include("tusach.acquisitions.web.urls")),
    path("giu-gin/", include("tusach.upkeep.web.urls")),
    path("quy-dinh/", include("tusach.policy.web.urls")),
    path("tim-kiem/", include("tusach.search.web.urls")),
    path("thiet-bi/", include("tusach.offline.web.urls")),
    path("quay/", include("tusach.offline.web.app_urls")),
    path("nhat-ky/", include("tusach.audit.web.urls")),
]
handler403 = "tusach.ui.web.refused.forbidden"
handler404 = "tusach.ui.web.refused.not_found"
handler500 = "tusach.ui.web.refused.failed"
