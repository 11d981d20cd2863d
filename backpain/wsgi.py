"""The WSGI application that every server in production loads."""

import os
from typing import Any

from django.core.wsgi import get_wsgi_application


def make_application() -> Any:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backpain.settings")
    django = get_wsgi_application()

    # Django has to be set up before anything of the site is imported.
    from django.conf import settings

    from backpain.door import behind_the_door
    from backpain.plain_requests import PlainRequests
    from backpain.start import warm_up

    if not settings.DEBUG:
        # Not through the door, which may have the pages from somewhere else.
        warm_up(django)
    return PlainRequests(behind_the_door(django))


application = make_application()
