"""Importing files in the admin: first what would change is shown, then all of it happens, or nothing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm
from import_export.resources import ModelResource
from import_export.tmp_storages import MediaStorage


class WholeImportResource(ModelResource):
    """Saves no record of a file one of whose records is wrong. Needs `use_transactions`."""

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Any:
        return super().import_data(dataset, *args, **kwargs | {"rollback_on_validation_errors": True})


class ImportAdminMixin(ImportExportMixin):
    """For admins whose files are imported after a preview. The formats say themselves what is wrong with a file."""

    tmp_storage_class = MediaStorage
    export_form_class = ExportForm
    #: What an import changes, as in “the studies changed since the preview”.
    changed: str
    #: What is said of a file that no format explains.
    unreadable = "This file cannot be read in that format."

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return super().process_import(request, **kwargs)
        except (FileNotFoundError, SuspiciousFileOperation):
            return self._start_again(request, "This import was confirmed already, or its file is gone.")

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        if result.has_errors() or result.has_validation_errors():
            return self._start_again(request, f"Nothing was imported: {self.changed} changed since the preview.")
        return super().process_result(result, request)

    def _start_again(self, request: HttpRequest, words: str) -> HttpResponse:
        self.message_user(request, f"{words} Look at the list, then import the file again if need be.", messages.ERROR)
        address = f"admin:{self.opts.app_label}_{self.opts.model_name}_import"
        return HttpResponseRedirect(reverse(address, current_app=self.admin_site.name))

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        form.add_error("import_file", str(e) if type(e) is ValueError else self.unreadable)
