"""The proof: whatever address is asked for, and by whom, it carries the disclaimer in force."""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from taggit.models import Tag

from publishing.models import Edition
from tests.disclaimers.proof import follow, lacks
from tests.disclaimers.site import TheSite

#: A parameter as a route spells it.
_PARAMETER = re.compile(r"<\w+:(\w+)>|\(\?P<(\w+)>\.\*\)\$")


def patterns(resolver: URLResolver, route: str = "", spaces: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    """Route, full name and pattern of every address of the site, however deep."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from patterns(pattern, route + str(pattern.pattern), inner)
        else:
            yield route + str(pattern.pattern), f"{spaces}{pattern.name}" if pattern.name else "", pattern


def parameters(pattern: URLPattern) -> list[str]:
    return list(pattern.pattern.regex.groupindex)


class EveryAddress(TheSite):
    """Each pattern of each URLconf, asked for with arguments that name something and with ones that name nothing."""

    def values(self, name: str, route: str, parameter: str) -> list[Any] | None:
        """What to put into a pattern, or None where nobody has thought of it yet."""
        if admin := re.match(r"admin/(\w+)/(\w+)/<", route):
            if parameter in {"object_id", "id"}:
                model = ContentType.objects.get_by_natural_key(*admin.groups()).model_class()
                assert model is not None
                return [model._default_manager.order_by("pk").values_list("pk", flat=True)[0], 999_999, "x"][
                    : 3 if "<path" in route else 1
                ]
            return {"number": [1, 99], "state": ["edition-1", "draft-0"]}.get(parameter)
        pages = [
            "articles/live/", "about/", "contributors/ann/", "disclaimer/", "moved/", "withdrawn/", "scheduled/",
            "techniques/shiatsu/", "conditions/sciatica/", "evidence/shiatsu-for-sciatica/",
            "evidence/studies/a-study/",
        ]  # fmt: skip
        return {
            ("page", "path"): [*pages, "never/was/here/"],
            ("page-history", "path"): [*pages, "never/was/here/"],
            ("topic", "slug"): ["safety", "nothing"],
            ("tag", "slug"): [Tag.objects.get().slug, "nothing"],
            ("series", "slug"): ["basics", "nothing"],
            ("therapist", "slug"): ["ana-ruiz", "lapsed", "gone", "nobody"],
            ("picture-file", "name"): [self.picture.renditions[0]["name"].rpartition("/")[2], "0" * 20 + "-400.webp"],
            ("admin:app_list", "app_label"): ["articles", "auth"],
            ("admin:view_on_site", "content_type_id"): [ContentType.objects.get_for_model(Edition).pk, 999_999],
            ("admin:view_on_site", "object_id"): [self.edition.pk],
            ("", "url"): ["articles/article", "no/such/room"],
        }.get((name, parameter))

    def addresses(self) -> Iterator[str]:
        for route, name, pattern in patterns(get_resolver()):
            names = parameters(pattern)
            choices = [self.values(name, route, parameter) for parameter in names]
            unknown = [parameter for parameter, chosen in zip(names, choices, strict=True) if not chosen]
            assert not unknown, f"Say in `values` with which {unknown} the address {route!r} ({name}) can be asked for."
            for chosen in product(*choices):
                arguments = dict(zip(names, chosen, strict=True))
                if name:
                    yield reverse(name, kwargs=arguments)
                else:
                    yield "/" + _PARAMETER.sub(lambda found, given=arguments: str(given[found[1] or found[2]]), route)

    def ask_for_everything(self, client: Client) -> dict[int, int]:
        """How often each status was seen."""
        seen: dict[int, int] = {}
        faults = []
        for address in self.addresses():
            for place, response in follow(client, address):
                seen[response.status_code] = seen.get(response.status_code, 0) + 1
                missing = lacks(response, self.words)
                if missing:
                    faults.append(f"{place} ({response.status_code}) lacks {missing}")
                if response.status_code >= 500 or (response.has_header("Location") and response.status_code >= 400):
                    faults.append(f"{place} answered {response.status_code}")
        assert not faults, "\n".join(faults)
        return seen

    def test_every_address_carries_it_for_a_reader(self) -> None:
        seen = self.ask_for_everything(Client())
        assert {200, 301, 302, 404, 410} <= set(seen)
        assert sum(seen.values()) > 250

    def test_every_address_carries_it_for_a_superuser(self) -> None:
        client = Client()
        client.force_login(self.superuser)
        seen = self.ask_for_everything(client)
        assert {200, 301, 302, 404, 405, 410} <= set(seen)
        assert seen[200] > 100
