from typing import Any

from django.db import migrations, models

import therapists.hours

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def write_hours(apps: Any, editor: Any) -> None:
    """Carry the rows over into words, one part a row."""
    words: dict[int, list[str]] = {}
    rows = apps.get_model("therapists", "OpeningHours").objects.order_by("practice", "weekday", "opens")
    for row in rows.iterator():
        words.setdefault(row.practice_id, []).append(
            f"{DAYS[row.weekday - 1]} {row.opens:%H:%M}-{row.closes:%H:%M}"
        )
    practices = apps.get_model("therapists", "Practice").objects
    for practice, parts in words.items():
        practices.filter(pk=practice).update(opening_hours="; ".join(parts))


class Migration(migrations.Migration):
    dependencies = [("therapists", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="practice",
            name="opening_hours",
            field=models.CharField(
                blank=True,
                help_text=therapists.hours.EXAMPLE,
                max_length=300,
                validators=[therapists.hours.check],
            ),
        ),
        migrations.RunPython(write_hours, migrations.RunPython.noop),
        migrations.DeleteModel(name="OpeningHours"),
    ]
