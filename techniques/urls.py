from django.urls import path

from techniques import views

urlpatterns = [
    path("techniques/", views.technique_list, name="technique-list"),
    path("techniques/compare/", views.compare, name="technique-compare"),
    path("conditions/", views.condition_list, name="condition-list"),
    path("evidence/", views.evidence, name="evidence"),
    path("evidence/matrix.csv", views.evidence_csv, name="evidence-csv"),
]
