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
    from backpain.start import warm_up

    site = behind_the_door(django)
    if not settings.DEBUG:
        warm_up(site)
    return site


application = make_application()
