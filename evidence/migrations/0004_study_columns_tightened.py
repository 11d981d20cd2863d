from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('evidence', '0003_convert_studies')]

    operations = [
        migrations.RemoveField(
            model_name='study',
            name='volume_pages',
        ),
        migrations.AlterField(
            model_name='study',
            name='certainty',
            field=models.CharField(choices=[('high', 'High certainty'), ('moderate', 'Moderate certainty'), ('low', 'Low certainty'), ('very-low', 'Very low certainty'), ('not-graded', 'Not graded')], default='not-graded', help_text='Only if the source itself states it about what it found. Of a range, the lower end.', max_length=12),
        ),
        migrations.AlterField(
            model_name='study',
            name='study_type',
            field=models.CharField(blank=True, choices=[('trial', 'Randomized trial'), ('systematic-review', 'Systematic review'), ('overview', 'Overview of reviews'), ('guideline', 'Clinical practice guideline'), ('cohort', 'Cohort study'), ('survey', 'Survey'), ('experiment', 'Small experiment'), ('case-reports', 'Case reports'), ('narrative-review', 'Narrative review'), ('consensus', 'Consensus statement')], max_length=20, verbose_name='type'),
        ),
    ]
