import { expect, test } from 'vitest';
import { livesAt, PROGRAMS } from './data.ts';

/** What the containers of One2One Youth were given, by program and version, in the repository that sites/ooy.yaml replaces. */
const GIVEN: readonly (readonly [program: string, version: string, names: string])[] = [
  [
    'rapidpro',
    '6.4.8',
    `DOMAIN_NAME ALLOWED_HOSTS TEMBA_HOST DJANGO_DEBUG DATABASE_URL REDIS_URL SECRET_KEY MANAGEPY_COLLECTSTATIC
    MANAGEPY_COMPRESS MANAGEPY_INIT_DB MANAGEPY_MIGRATE MAILROOM_URL MAILROOM_AUTH_TOKEN ELASTICSEARCH_URL SEND_AIRTIME
    SEND_EMAILS SEND_WEBHOOKS DJANGO_COMPRESSOR SEND_MESSAGES SEND_CALLS EMAIL_HOST EMAIL_HOST_USER EMAIL_HOST_PASSWORD
    EMAIL_PORT BRANDING_LINK IS_PROD CLEAR_COMPRESSOR_CACHE DEFAULT_FROM_EMAIL UWSGI_HARAKIRI UWSGI_HTTP_TIMEOUT
    UWSGI_SOCKET_TIMEOUT API_THROTTLE_V2 API_THROTTLE_V2_CONTACTS API_THROTTLE_V2_MESSAGES API_THROTTLE_V2_RUNS
    API_THROTTLE_V2_API AWS_STORAGE_BUCKET_NAME AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_S3_REGION_NAME AWS_MEDIA
    SENTRY_DSN NON_ISO6391_LANGUAGES STORAGE_URL`,
  ],
  [
    'courier',
    '6.4.0',
    `COURIER_DB COURIER_REDIS COURIER_DOMAIN COURIER_SPOOL_DIR COURIER_AWS_SECRET_ACCESS_KEY COURIER_AWS_ACCESS_KEY_ID
    COURIER_S3_MEDIA_PREFIX COURIER_S3_MEDIA_BUCKET COURIER_S3_REGION COURIER_LOG_LEVEL COURIER_SENTRY_DSN`,
  ],
  [
    'mailroom',
    '6.4.3',
    `MAILROOM_DOMAIN MAILROOM_AUTH_TOKEN MAILROOM_ATTACHMENT_DOMAIN MAILROOM_DB MAILROOM_REDIS MAILROOM_LOG_LEVEL
    MAILROOM_ELASTIC MAILROOM_S3_MEDIA_BUCKET MAILROOM_S3_MEDIA_PREFIX MAILROOM_AWS_ACCESS_KEY_ID
    MAILROOM_AWS_SECRET_ACCESS_KEY MAILROOM_SENTRY_DSN MAILROOM_S3_REGION MAILROOM_SMTP_SERVER`,
  ],
  ['rp-indexer', '6.4.0', 'INDEXER_DB INDEXER_ELASTIC_URL INDEXER_POLL INDEXER_SENTRY_DSN'],
  [
    'casepro',
    '1.3.13',
    `EMAIL_HOST EMAIL_HOST_USER EMAIL_HOST_PASSWORD EMAIL_PORT SITE_HOST_PATTERN CASEPRO_DATABASE REDIS_HOST REDIS_PORT
    SECRET_KEY HOSTNAME SITE_API_HOST C_FORCE_ROOT SITE_CASE_RESPONSE_REQUIRED_TIME SITE_CONTACT_DISPLAY
    SITE_EXTERNAL_CONTACT_URL SITE_BACKEND MESSAGE_SYNC_INTERVAl SENTRY_DSN DEFAULT_FROM_EMAIL`,
  ],
  [
    'contentrepo',
    '0.0.41',
    'ALLOWED_HOSTS REDIS_LOCATION SECRET_KEY DATABASE_URL DJANGO_SETTINGS_MODULE PAGE_SIZE',
  ],
  ['elasticsearch', '7.10.1', 'discovery.type ES_JAVA_OPTS'],
];

test('every variable that One2One Youth gave is known at its versions, but one that is not read', () => {
  const unknown = GIVEN.flatMap(([program, version, names]) =>
    names.split(/\s+/).filter((name) => {
      const variable = PROGRAMS.get(program)?.variables[name];
      return variable === undefined || !livesAt(variable, version);
    }),
  );
  // Casepro v1.3.13 does not read it; a later settings.py does.
  expect(unknown).toEqual(['DEFAULT_FROM_EMAIL']);
});

/** The words of a duty's command, with what its options say; a word whose option says nothing is left out. */
function commandOf(program: string, duty: string, said: Readonly<Record<string, string>>): string {
  const { command = [], options = {} } = PROGRAMS.get(program)?.duties?.[duty] ?? {};
  return command
    .flatMap((word) => {
      const option = /\{(\w+)\}/.exec(word)?.[1];
      if (option === undefined) return [word];
      const usual = options[option]?.default;
      const value = said[option] ?? (typeof usual === 'object' ? usual.join(',') : usual);
      return value === undefined ? [] : [word.replace(`{${option}}`, String(value))];
    })
    .join(' ');
}

test.each([
  [
    'rapidpro',
    'worker',
    { queues: 'celery,batch' },
    '/venv/bin/celery --app=temba worker --loglevel=INFO --queues=celery,batch',
  ],
  ['rapidpro', 'beat', {}, '/venv/bin/celery --beat --app=temba worker --loglevel=INFO --queues=celery'],
  [
    'casepro',
    'beat',
    { concurrency: '2', timeLimit: '30', maxTasksPerChild: '100' },
    'celery --beat --app=casepro worker --loglevel=INFO --queues=celery,sync --concurrency=2 --time-limit=30 --max-tasks-per-child=100',
  ],
])('the duty of %s to %s runs the command of One2One Youth', (program, duty, said, command) => {
  expect(commandOf(program, duty, said)).toBe(command);
});
