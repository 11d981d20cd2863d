from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

_TYPES = {".avif": "image/avif", ".webp": "image/webp", ".svg": "image/svg+xml"}


@require_safe
def picture_file(request: HttpRequest, name: str) -> FileResponse:
    """One stored file. Its name holds the hash of its content, so browsers may keep it for ever."""
    ending = name[name.rfind(".") :]
    try:
        file = default_storage.open(f"pictures/{name}")
    except (FileNotFoundError, ValueError, OSError) as error:
        raise Http404("There is no such picture.") from error
    response = FileResponse(file, content_type=_TYPES[ending])
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response
