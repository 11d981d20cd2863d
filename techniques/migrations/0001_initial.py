import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('disclaimers', '0001_initial'),
        ('editorial', '0002_contributor_is_team'),
        ('evidence', '0004_study_columns_tightened'),
        ('pictures', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Condition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(editable=False, help_text='Permanent name, used by links. It never changes.', max_length=80, unique=True)),
                ('fingerprint', models.CharField(default='', editable=False, max_length=64)),
                ('changed_at', models.DateTimeField(editable=False, null=True)),
                ('name', models.CharField(max_length=100)),
                ('slug', models.SlugField(help_text='The last part of the address.', max_length=80, unique=True)),
                ('standfirst', models.TextField(help_text='One or two sentences under the name and in lists.', max_length=400)),
                ('also_known_as', models.TextField(blank=True, help_text='One name a line.', verbose_name='also called')),
                ('what_it_is', models.TextField()),
                ('feels', models.TextField(verbose_name='how it feels')),
                ('course', models.TextField(verbose_name='usual course')),
                ('helps', models.TextField(verbose_name='what helps most')),
                ('massage', models.TextField(verbose_name='where massage fits')),
                ('avoid', models.TextField(verbose_name='what to avoid')),
                ('evidence', models.TextField(help_text='In words. The findings by technique are added from the evidence profiles.', verbose_name='what studies found')),
                ('authors', models.ManyToManyField(blank=True, related_name='+', to='editorial.contributor')),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('disclaimer_subjects', models.ManyToManyField(blank=True, help_text='Subjects whose words join the notice at the top of this page.', to='disclaimers.subject')),
                ('hero', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='pictures.picture', verbose_name='picture')),
                ('medical_reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editorial.contributor')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.CreateModel(
            name='ConditionCareCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(verbose_name='text')),
                ('level', models.CharField(choices=[('emergency', 'Emergency: call 911'), ('urgent', 'Urgent: see a clinician soon'), ('advice', 'Advice: ask first')], max_length=10)),
                ('heading', models.CharField(help_text='Says what to do, such as “Call 911 now if:”', max_length=120)),
                ('ordering', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='care_cards', to='techniques.condition')),
            ],
            options={
                'verbose_name': 'care card',
                'ordering': ['ordering', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConditionQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(verbose_name='text')),
                ('question', models.CharField(max_length=200)),
                ('ordering', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='techniques.condition')),
            ],
            options={
                'verbose_name': 'question and answer',
                'verbose_name_plural': 'questions and answers',
                'ordering': ['ordering', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='EvidenceProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(editable=False, help_text='Permanent name, used by links. It never changes.', max_length=80, unique=True)),
                ('fingerprint', models.CharField(default='', editable=False, max_length=64)),
                ('changed_at', models.DateTimeField(editable=False, null=True)),
                ('title', models.CharField(help_text='Such as “Deep tissue massage for sciatica”.', max_length=150)),
                ('slug', models.SlugField(help_text='The last part of the address.', max_length=100, unique=True)),
                ('conclusion', models.CharField(help_text='One sentence for the matrix. Without a direct finding it begins “No studies found”.', max_length=120)),
                ('meaning', models.TextField(help_text='What is known, what is not, and what to do.', verbose_name='what this means')),
                ('authors', models.ManyToManyField(blank=True, related_name='+', to='editorial.contributor')),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('condition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='profiles', to='techniques.condition')),
                ('medical_reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editorial.contributor')),
                ('searches', models.ManyToManyField(blank=True, help_text='When and where studies were looked for.', to='evidence.evidencesearch')),
            ],
            options={
                'ordering': ['title'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('pain', 'Pain'), ('function', 'Everyday function'), ('quality-of-life', 'Quality of life'), ('anxiety', 'Stress and anxiety'), ('sleep', 'Sleep'), ('soreness', 'Soreness after exercise'), ('return-to-work', 'Return to work'), ('harms', 'Harms'), ('course', 'Course of the condition'), ('recommendation', 'Guideline advice'), ('overall', 'Evidence overall')], max_length=20)),
                ('comparator', models.CharField(blank=True, max_length=150, verbose_name='compared with')),
                ('direction', models.CharField(choices=[('better', 'Better with massage'), ('no-difference', 'No clear difference'), ('worse', 'Worse with massage'), ('mixed', 'Mixed results'), ('unclear', 'Cannot be told'), ('for', 'Advises it'), ('for-with-limits', 'Allows it, with limits'), ('against', 'Advises against it')], max_length=20)),
                ('size', models.CharField(help_text='How much, in words; only what the study gives.', max_length=300)),
                ('certainty', models.CharField(choices=[('high', 'High certainty'), ('moderate', 'Moderate certainty'), ('low', 'Low certainty'), ('very-low', 'Very low certainty'), ('not-graded', 'Not graded')], default='not-graded', help_text='Only if the source itself states it about this outcome. Of a range, the lower end.', max_length=12)),
                ('is_indirect', models.BooleanField(default=False, help_text='It is about something near, not about this technique and this condition themselves.', verbose_name='indirect')),
                ('ordering', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='findings', to='techniques.evidenceprofile')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='evidence.study')),
            ],
            options={
                'ordering': ['ordering', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Technique',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(editable=False, help_text='Permanent name, used by links. It never changes.', max_length=80, unique=True)),
                ('fingerprint', models.CharField(default='', editable=False, max_length=64)),
                ('changed_at', models.DateTimeField(editable=False, null=True)),
                ('name', models.CharField(max_length=100)),
                ('slug', models.SlugField(help_text='The last part of the address.', max_length=80, unique=True)),
                ('standfirst', models.TextField(help_text='One or two sentences under the name and in lists.', max_length=400)),
                ('also_known_as', models.TextField(blank=True, help_text='One name a line.', verbose_name='also called')),
                ('pressure_least', models.PositiveSmallIntegerField(choices=[(1, 'Very light'), (2, 'Light'), (3, 'Moderate'), (4, 'Firm'), (5, 'Very firm')], verbose_name='usual pressure, from')),
                ('pressure_most', models.PositiveSmallIntegerField(choices=[(1, 'Very light'), (2, 'Light'), (3, 'Moderate'), (4, 'Firm'), (5, 'Very firm')], verbose_name='usual pressure, to')),
                ('minutes_least', models.PositiveSmallIntegerField(verbose_name='usual length in minutes, from')),
                ('minutes_most', models.PositiveSmallIntegerField(verbose_name='usual length in minutes, to')),
                ('clothing', models.CharField(help_text='What the person on the table usually wears.', max_length=150)),
                ('equipment', models.CharField(help_text='What the therapist usually works with.', max_length=150)),
                ('what_it_is', models.TextField()),
                ('feels_like', models.TextField(verbose_name='what it feels like')),
                ('session', models.TextField(verbose_name='what a session is like')),
                ('suits', models.TextField(verbose_name='who it may suit')),
                ('evidence', models.TextField(help_text='In words. The findings by condition are added from the evidence profiles.', verbose_name='what studies found')),
                ('authors', models.ManyToManyField(blank=True, related_name='+', to='editorial.contributor')),
                ('changed_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('disclaimer_subjects', models.ManyToManyField(blank=True, help_text='Subjects whose words join the notice at the top of this page.', to='disclaimers.subject')),
                ('hero', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='pictures.picture', verbose_name='picture')),
                ('medical_reviewer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='editorial.contributor')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.AddField(
            model_name='evidenceprofile',
            name='technique',
            field=models.ForeignKey(blank=True, help_text='Empty: massage of any kind.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='profiles', to='techniques.technique'),
        ),
        migrations.CreateModel(
            name='TechniqueContraindication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('absolute', 'Do not have this massage'), ('local', 'Leave the area alone'), ('ask-first', 'Ask a clinician first')], max_length=10)),
                ('what', models.CharField(help_text='Such as “A suspected blood clot”, without a full stop.', max_length=150)),
                ('reason', models.TextField(help_text='Why, in a plain sentence.', max_length=400)),
                ('source', models.CharField(blank=True, help_text='Where else it is said, or that nobody tested it.', max_length=200)),
                ('ordering', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contraindications', to='techniques.technique')),
                ('study', models.ForeignKey(blank=True, help_text='A study that says so.', null=True, on_delete=django.db.models.deletion.PROTECT, to='evidence.study')),
            ],
            options={
                'verbose_name': 'contraindication',
                'ordering': ['ordering', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TechniqueQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('body', models.TextField(verbose_name='text')),
                ('question', models.CharField(max_length=200)),
                ('ordering', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='techniques.technique')),
            ],
            options={
                'verbose_name': 'question and answer',
                'verbose_name_plural': 'questions and answers',
                'ordering': ['ordering', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ConditionContraindication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('absolute', 'Do not have this massage'), ('local', 'Leave the area alone'), ('ask-first', 'Ask a clinician first')], max_length=10)),
                ('what', models.CharField(help_text='Such as “A suspected blood clot”, without a full stop.', max_length=150)),
                ('reason', models.TextField(help_text='Why, in a plain sentence.', max_length=400)),
                ('source', models.CharField(blank=True, help_text='Where else it is said, or that nobody tested it.', max_length=200)),
                ('ordering', models.PositiveIntegerField(default=0, verbose_name='position')),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contraindications', to='techniques.condition')),
                ('study', models.ForeignKey(blank=True, help_text='A study that says so.', null=True, on_delete=django.db.models.deletion.PROTECT, to='evidence.study')),
            ],
            options={
                'verbose_name': 'contraindication',
                'ordering': ['ordering', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__gt', '')), name='conditioncontraindication_has_a_reason', violation_error_message='Say why: a contraindication without a reason helps nobody to decide.'), models.CheckConstraint(condition=models.Q(('study__isnull', False), ('source__gt', ''), _connector='OR'), name='conditioncontraindication_has_a_source', violation_error_message='Name a study or another source.')],
            },
        ),
        migrations.AddConstraint(
            model_name='technique',
            constraint=models.CheckConstraint(condition=models.Q(('pressure_least__range', (1, 5)), ('pressure_most__range', (models.F('pressure_least'), 5))), name='pressure_is_a_range_on_the_scale', violation_error_message='The lower pressure comes first, on the scale from 1 to 5.'),
        ),
        migrations.AddConstraint(
            model_name='technique',
            constraint=models.CheckConstraint(condition=models.Q(('minutes_least__range', (5, 240)), ('minutes_most__range', (models.F('minutes_least'), 240))), name='length_is_a_range_of_minutes', violation_error_message='The shorter length comes first, between 5 and 240 minutes.'),
        ),
        migrations.AddConstraint(
            model_name='evidenceprofile',
            constraint=models.UniqueConstraint(fields=('technique', 'condition'), name='one_profile_a_cell', violation_error_message='There is already a profile of this technique for this condition.'),
        ),
        migrations.AddConstraint(
            model_name='evidenceprofile',
            constraint=models.UniqueConstraint(condition=models.Q(('technique__isnull', True)), fields=('condition',), name='one_general_profile_a_condition', violation_error_message='There is already a profile of massage of any kind for this condition.'),
        ),
        migrations.AddConstraint(
            model_name='techniquecontraindication',
            constraint=models.CheckConstraint(condition=models.Q(('reason__gt', '')), name='techniquecontraindication_has_a_reason', violation_error_message='Say why: a contraindication without a reason helps nobody to decide.'),
        ),
        migrations.AddConstraint(
            model_name='techniquecontraindication',
            constraint=models.CheckConstraint(condition=models.Q(('study__isnull', False), ('source__gt', ''), _connector='OR'), name='techniquecontraindication_has_a_source', violation_error_message='Name a study or another source.'),
        ),
    ]
