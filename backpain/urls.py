from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from backpain import views
from backpain.sitemaps import SITEMAPS

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="django.contrib.sitemaps.views.sitemap"),
    path("admin/page-cache/", views.page_cache, name="page-cache"),
    path("admin/time-machine/", views.time_machine, name="time-machine"),
    path("admin/pages.json", views.page_choices, name="page-choices"),
    path("admin/studies.json", views.study_choices, name="study-choices"),
    path("admin/", admin.site.urls),
    path("", include("pictures.urls")),
    path("", include("articles.urls")),
    path("", include("techniques.urls")),
    path("", include("editorial.urls")),
    path("", include("evidence.urls")),
    path("", include("therapists.urls")),
    path("", include("publishing.urls")),
]

handler400 = "backpain.views.bad_request"
handler403 = "backpain.views.forbidden"
handler404 = "backpain.views.not_found"
handler500 = "backpain.views.server_error"
