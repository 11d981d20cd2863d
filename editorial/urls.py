from django.urls import path

from editorial import views

urlpatterns = [path("contributors/", views.contributor_list, name="contributor-list")]
