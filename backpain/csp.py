"""The Content-Security-Policy, in Django 6's setting format on every Django that the site runs on.

Public pages allow no inline script or style and carry no nonce. The one exception is the block editor in the admin:
browsers accept an import map only inline, so a page that holds one gets a nonce for it.
"""

import secrets
from typing import Any

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.deprecation import MiddlewareMixin
from js_asset import Media

if django.VERSION >= (6, 0):
    from django.middleware.csp import ContentSecurityPolicyMiddleware as PolicyMiddleware
    from django.middleware.csp import get_nonce
    from django.utils.csp import CSP as CSP
else:

    class CSP:
        SELF = "'self'"
        NONE = "'none'"
        NONCE = "<CSP_NONCE_SENTINEL>"

    def get_nonce(request: Any) -> str:
        """The nonce of this response. Asking for it is what puts it into the header."""
        if not hasattr(request, "_csp_nonce"):
            request._csp_nonce = secrets.token_urlsafe(16)
        return request._csp_nonce

    class PolicyMiddleware(MiddlewareMixin):
        """Sends SECURE_CSP as a header; a nonce only if the page asked for one."""

        def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
            nonce = getattr(request, "_csp_nonce", "")
            if "Content-Security-Policy" not in response:
                response["Content-Security-Policy"] = build_policy(settings.SECURE_CSP, nonce)
            return response

    def build_policy(directives: Any, nonce: str = "") -> str:
        parts = []
        for directive, sources in directives.items():
            kept = [f"'nonce-{nonce}'" if source == CSP.NONCE else source for source in sources]
            parts.append(" ".join([directive, *(source for source in kept if source != "'nonce-'")]))
        return "; ".join(parts)


class ContentSecurityPolicyMiddleware(PolicyMiddleware):
    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Give the import map of an editing page its nonce."""
        context: dict[str, Any] = response.context_data or {}
        media = context.get("media")
        if getattr(media, "_importmap", None) is not None:
            context["media"] = Media.from_media(media, nonce=str(get_nonce(request)))
        return response
