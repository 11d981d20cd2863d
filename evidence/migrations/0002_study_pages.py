import django.db.models.deletion
import evidence.phrases
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('evidence', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Such as “Flushes toxins”.', max_length=100, unique=True)),
                ('phrases', models.TextField(help_text='One phrase a line. A star stands for any ending (toxin*), a slash for “or” (heal*/cure*), three dots for up to six other words: heal*/cure* ... disc*/disk*. Denials such as “does not heal the disc” are let pass.', validators=[evidence.phrases.check])),
                ('why', models.TextField(help_text='Why it may not be said. Editors read this.')),
                ('say_instead', models.TextField(blank=True, help_text='Words that may be said. Empty: leave it out.')),
                ('severity', models.CharField(choices=[('error', 'Blocks publishing'), ('warning', 'Asks for a reason')], default='error', max_length=10)),
                ('is_active', models.BooleanField(default=True, help_text='Switch it off rather than deleting it.', verbose_name='checked')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='EvidenceSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(help_text='A short name to find it by.', max_length=80, unique=True, verbose_name='name')),
                ('searched_on', models.DateField()),
                ('place', models.CharField(help_text='The database or collection that was searched.', max_length=200, verbose_name='where')),
                ('question', models.CharField(help_text='The words or the question, as it was asked.', max_length=300, verbose_name='searched for')),
                ('limits', models.CharField(blank=True, help_text='What the search could not cover.', max_length=300)),
            ],
            options={
                'verbose_name_plural': 'evidence searches',
                'ordering': ['-searched_on', 'key'],
            },
        ),
        migrations.AlterModelOptions(
            name='study',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['key'], 'verbose_name_plural': 'studies'},
        ),
        migrations.AddField(
            model_name='study',
            name='certainty_words',
            field=models.CharField(blank=True, help_text='Such as “low to very low (GRADE)”.', max_length=200, verbose_name='certainty in the source’s words'),
        ),
        migrations.AddField(
            model_name='study',
            name='changed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='study',
            name='changed_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='study',
            name='conflicts',
            field=models.CharField(blank=True, max_length=300, verbose_name='conflicts of interest'),
        ),
        migrations.AddField(
            model_name='study',
            name='countries',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name='study',
            name='design',
            field=models.CharField(blank=True, help_text='More exactly, such as “Randomized trial, 3 arms”.', max_length=100),
        ),
        migrations.AddField(
            model_name='study',
            name='doubted_at',
            field=models.DateTimeField(editable=False, help_text='When the notice was recorded here.', null=True),
        ),
        migrations.AddField(
            model_name='study',
            name='fingerprint',
            field=models.CharField(default='', editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='study',
            name='funding',
            field=models.CharField(blank=True, help_text='Who paid, where the source says so.', max_length=300),
        ),
        migrations.AddField(
            model_name='study',
            name='notice',
            field=models.CharField(blank=True, choices=[('retracted', 'Retracted'), ('concern', 'Expression of concern'), ('superseded', 'Superseded'), ('corrected', 'Corrected')], help_text='Takes effect when you save: every page that cites the study tells its readers at once and joins the review queue. A correction is only shown on the study’s own page.', max_length=12),
        ),
        migrations.AddField(
            model_name='study',
            name='notice_words',
            field=models.CharField(blank=True, help_text='In a sentence, with the date and who published it.', max_length=300, verbose_name='what the notice says'),
        ),
        migrations.AddField(
            model_name='study',
            name='opened_by',
            field=models.CharField(blank=True, help_text='Who read the source itself. Readers see it.', max_length=100, verbose_name='source opened by'),
        ),
        migrations.AddField(
            model_name='study',
            name='opened_on',
            field=models.DateField(blank=True, null=True, verbose_name='source opened on'),
        ),
        migrations.AddField(
            model_name='study',
            name='pages',
            field=models.CharField(blank=True, max_length=40, verbose_name='pages or article number'),
        ),
        migrations.AddField(
            model_name='study',
            name='superseded_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='evidence.study'),
        ),
        migrations.AddField(
            model_name='study',
            name='volume',
            field=models.CharField(blank=True, help_text='155(1), or the number of a report.', max_length=100, verbose_name='volume and issue'),
        ),
        migrations.AlterField(
            model_name='study',
            name='authors',
            field=models.CharField(help_text='Family name and initials, separated by commas: Doe J, Roe RA, et al.', max_length=300),
        ),
        migrations.AlterField(
            model_name='study',
            name='confidence',
            field=models.CharField(choices=[('high', 'High: seen in public records'), ('medium', 'Medium: to be checked')], default='medium', help_text='How sure we are of this entry itself.', max_length=10),
        ),
        migrations.AlterField(
            model_name='study',
            name='finding',
            field=models.TextField(blank=True, help_text='What it found, in our own words, in a sentence.'),
        ),
        migrations.AlterField(
            model_name='study',
            name='key',
            field=models.SlugField(blank=True, help_text='How texts cite it: furlan-2015 is cited as [@furlan-2015]. It never changes. Leave it empty to get one from the first author and the year.', max_length=80, unique=True),
        ),
        migrations.AlterField(
            model_name='study',
            name='population',
            field=models.CharField(blank=True, help_text='Who and how many were studied.', max_length=300),
        ),
        migrations.AddIndex(
            model_name='study',
            index=models.Index(condition=models.Q(('notice', ''), _negated=True), fields=['notice'], name='studies_with_a_notice'),
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('opened_by', ''), ('opened_on__isnull', True)), models.Q(('opened_by__gt', ''), ('opened_on__isnull', False)), _connector='OR'), name='a_source_is_opened_by_someone_on_a_day', violation_error_message='Say both who opened the source and when, or neither.'),
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('notice', ''), ('notice_words', '')), models.Q(('notice__gt', ''), ('notice_words__gt', '')), _connector='OR'), name='a_notice_says_what_happened', violation_error_message='Choose the kind of notice and say what it says, or leave both empty.'),
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_by__isnull', True), ('notice', 'superseded'), _connector='OR'), name='only_a_superseded_study_has_a_successor', violation_error_message='Only a study with the notice “Superseded” is superseded by another.'),
        ),
        migrations.AlterConstraint(
            model_name='study',
            name='one_study_a_doi',
            constraint=models.UniqueConstraint(condition=models.Q(('doi', ''), _negated=True), fields=('doi',), name='one_study_a_doi', violation_error_message='There is already a study with this DOI.'),
        ),
        migrations.AlterConstraint(
            model_name='study',
            name='one_study_a_pmid',
            constraint=models.UniqueConstraint(condition=models.Q(('pmid', ''), _negated=True), fields=('pmid',), name='one_study_a_pmid', violation_error_message='There is already a study with this PMID.'),
        ),
        migrations.AlterConstraint(
            model_name='study',
            name='studies_have_a_likely_year',
            constraint=models.CheckConstraint(condition=models.Q(('year__range', (1900, 2100))), name='studies_have_a_likely_year', violation_error_message='The year has to be between 1900 and 2100.'),
        ),
    ]
