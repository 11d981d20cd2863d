from techniques.models.findings import EvidenceProfile, Finding
from techniques.models.pages import (
    Condition,
    ConditionCareCard,
    ConditionContraindication,
    ConditionQuestion,
    Contraindication,
    Technique,
    TechniqueContraindication,
    TechniqueQuestion,
)

__all__ = [
    "Condition",
    "ConditionCareCard",
    "ConditionContraindication",
    "ConditionQuestion",
    "Contraindication",
    "EvidenceProfile",
    "Finding",
    "Technique",
    "TechniqueContraindication",
    "TechniqueQuestion",
]
