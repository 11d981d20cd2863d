from django.urls import re_path

from pictures.views import picture_file

urlpatterns = [
    re_path(
        r"^media/pictures/(?P<name>[0-9a-f]{20}(?:-[0-9]+)?\.(?:avif|webp|svg))$", picture_file, name="picture-file"
    )
]
