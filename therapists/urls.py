from django.urls import path

from therapists import api, views

urlpatterns = [
    path("therapists/", views.directory, name="directory"),
    path("therapists/compare/", views.compare, name="therapist-compare"),
    path("therapists/places.json", api.places, name="places"),
    path("therapists/<slug:slug>/", views.profile, name="therapist"),
    path("api/therapists/", api.therapists, name="api-therapists"),
]
