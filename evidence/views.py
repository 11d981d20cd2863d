"""The list of studies. The page of each study is served by the ledger."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from evidence.models import Study
from publishing.lists import render_list
from publishing.models import Edition

PER_PAGE = 30


@require_safe
def study_list(request: HttpRequest) -> HttpResponse:
    """All studies, the newest first, narrowed down by type."""
    studies = Edition.objects.live().of(Study).for_lists().order_by("-facts__citation__year", "title")
    asked = request.GET.get("type", "")
    if asked:
        if asked not in Study.Type.values:
            raise Http404(f"There is no type of study “{asked[:80]}”.")
        studies = studies.filter(facts__type=asked)
    context = {"types": Study.Type.choices, "chosen": asked, "doubtful": Study.objects.in_doubt()}
    return render_list(request, "evidence/study_list.html", studies, context, filters=("type",), per_page=PER_PAGE)
