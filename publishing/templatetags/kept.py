"""`{% kept "name" %}…{% endkept %}`: a part of a template that is rendered once for many pages (`publishing.parts`)."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.safestring import SafeString

from publishing import parts
from publishing.models import Edition

register = template.Library()


class KeptNode(template.Node):
    def __init__(self, nodelist: NodeList, name: FilterExpression, depends_on: FilterExpression | None) -> None:
        self.nodelist, self.name, self.depends_on = nodelist, name, depends_on

    def render(self, context: template.Context) -> SafeString:
        request: Any = context.get("request")
        if request is None:
            return self.nodelist.render(context)
        name = self.name.resolve(context)
        depends_on = self.depends_on.resolve(context) if self.depends_on else ""
        if isinstance(depends_on, Edition):
            return parts.of_edition(request, depends_on, name, lambda: self.nodelist.render(context))
        return parts.shared(request, (name, depends_on), lambda: self.nodelist.render(context))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """What stands inside reads nothing of the page but what is named behind the part's name.

    An edition: the part is kept as long as the process. A word, or nothing: as long as the epoch.
    """
    words = token.split_contents()[1:]
    if len(words) not in {1, 2}:
        raise template.TemplateSyntaxError("{% kept %} takes a name and at most one thing that the part depends on.")
    expressions = [parser.compile_filter(word) for word in words]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, expressions[0], expressions[1] if len(words) == 2 else None)
