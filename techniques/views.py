"""The catalogue and the evidence matrix. The ledger serves the page of each technique, condition and profile."""

import csv
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from disclaimers import words
from publishing import clock
from publishing.lists import render_list
from publishing.models import Edition
from publishing.prepared import prepared
from publishing.spreadsheets import safe
from techniques import matrix
from techniques.models import Condition

#: More columns than this fit neither a phone nor a head.
MOST_COMPARED = 3

CSV_COLUMNS = (
    "technique", "condition", "conclusion", "certainty", "studies", "in_doubt", "searched_on", "searched_in", "page",
    "as_of", "license", "disclaimer",
)  # fmt: skip


@require_safe
def technique_list(request: HttpRequest) -> HttpResponse:
    """All techniques by name and, for a chosen condition, what studies found about each."""
    table = matrix.read()
    asked = request.GET.get("condition", "")
    chosen = next((column for column in table.conditions if asked and column.slug == asked), None)
    if asked and chosen is None:
        raise Http404(f"There is no condition “{asked[:80]}”.")
    place = table.conditions.index(chosen) if chosen else 0
    techniques = [
        {"edition": head.page, "cell": cells[place] if chosen else None} for head, cells in table.rows if head.page
    ]
    any_kind = table.rows[0][1][place] if chosen else None
    context = {"techniques": techniques, "conditions": table.conditions, "chosen": chosen, "any_kind": any_kind}
    return render(request, "techniques/technique_list.html", context)


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to three techniques side by side. The address says which, so that it can be shared."""
    asked = list(dict.fromkeys(slug for slug in request.GET.getlist("technique") if slug))
    table = matrix.read()
    rows = {head.slug: (head.page, cells) for head, cells in table.rows if head.page}
    choices = [{"slug": slug, "name": page.title} for slug, (page, _) in rows.items()]
    known = [slug for slug in asked if slug in rows]
    columns = [_column(*rows[slug]) for slug in known[:MOST_COMPARED]]
    context = {
        "columns": columns,
        "rows": _comparison(columns, table.conditions),
        "choices": choices,
        "chosen": known[:MOST_COMPARED],
        "unknown": [slug[:80] for slug in asked if slug not in rows][:MOST_COMPARED],
        "too_many": len(known) > MOST_COMPARED,
        "most": MOST_COMPARED,
    }
    return render(request, "techniques/compare.html", context)


def _column(page: Edition, cells: list[matrix.Cell]) -> dict[str, Any]:
    """One technique of the comparison."""
    absolute = [item["what"] for item in page.facts["contraindications"] if item["kind"] == "absolute"]
    return {"edition": page, "cells": cells, "absolute": absolute}


def _comparison(columns: list[dict[str, Any]], conditions: list[matrix.Head]) -> list[dict[str, Any]]:
    """The rows of the comparison by condition: what studies found, in each column."""
    return [
        {"condition": condition, "cells": [column["cells"][place] for column in columns]}
        for place, condition in enumerate(conditions)
    ]


@require_safe
def condition_list(request: HttpRequest) -> HttpResponse:
    return render_list(request, "techniques/condition_list.html", _conditions.pages(), per_page=48)


@prepared()
def _conditions() -> QuerySet[Edition]:
    return Edition.objects.live().of(Condition).for_lists().order_by("title")


@require_safe
def evidence(request: HttpRequest) -> HttpResponse:
    """The evidence matrix."""
    return render(request, "techniques/evidence.html", {"matrix": matrix.read(), "license": settings.DATA_LICENSE})


@require_safe
def evidence_csv(request: HttpRequest) -> HttpResponse:
    """The matrix for spreadsheets: a row a cell, each with date, license, address and the disclaimer's notice.

    `studies` counts those that stand, `in_doubt` those that were retracted, questioned or superseded.
    """
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="massage-evidence-matrix.csv"'
    rows = csv.writer(response)
    rows.writerow(CSV_COLUMNS)
    notice, as_of, license_ = words.for_request(request).words.notice, clock.today().isoformat(), settings.DATA_LICENSE
    for head, cells in matrix.read().rows:
        for cell in cells:
            searched = cell.searched or {}
            page = f"{settings.SITE_URL}{cell.profile.path}" if cell.profile else ""
            in_doubt = len({row["key"] for row in cell.direct if row["is_doubtful"]})
            values = [head.name, cell.condition, cell.conclusion, cell.certainty, cell.studies, in_doubt,
                      searched.get("on", ""), searched.get("where", ""), page, as_of, license_, notice]  # fmt: skip
            rows.writerow([safe(value) for value in values])
    return response
