from django.urls import path

from therapists import views

urlpatterns = [
    path("therapists/", views.directory, name="directory"),
    path("therapists/compare/", views.compare, name="therapist-compare"),
    path("therapists/places.json", views.places, name="places"),
    path("therapists/<slug:slug>/", views.profile, name="therapist"),
    path("api/therapists/", views.api, name="api-therapists"),
]
