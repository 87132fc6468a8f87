import { describe, expect, test } from 'vitest';
import { json } from '../../src/report/json.ts';
import { pretty } from '../../src/report/pretty.ts';
import { compiled } from '../compiled.ts';

const HEAD = `sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
`;
const SECRET = 'secrets: {db_password: {for: the database}}\n';
const env = (line: string): string =>
  `${HEAD}services:\n  app:\n    container: {image: example/app, tag: 6.4.0}\n    env:\n      ${line}\n`;
const container = (more: string): string =>
  `${HEAD}services:\n  app: {container: {image: example/app, tag: 6.4.0, ${more}}}\n`;

type Row = readonly [title: string, manifest: string, credential: string];

const LITERALS: readonly Row[] = [
  ['a URL', env('DATABASE_URL: postgres://app:Ah9-kfe3@db/app'), 'Ah9-kfe3'],
  ['a URL without a user', env('REDIS: redis://:Ah9-kfe3@cache:6379/0'), 'Ah9-kfe3'],
  ['a URL with an @ in the password', env('DATABASE_URL: postgres://app:Ah9@kfe3@db/app'), 'Ah9@kfe3'],
  ['a URL inside other words', env('DSN: "primary=postgres://app:Ah9-kfe3@db/app pool=3"'), 'Ah9-kfe3'],
  ['a piece of a URL', env('DSN: {concat: ["amqp://app:Ah9-kfe3@", queue]}'), 'Ah9-kfe3'],
  [
    'a remark',
    env('A: b').replace('    env:', '    note: "was amqp://app:Ah9-kfe3@queue"\n    env:'),
    'Ah9-kfe3',
  ],
  [
    'a block of text',
    `${HEAD}files:\n  conf:\n    path: /etc/app.conf\n    format: text\n    content: |\n      one\n      db = postgres://app:Ah9-kfe3@db/app\n`,
    'Ah9-kfe3',
  ],
  [
    'the password of an endpoint, as a number',
    `${HEAD}services:\n  relay: {external: {kind: smtp, address: mail.example.org, port: 587, user: app, password: 8417417}}\n`,
    '8417417',
  ],
  [
    'the secret key of a bucket',
    `${HEAD}buckets: {media: {name: media, region: eu-west-1, secretKey: Ah9-kfe3}}\n`,
    'Ah9-kfe3',
  ],
];

const LOOKALIKES: readonly Row[] = [
  ['a variable', env('DB_PASSWORD: Ah9-kfe3'), 'Ah9-kfe3'],
  ['a quoted variable', env('SECRET_KEY: "Ah9 \\"kfe3"'), 'Ah9'],
  ['a number', env('ADMIN_PASS: 8417417'), '8417417'],
  ['a variable put together', env('API_TOKEN: {concat: [Ah9-kfe3]}'), 'Ah9-kfe3'],
  ['an option with =', container('command: [serve, --api-token=Ah9-kfe3]'), 'Ah9-kfe3'],
  ['an option in a line', container('command: "serve --password Ah9-kfe3 --port 8417"'), 'Ah9-kfe3'],
  ['a label', container('labels: {app.auth-token: Ah9-kfe3}'), 'Ah9-kfe3'],
  ['a build argument', container('build: {context: /srv/app, args: {NPM_TOKEN: Ah9-kfe3}}'), 'Ah9-kfe3'],
  [
    'a key of a file',
    `${HEAD}files: {a: {path: /etc/a.yaml, format: yaml, content: {list: [{dbPassword: Ah9-kfe3}, 1]}}}\n`,
    'Ah9-kfe3',
  ],
  ['the id of a key of AWS', env('AWS: AKIAIOSFODNN7EXAMPLE'), 'AKIAIOSFODNN7EXAMPLE'],
  ['a token of GitHub', env(`REPO: "x ghp_${'a1'.repeat(18)}"`), 'a1'.repeat(18)],
];

const FINE: readonly (readonly [title: string, manifest: string])[] = [
  ['a reference', env('DB_PASSWORD: {secret: db_password}') + SECRET],
  ['a reference in a text', env('AUTH_TOKEN: {concat: ["Token ", {secret: db_password}]}') + SECRET],
  ['said to be public', env('PUSH_API_KEY: {public: Ah9-kfe3}')],
  ['a URL said to be public', env('DEMO: {public: "https://demo:Ah9-kfe3@example.org"}')],
  ['a path', env('DB_PASSWORD: /run/secrets/db')],
  ['a name that says file', env('DB_PASSWORD_FILE: db')],
  ['a name that says seconds', env('TOKEN_SECONDS: 3600')],
  ['nothing', env('DB_PASSWORD: ""')],
  ['a variable of the shell in a URL', env('DB: "postgres://app:$PASSWORD@db"')],
  ['a port and an @ in a path', env('DOCS: https://example.org:8417/@team')],
  ['a mail address', env('FROM: "mailto:app@example.org"')],
  ['a plain key', env('PARTITION_KEY: region')],
  ['an option before an option', container('command: [serve, --token, --port, "8417"]')],
];

describe('a credential is found, and no report prints it', () => {
  test.each([
    ...LITERALS.map((row) => ['error', 'secret-literal', ...row] as const),
    ...LOOKALIKES.map((row) => ['warning', 'secret-lookalike', ...row] as const),
  ])('%s[%s]: %s', async (severity, code, _title, manifest, credential) => {
    const { diagnostics } = await compiled(manifest);
    expect(diagnostics.map((one) => [one.severity, one.code])).toEqual([[severity, code]]);
    expect(manifest).toContain(credential);
    expect(pretty(diagnostics, { color: false })).not.toContain(credential);
    expect(json(diagnostics)).not.toContain(credential);
  });
});

test.each(FINE)('nothing is said about %s', async (_title, manifest) => {
  const { diagnostics } = await compiled(manifest);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
});

test('the text of a side file is looked at too', async () => {
  const manifest = `${HEAD}files: {a: {path: /etc/a.conf, format: text, source: a.conf}}\n`;
  const { diagnostics } = await compiled(manifest, {
    'example/a.conf': 'one\nurl = amqp://app:Ah9-kfe3@queue\n',
  });
  const [finding] = diagnostics;
  expect(diagnostics.map(({ code }) => code)).toEqual(['secret-literal']);
  expect(finding?.at.source.name).toBe('sites/example/a.conf');
  expect(finding && finding.at.source.text.slice(finding.at.start, finding.at.end)).toBe('Ah9-kfe3');
});

test('a credential in a parent is shown there', async () => {
  const { diagnostics } = await compiled(
    'sitewright: 1\nsite: example\ntitle: Example\nextends: [base/common.yaml]\nhosts: {web1: {platform: debian-12}}\nstacks: {main: {directory: /opt/main}}\nservices: {app: {container: {image: example/app, tag: 6.4.0}, envSets: [common]}}\n',
    { 'base/common.yaml': 'envSets: {common: {ADMIN_PASSWORD: Ah9-kfe3}}\n' },
  );
  expect(diagnostics.map(({ code, at }) => [code, at.source.name])).toEqual([
    ['secret-lookalike', 'sites/base/common.yaml'],
  ]);
});
