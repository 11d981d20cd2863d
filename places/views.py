from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from places import finding


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """Places that what was typed so far could mean, for the combobox of the directory."""
    places = finding.suggest(request.GET.get("q", ""))
    rows = [{"label": place.label, "value": place.label, "detail": place.detail} for place in places]
    return JsonResponse({"places": rows, "disclaimer": ""})
