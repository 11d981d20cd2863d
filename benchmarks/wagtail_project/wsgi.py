"""Wagtail's site, with the constants beside it in the same process."""

from django.core.wsgi import get_wsgi_application

from benchmarks.constants import beside_constants

application = beside_constants(get_wsgi_application())
