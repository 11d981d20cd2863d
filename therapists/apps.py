from django.apps import AppConfig


class TherapistsConfig(AppConfig):
    name = "therapists"

    def ready(self) -> None:
        from therapists import signals  # noqa: F401 (importing connects them)
