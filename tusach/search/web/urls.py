from django.urls import URLPattern, URLResolver, path

from tusach.search.web import synonyms, workbench

app_name = "search"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", workbench.workbench, name="workbench"),
    path("trong-so/", workbench.set_weights, name="set_weights"),
    path("nang-hang/", workbench.lift, name="lift"),
    path("nang-hang/<int:pk>/thoi/", workbench.end_lift, name="end_lift"),
    path("ten-goi/", synonyms.synonyms, name="synonyms"),
    path("ten-goi/moi/", synonyms.new_synonym, name="new_synonym"),
    path("ten-goi/nhap/", synonyms.take_list, name="take_synonyms"),
    path("ten-goi/<int:pk>/", synonyms.synonym, name="synonym"),
    path("ten-goi/<int:pk>/bo/", synonyms.remove_synonym, name="remove_synonym"),
]
