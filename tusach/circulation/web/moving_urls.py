from django.urls import URLPattern, URLResolver, path

from tusach.circulation.web import moving_in

patterns: list[URLPattern | URLResolver] = [
    path("chuyen-vao/", moving_in.moves_in, name="moves_in"),
    path("chuyen-vao/<int:pk>/", moving_in.move_in, name="move_in"),
    path("chuyen-vao/<int:pk>/cac-cot/", moving_in.explain, name="explain_move_in"),
    path("chuyen-vao/<int:pk>/tien-do/", moving_in.progress, name="move_in_progress"),
    path("chuyen-vao/<int:pk>/goi-lai/", moving_in.ask_again, name="move_in_again"),
]
