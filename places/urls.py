from django.urls import path

from places import views

urlpatterns = [path("places.json", views.suggestions, name="places")]
