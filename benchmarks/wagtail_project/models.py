"""An article as Wagtail's own documentation builds one. Goes into the app that `wagtail start` makes."""

from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page


class HomePage(Page):
    pass


class Section(blocks.StructBlock):
    heading = blocks.CharBlock()
    body = blocks.RichTextBlock()

    class Meta:
        template = "home/section.html"


class ArticlePage(Page):
    standfirst = models.TextField()
    body = StreamField([("text", blocks.RichTextBlock()), ("section", Section())])
