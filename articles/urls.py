from django.urls import path

from articles import views
from articles.feeds import ArticleFeed

urlpatterns = [
    path("articles/", views.article_list, name="article-list"),
    path("articles/feed/", ArticleFeed(), name="article-feed"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("tags/<slug:slug>/", views.tag, name="tag"),
    path("series/<slug:slug>/", views.series, name="series"),
]
