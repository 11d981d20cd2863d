"""How often one address may ask the API."""

import logging

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis import RedisError

from publishing import clock

logger = logging.getLogger(__name__)

WINDOW = 60


def seconds_to_wait(request: HttpRequest) -> int:
    """Seconds until this visitor may ask again, or 0. Counts the request.

    The count is in Django's cache: of all processes together where Redis is configured, else of each alone. Addresses
    of visitors are kept as a keyed hash, for a minute. While Redis is away everybody may ask.
    """
    window, passed = divmod(int(clock.present().timestamp()), WINDOW)
    visitor = salted_hmac("rate-limit", _visitor(request), algorithm="sha256").hexdigest()[:20]
    key = f"api-{window}-{visitor}"
    try:
        cache.add(key, 0, timeout=WINDOW)
        count = cache.incr(key)
    except ValueError:  # it was dropped since
        return 0
    except RedisError:
        logger.warning("Redis did not answer; requests to the API are not counted.")
        return 0
    return WINDOW - passed if count > settings.API_REQUESTS_A_MINUTE else 0


def _visitor(request: HttpRequest) -> str:
    """The address of the visitor: behind a proxy, the one that the proxy saw."""
    if settings.BEHIND_PROXY:
        return request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")
