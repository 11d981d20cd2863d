"""The ledger's addresses. They come last: whatever no other room claims is looked up in the ledger."""

from django.urls import re_path

from publishing import views

urlpatterns = [
    re_path(r"^(?P<path>.+/)history/$", views.page_history, name="page-history"),
    re_path(r"^(?P<path>.+/)$", views.page, name="page"),
]
