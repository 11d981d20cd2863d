from django.urls import path

from evidence import views

urlpatterns = [path("evidence/studies/", views.study_list, name="study-list")]
