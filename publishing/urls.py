"""The ledger's addresses. They come last: whatever no other room claims is looked up in the ledger."""

from django.urls import re_path

from publishing import views

# A missing file is no page: it is not asked for again with a slash behind it.
NOT_A_FILE = r"(?!static/|media/)"

urlpatterns = [
    re_path(rf"^{NOT_A_FILE}(?P<path>.+/)history/$", views.page_history, name="page-history"),
    re_path(rf"^{NOT_A_FILE}(?P<path>.+/)$", views.page, name="page"),
]
