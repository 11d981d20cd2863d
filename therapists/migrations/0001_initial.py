
import django.core.validators
import django.db.models.deletion
import publishing.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('pictures', '0001_initial'),
        ('places', '0001_initial'),
        ('techniques', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cell',
            fields=[
                ('cell', models.IntegerField(primary_key=True, serialize=False)),
                ('earliest_until', models.DateField(help_text='Before this day nothing in the cell has ended.')),
                ('spots', models.BinaryField(help_text='Row, column and number of entries of each spot: three unsigned 32-bit.')),
                ('until', models.BinaryField(help_text='The last day of each entry, in days since 1970: unsigned 16-bit.')),
                ('choices', models.BinaryField(help_text='The choices that occur: unsigned 32-bit.')),
                ('bits', models.BinaryField(help_text='For each choice, one bit an entry, filled up to whole bytes.')),
                ('practices', models.BinaryField(help_text='Primary keys of the practices: unsigned 32-bit.')),
                ('checked', models.BinaryField(help_text='When each credential was checked, in days since 1970: unsigned 16-bit.')),
                ('names', models.BinaryField(help_text='The first twelve letters of each name to sort by.')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Practice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, help_text='Of the clinic or studio, if it has one.', max_length=120)),
                ('setting', models.CharField(choices=[('clinic', 'Clinic'), ('studio', 'Studio'), ('hospital', 'Hospital'), ('home', "The therapist's home"), ('visits', 'Visits you at home')], max_length=10)),
                ('street', models.CharField(blank=True, help_text='Never shown for a home or for visits; those show the town only.', max_length=150)),
                ('town', models.CharField(max_length=80)),
                ('zip_code', models.CharField(max_length=5, validators=[django.core.validators.RegexValidator('^\\d{5}\\Z', 'Enter the five digits of the ZIP code.')], verbose_name='ZIP code')),
                ('located', models.CharField(choices=[('zip', 'Middle of the ZIP code'), ('staff', 'Coordinates entered by staff')], default='zip', max_length=5, verbose_name='located by')),
                ('latitude', models.FloatField(blank=True, help_text='Never shown.', null=True, verbose_name='exact latitude')),
                ('longitude', models.FloatField(blank=True, help_text='Never shown.', null=True, verbose_name='exact longitude')),
                ('public_latitude', models.FloatField(editable=False, null=True)),
                ('public_longitude', models.FloatField(editable=False, null=True)),
                ('phone', models.CharField(blank=True, max_length=30)),
                ('phone_digits', models.CharField(blank=True, db_index=True, editable=False, max_length=20)),
                ('website', models.URLField(blank=True)),
                ('booking_url', models.URLField(blank=True, verbose_name='booking page')),
                ('price', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Under $80 an hour'), (2, '$80 to $120 an hour'), (3, 'Over $120 an hour')], null=True, verbose_name='price band')),
                ('session_minutes', models.CharField(blank=True, help_text='In minutes: 30, 60, 90', max_length=40, validators=[django.core.validators.RegexValidator('^\\d{2,3}(, ?\\d{2,3})*\\Z', 'Enter minutes with commas between: 30, 60, 90')], verbose_name='session lengths')),
                ('takes_insurance', models.BooleanField(default=False, verbose_name='bills health insurance')),
                ('insurance_words', models.CharField(blank=True, max_length=200, verbose_name='about insurance')),
                ('takes_hsa', models.BooleanField(default=False, verbose_name='takes HSA and FSA cards')),
                ('parking', models.CharField(blank=True, max_length=200)),
                ('transit', models.CharField(blank=True, max_length=200)),
                ('is_accepting', models.BooleanField(blank=True, null=True, verbose_name='accepting new clients')),
                ('accepting_as_of', models.DateField(blank=True, null=True, verbose_name='as of')),
            ],
            options={
                'ordering': ['state', 'town', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Jurisdiction',
            fields=[
                ('state', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='places.state')),
                ('regulation', models.CharField(choices=[('license', 'License: nobody may practice without one'), ('certification', 'Voluntary certification'), ('registration', 'Registration without a test of skill'), ('none', 'Not regulated by the state')], max_length=15)),
                ('letters', models.CharField(blank=True, help_text='What a holder may write after the name: LMT.', max_length=10)),
                ('agency', models.CharField(blank=True, help_text='Who issues the credential and keeps the roster.', max_length=200)),
                ('lookup_url', models.URLField(blank=True, help_text='Where anybody can look a holder up.', verbose_name='look-up page')),
                ('explanation', models.TextField(blank=True, help_text="What visitors should know about this state's rule, in plain sentences.", max_length=600)),
                ('check_every_days', models.PositiveSmallIntegerField(default=90, help_text='A listing ends when its credential was last checked longer ago than this.')),
                ('source', models.CharField(help_text='Where the rule was read.', max_length=200)),
                ('source_on', models.DateField(verbose_name='read on')),
                ('confidence', models.CharField(choices=[('high', 'High'), ('medium', 'Medium: check before relying on it'), ('low', 'Low: not verified')], default='medium', max_length=6)),
                ('notes', models.TextField(blank=True, help_text='For staff only.')),
            ],
            options={
                'ordering': ['state'],
            },
        ),
        migrations.CreateModel(
            name='Licence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, choices=[('roster', 'Roster file of the agency'), ('board-page', 'Look-up page of the agency'), ('phone', 'Phone call to the agency'), ('document', 'Document shown by the therapist')], max_length=10, verbose_name='checked with')),
                ('source_words', models.CharField(blank=True, help_text='Shown to visitors: “TDLR license search”.', max_length=200, verbose_name='name of the source')),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('evidence_hash', models.CharField(blank=True, help_text='SHA-256 of the saved page, file or scan that was looked at.', max_length=64)),
                ('kind', models.CharField(choices=[('therapist', 'Massage therapist'), ('temporary', 'Temporary permit'), ('student', 'Student permit'), ('establishment', 'Establishment'), ('instructor', 'Instructor')], default='therapist', max_length=15)),
                ('title', models.CharField(blank=True, help_text='As issued: “Licensed Massage Therapist”.', max_length=100)),
                ('number', models.CharField(help_text='As printed.', max_length=40)),
                ('normal_number', models.CharField(editable=False, max_length=40)),
                ('name', models.CharField(max_length=120, verbose_name='name on the license')),
                ('first_issued_on', models.DateField(blank=True, null=True)),
                ('last_renewed_on', models.DateField(blank=True, null=True)),
                ('expires_on', models.DateField(help_text='The last day on which it is good.')),
                ('registered_until', models.DateField(blank=True, help_text='Where a current registration is needed on top of the license, as in New York: its last day.', null=True)),
                ('status', models.CharField(choices=[('active', 'Active'), ('active_with_conditions', 'Active with conditions'), ('inactive', 'Inactive'), ('expired', 'Expired'), ('suspended', 'Suspended'), ('revoked', 'Revoked'), ('surrendered', 'Surrendered'), ('retired', 'Retired'), ('deceased', 'Deceased'), ('not_found', 'Not found'), ('unknown', 'Unknown')], default='unknown', max_length=25)),
                ('status_words', models.CharField(blank=True, max_length=100, verbose_name='status as the source says it')),
                ('has_discipline', models.BooleanField(default=False, verbose_name='discipline on record')),
                ('discipline_words', models.TextField(blank=True, max_length=600)),
                ('discipline_on', models.DateField(blank=True, null=True)),
                ('discipline_url', models.URLField(blank=True)),
                ('next_check_on', models.DateField(blank=True, editable=False, null=True, verbose_name='next check due')),
                ('matched_by', models.CharField(choices=[('number-and-name', 'Number and last name'), ('by-hand', 'By hand, with other evidence')], default='number-and-name', max_length=15)),
                ('match_is_sure', models.BooleanField(default=False, help_text='Nobody else could be meant.')),
            ],
            options={
                'verbose_name': 'license',
                'ordering': ['jurisdiction', 'number'],
            },
        ),
        migrations.CreateModel(
            name='OpeningHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField(choices=[(1, 'Monday'), (2, 'Tuesday'), (3, 'Wednesday'), (4, 'Thursday'), (5, 'Friday'), (6, 'Saturday'), (7, 'Sunday')])),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
            ],
            options={
                'verbose_name_plural': 'opening hours',
                'ordering': ['weekday', 'opens'],
            },
        ),
        migrations.CreateModel(
            name='Therapist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('licensed_name', models.CharField(help_text="Letter by letter as the agency's roster gives it.", max_length=120, verbose_name='name as licensed')),
                ('display_name', models.CharField(help_text='The name in lists. It has to have the same last name as the license.', max_length=120)),
                ('slug', models.SlugField(help_text='The last part of the address.', max_length=140, unique=True)),
                ('text', models.TextField(blank=True, help_text='Plain text. No promises about results, no prices.', max_length=2000, verbose_name='about')),
                ('languages', models.JSONField(blank=True, default=list)),
                ('gender', models.CharField(blank=True, choices=[('woman', 'Woman'), ('man', 'Man'), ('nonbinary', 'Nonbinary')], help_text='As the therapist states it. May stay empty.', max_length=10)),
                ('practicing_since', models.PositiveSmallIntegerField(blank=True, help_text='A year, as self-declared.', null=True)),
                ('back_pain_experience', models.TextField(blank=True, help_text='Shown as self-declared.', max_length=600, verbose_name='experience with back pain')),
                ('back_pain_training', models.TextField(blank=True, help_text='Courses with provider, hours and year.', max_length=600, verbose_name='training for back pain')),
                ('pregnancy_course', models.CharField(blank=True, max_length=200, verbose_name='course on massage in pregnancy')),
                ('pregnancy_hours', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='hours of that course')),
                ('pregnancy_trained_on', models.DateField(blank=True, null=True, verbose_name='day of that course')),
                ('email', models.EmailField(blank=True, help_text='For staff only; never shown.', max_length=254, verbose_name='private e-mail')),
                ('notes', models.TextField(blank=True, help_text='For staff only; never shown.')),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('listed', 'Listed'), ('frozen', 'Frozen'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('status_reason', models.CharField(blank=True, help_text='Why the listing is frozen or withdrawn. For staff only.', max_length=300)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(blank=True, help_text='When staff last asked whether the facts still hold.', null=True, verbose_name='last asked to confirm')),
                ('is_sample', models.BooleanField(default=False, help_text='Invented, and marked so wherever it is shown.', verbose_name='sample')),
                ('created_at', models.DateTimeField(default=publishing.clock.present, editable=False)),
            ],
            options={
                'ordering': ['display_name', 'pk'],
                'permissions': [('list_therapist', 'Can list, freeze and withdraw therapists'), ('view_private', 'Can see and export private details of therapists')],
            },
        ),
        migrations.CreateModel(
            name='Certification',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(blank=True, choices=[('roster', 'Roster file of the agency'), ('board-page', 'Look-up page of the agency'), ('phone', 'Phone call to the agency'), ('document', 'Document shown by the therapist')], max_length=10, verbose_name='checked with')),
                ('source_words', models.CharField(blank=True, help_text='Shown to visitors: “TDLR license search”.', max_length=200, verbose_name='name of the source')),
                ('checked_on', models.DateField(blank=True, null=True)),
                ('evidence_hash', models.CharField(blank=True, help_text='SHA-256 of the saved page, file or scan that was looked at.', max_length=64)),
                ('title', models.CharField(default='Board Certification in Therapeutic Massage and Bodywork', max_length=120)),
                ('letters', models.CharField(default='BCTMB', max_length=10)),
                ('body', models.CharField(default='National Certification Board for Therapeutic Massage & Bodywork (NCBTMB)', max_length=200)),
                ('number', models.CharField(blank=True, max_length=40)),
                ('name', models.CharField(max_length=120, verbose_name='name on the certificate')),
                ('issued_on', models.DateField(blank=True, null=True)),
                ('expires_on', models.DateField(help_text='The last day on which it is good.')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['letters', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('practice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='entry', serialize=False, to='therapists.practice')),
                ('cell', models.IntegerField(db_index=True)),
                ('spot', models.IntegerField()),
                ('listed_until', models.DateField()),
                ('checked_on', models.DateField()),
                ('sort_name', models.CharField(max_length=12)),
                ('choices', models.BinaryField(help_text='What filters ask about, by `therapists.filters`.')),
            ],
            options={
                'verbose_name_plural': 'entries',
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AccessFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('step-free', 'Step-free entrance'), ('elevator', 'Elevator or ground floor'), ('restroom', 'Wheelchair-accessible restroom'), ('table', 'Height-adjustable table'), ('parking', 'Accessible parking'), ('scent-free', 'Scent-free on request')], max_length=10)),
                ('detail', models.CharField(blank=True, max_length=200)),
                ('source', models.CharField(choices=[('therapist', 'The therapist says so'), ('website', "The practice's website says so"), ('staff', 'Seen by our staff')], max_length=10)),
                ('stated_on', models.DateField()),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_facts', to='therapists.practice')),
            ],
            options={
                'ordering': ['kind'],
            },
        ),
        migrations.AddField(
            model_name='practice',
            name='state',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='practices', to='therapists.jurisdiction'),
        ),
        migrations.AddConstraint(
            model_name='jurisdiction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('regulation', 'none'), _negated=True), models.Q(('agency', ''), ('letters', ''), ('lookup_url', '')), _connector='OR'), name='no_regulation_has_no_agency', violation_error_message='A state that does not regulate has no agency, letters or look-up.'),
        ),
        migrations.AddConstraint(
            model_name='jurisdiction',
            constraint=models.CheckConstraint(condition=models.Q(('check_every_days__range', (1, 400))), name='credentials_are_checked_at_least_yearly', violation_error_message='Between 1 and 400 days.'),
        ),
        migrations.AddField(
            model_name='licence',
            name='checked_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='licence',
            name='conditions_seen_by',
            field=models.ForeignKey(blank=True, help_text='Who read the conditions or the discipline and decided that the listing may stand.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='licence',
            name='jurisdiction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='licences', to='therapists.jurisdiction'),
        ),
        migrations.AddField(
            model_name='licence',
            name='valid_in',
            field=models.ManyToManyField(blank=True, help_text='Other states that accept it under a compact.', related_name='+', to='therapists.jurisdiction', verbose_name='also valid in'),
        ),
        migrations.AddField(
            model_name='openinghours',
            name='practice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours', to='therapists.practice'),
        ),
        migrations.AddField(
            model_name='therapist',
            name='approved_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='therapist',
            name='conditions',
            field=models.ManyToManyField(blank=True, related_name='therapists', to='techniques.condition', verbose_name='conditions with experience'),
        ),
        migrations.AddField(
            model_name='therapist',
            name='portrait',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='pictures.picture'),
        ),
        migrations.AddField(
            model_name='therapist',
            name='techniques',
            field=models.ManyToManyField(blank=True, related_name='therapists', to='techniques.technique'),
        ),
        migrations.AddField(
            model_name='practice',
            name='therapist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='practices', to='therapists.therapist'),
        ),
        migrations.AddField(
            model_name='licence',
            name='therapist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='licences', to='therapists.therapist'),
        ),
        migrations.AddField(
            model_name='certification',
            name='therapist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='certifications', to='therapists.therapist'),
        ),
        migrations.AddField(
            model_name='entry',
            name='certification',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='therapists.certification'),
        ),
        migrations.AddField(
            model_name='entry',
            name='licence',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='therapists.licence'),
        ),
        migrations.AddField(
            model_name='entry',
            name='state',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='therapists.jurisdiction'),
        ),
        migrations.AddField(
            model_name='entry',
            name='therapist',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='therapists.therapist'),
        ),
        migrations.AddConstraint(
            model_name='accessfact',
            constraint=models.UniqueConstraint(fields=('practice', 'kind'), name='one_access_fact_of_a_kind', violation_error_message='This practice has a fact of this kind already.'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='closes_after_it_opens', violation_error_message='It has to close after it opens, on the same day.'),
        ),
        migrations.AddConstraint(
            model_name='openinghours',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__range', (1, 7))), name='weekday_is_one_of_seven'),
        ),
        migrations.AddConstraint(
            model_name='therapist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'listed'), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='listed_means_approved', violation_error_message='Nobody is listed before somebody of the staff approved it.'),
        ),
        migrations.AddConstraint(
            model_name='therapist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['frozen', 'withdrawn']), _negated=True), ('status_reason__gt', ''), _connector='OR'), name='hidden_for_a_reason', violation_error_message='Say why the listing is frozen or withdrawn.'),
        ),
        migrations.AddConstraint(
            model_name='therapist',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('pregnancy_course', ''), ('pregnancy_hours__isnull', True), ('pregnancy_trained_on__isnull', True)), models.Q(('pregnancy_course__gt', ''), ('pregnancy_hours__gte', 1), ('pregnancy_hours__isnull', False), ('pregnancy_trained_on__isnull', False)), _connector='OR'), name='pregnancy_training_is_whole', violation_error_message='A course on massage in pregnancy needs its name, its hours and its day.'),
        ),
        migrations.AddConstraint(
            model_name='therapist',
            constraint=models.CheckConstraint(condition=models.Q(('practicing_since__isnull', True), ('practicing_since__range', (1940, 2100)), _connector='OR'), name='practicing_since_a_year', violation_error_message='Enter a year such as 2012.'),
        ),
        migrations.AddConstraint(
            model_name='practice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='practice_is_on_the_earth', violation_error_message='Latitude is between −90 and 90, longitude between −180 and 180; enter both.'),
        ),
        migrations.AddConstraint(
            model_name='practice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('public_latitude__isnull', True), ('public_longitude__isnull', True)), models.Q(('public_latitude__isnull', False), ('public_latitude__range', (-90, 90)), ('public_longitude__isnull', False), ('public_longitude__range', (-180, 180))), _connector='OR'), name='public_point_is_on_the_earth'),
        ),
        migrations.AddConstraint(
            model_name='practice',
            constraint=models.CheckConstraint(condition=models.Q(('is_accepting__isnull', True), ('accepting_as_of__isnull', False), _connector='OR'), name='accepting_has_a_date', violation_error_message='Say as of when new clients are accepted or not.'),
        ),
        migrations.AddConstraint(
            model_name='practice',
            constraint=models.CheckConstraint(condition=models.Q(('price__isnull', True), ('price__range', (1, 3)), _connector='OR'), name='price_is_a_band'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.UniqueConstraint(fields=('jurisdiction', 'kind', 'normal_number'), name='one_license_of_a_number', violation_error_message='This license is in the directory already.'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('normal_number__gt', '')), name='license_has_a_number', violation_error_message='The number needs a letter or a digit.'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(('first_issued_on__isnull', True), ('expires_on__gte', models.F('first_issued_on')), _connector='OR'), name='license_expires_after_it_was_issued', violation_error_message='A license cannot expire before it was issued.'),
        ),
        migrations.AddConstraint(
            model_name='licence',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['active', 'active_with_conditions']), _negated=True), models.Q(('checked_on__isnull', False), ('source__gt', '')), _connector='OR'), name='active_license_was_looked_up', violation_error_message='Active means that somebody looked: say where and when.'),
        ),
        migrations.AddConstraint(
            model_name='certification',
            constraint=models.UniqueConstraint(condition=models.Q(('number__gt', '')), fields=('body', 'number'), name='one_certification_of_a_number', violation_error_message='This certification is in the directory already.'),
        ),
        migrations.AddConstraint(
            model_name='certification',
            constraint=models.CheckConstraint(condition=models.Q(('issued_on__isnull', True), ('expires_on__gte', models.F('issued_on')), _connector='OR'), name='certification_expires_after_it_was_issued', violation_error_message='A certification cannot expire before it was issued.'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['listed_until', 'therapist'], name='entry_listed_until'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('licence__isnull', False), ('certification__isnull', False), _connector='OR'), name='entry_stands_on_a_credential'),
        ),
    ]
