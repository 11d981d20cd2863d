from typing import Any

from django import forms
from django.contrib import admin
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from PIL import Image

from pictures import processing
from pictures.models import Picture
from publishing.admin import KeptWhileMentioned


class PictureForm(forms.ModelForm):
    upload = forms.FileField(
        label="File",
        help_text="JPEG, PNG, WebP or AVIF, up to 15 MB. Location and camera data are removed; the sizes that pages "
        "need are made for you.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )

    class Meta:
        model = Picture
        fields = ("key", "alt", "is_decorative", "credit")

    image: Image.Image | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].required = self.instance.pk is None

    def clean_upload(self) -> UploadedFile | None:
        upload = self.cleaned_data["upload"]
        if upload:
            self.image = processing.open_upload(upload)
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("alt") and not cleaned.get("is_decorative"):
            self.add_error("alt", "Describe the picture, or mark it as decorative.")
        return cleaned

    def save(self, commit: bool = True) -> Picture:
        if self.image is not None:
            for name, value in processing.store(self.image).items():
                setattr(self.instance, name, value)
        return super().save(commit)


@admin.register(Picture)
class PictureAdmin(KeptWhileMentioned):
    form = PictureForm
    list_display = ("thumbnail", "key", "alt", "is_decorative", "credit", "uploaded_at")
    list_display_links = ("thumbnail", "key")
    list_filter = ("is_decorative",)
    search_fields = ("key", "alt", "credit")
    fields = ("upload", "key", "alt", "is_decorative", "credit", "thumbnail", "used_on")
    readonly_fields = ("thumbnail", "used_on")

    @admin.display(description="Picture")
    def thumbnail(self, picture: Picture) -> str:
        if not picture.pk:
            return "–"
        smallest = min(picture.renditions, key=lambda rendition: rendition["width"])
        return format_html(
            '<img class="thumbnail" src="{}" width="160" height="{}" alt="{}">',
            default_storage.url(smallest["name"]), round(160 * picture.height / picture.width), picture.alt,
        )  # fmt: skip
