from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from editorial.models import Contributor
from publishing.lists import render_list
from publishing.models import Edition


@require_safe
def contributor_list(request: HttpRequest) -> HttpResponse:
    people = Edition.objects.live().of(Contributor).for_lists().order_by("title")
    return render_list(request, "editorial/contributor_list.html", people)
