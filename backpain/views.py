"""What only the whole site can show: home, errors, health, and two small pages for staff."""

import logging
import sys
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.db import DatabaseError, connection
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.models import Article, Topic
from disclaimers import words
from evidence.models import Study
from publishing import addresses, parts
from publishing import time_machine as machine
from publishing.forms import TimeMachineForm
from publishing.models import Edition
from publishing.page_cache import ENVIRON_KEY
from publishing.prepared import prepared
from techniques.models import Condition, Technique

logger = logging.getLogger(__name__)

#: The page that the home page sends people to who should not wait.
EMERGENCY = "article/when-back-pain-is-an-emergency"

#: Seconds after which it is worth asking again while the database is away.
RETRY_AFTER = 30

ERRORS = {
    400: (
        "This request could not be read",
        "Something in the address or the form was malformed. Check it, then retry.",
    ),
    403: ("You may not open this page", "It is only for people with the right account."),
    405: ("This page cannot be used that way", "It can be read, but not sent to. Open it by its address or a link."),
    413: ("This was too large", "Send a smaller file or a shorter text."),
    414: ("This address is too long", "No page here has such a long address. Check the link."),
}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The front door: the first series in its order, then the topics."""
    catalogue = _catalogue()
    context: dict[str, Any] = {
        "articles": _first_articles(),
        "topics": Topic.objects.all()[:12],
        "emergency": next(iter(_emergency()), None),
        "techniques": [page for page in catalogue if page.kind is Technique],
        "conditions": [page for page in catalogue if page.kind is Condition],
    }
    return render(request, "home.html", context)


@prepared()
def _first_articles() -> QuerySet[Edition]:
    place = Article.objects.filter(pk=OuterRef("object_id")).values("series_position")[:1]
    live = Edition.objects.live().of(Article).for_lists().annotate(place=Subquery(place))
    return live.order_by(F("place").asc(nulls_last=True), "-first_live_from", "title")[:12]


@prepared()
def _catalogue() -> QuerySet[Edition]:
    live = Edition.objects.live().of_kinds(Technique, Condition)
    return live.only("path", "title", "summary", "content_type").order_by("title")


@prepared()
def _emergency() -> QuerySet[Edition]:
    return Edition.objects.live().filter(reference=EMERGENCY).only("path", "title")[:1]


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Whether the process and the database answer, for load balancers: 200 or 503."""
    database = "ok" if _database_answers() else "unavailable"
    status: dict[str, Any] = {"process": "ok", "database": database, "disclaimer": words.in_force().notice}
    if "cache" in request.GET and database == "ok" and request.user.is_staff:
        status["cache"] = cache_state(request)
    return JsonResponse(status, status=200 if database == "ok" else 503)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        f"# {' '.join(words.for_request(request).words.notice.split())}",
        "User-agent: *",
        "Disallow: /admin/",
        f"Sitemap: {settings.SITE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here for pages that name no icon, such as pictures."""
    return HttpResponseRedirect(static("icons/favicon.svg"))


# Errors


def error(request: HttpRequest, status: int) -> HttpResponse:
    title, advice = ERRORS.get(status, ("Something is not right", "Try again, or start from the home page."))
    return render(request, "error.html", {"status": status, "title": title, "advice": advice}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    context = {
        "status": 403,
        "title": "This form was open for too long",
        "advice": "Go back, load the page again, and send the form once more. If your browser blocks cookies, allow "
        "them for this site while you sign in.",
    }
    return render(request, "error.html", context, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"suggestions": addresses.suggestions(request.path)}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort: it asks the database for nothing, because the database may be the reason. Then it is a 503."""
    # It has no menus, and what is rendered without them must not be kept for other pages.
    parts.miss_one(request)
    if isinstance(sys.exception(), DatabaseError) and not _database_answers():
        response = render(request, "503.html", {"menus": {}}, status=503)
        response["Retry-After"] = str(RETRY_AFTER)
        return response
    return render(request, "500.html", {"menus": {}}, status=500)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database was asked and did not answer.")
        return False
    return True


# For staff


def cache_state(request: HttpRequest) -> dict[str, Any] | None:
    """What the page cache of this process says of itself; None if there is none."""
    cache = request.META.get(ENVIRON_KEY)
    return cache.state() if cache else None


@staff_member_required
@require_safe
def page_cache(request: HttpRequest) -> HttpResponse:
    context = admin.site.each_context(request) | {"title": "Page cache", "state": cache_state(request)}
    return TemplateResponse(request, "admin/page_cache.html", context)


@staff_member_required
def time_machine(request: HttpRequest) -> HttpResponse:
    """Choose the moment at which the public site is shown to you, or come back to the present."""
    if request.method == "POST" and "present" in request.POST:
        request.session.pop(machine.SESSION_KEY, None)
        return HttpResponseRedirect("/")
    chosen = machine.chosen_moment(request)
    form = TimeMachineForm(request.POST or None, initial={"moment": chosen})
    if request.method == "POST" and form.is_valid():
        request.session[machine.SESSION_KEY] = form.cleaned_data["moment"].isoformat()
        return HttpResponseRedirect("/")
    context = admin.site.each_context(request) | {"title": "Time machine", "form": form, "chosen": chosen}
    return TemplateResponse(request, "admin/time_machine.html", context | {"media": form.media})


@staff_member_required
@require_safe
def page_choices(request: HttpRequest) -> JsonResponse:
    """The pages that an editor can link to, for the page picker of the editor."""
    pages = [
        {"reference": reference, "title": title, "kind": kind}
        for kind, named in addresses.every_page()
        for reference, title in named
    ]
    return JsonResponse({"pages": pages})


@staff_member_required
@require_safe
def study_choices(request: HttpRequest) -> JsonResponse:
    """The studies that an editor can cite, for the citation picker of the editor."""
    studies = [
        {"key": study.key, "title": f"{study.get_notice_display().upper()}: {study}" if study.notice else str(study)}
        for study in Study.objects.all()
    ]
    return JsonResponse({"studies": studies})
