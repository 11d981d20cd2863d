from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"

    def ready(self) -> None:
        from evidence import claims
        from evidence.models import Study, next_notice
        from publishing import composition, doubts, generation

        composition.checks.append(claims.check_page)
        doubts.register(Study.objects.in_doubt)
        generation.coming.append(next_notice)
