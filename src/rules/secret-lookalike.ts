import type { Span } from '../diagnostic.ts';
import { defineRule, type Finding } from './rule.ts';
import { namedOf } from './named.ts';
import { hidden, textsOf, within } from './said.ts';

/** The last words of names that hold a credential; `key` alone names many other things. */
const SECRET_NAME =
  /(^|_)(password|passwd|passphrase|pwd|pass|requirepass|masterauth|secret|token|credentials?|apikey|authtoken|secretkey|(api|auth|secret|access|private|signing|encryption)_key)$/;

/** Credentials that their issuers made recognisable, and a URL whose user alone is as long as a key. */
const SHAPES: readonly RegExp[] = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(AKIA|ASIA)[0-9A-Z]{16}\b/,
  /\b(gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{22,255}|glpat-[A-Za-z0-9_-]{20,255})\b/,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,255}/,
  /\b[rs]k_live_[A-Za-z0-9]{16,255}\b/,
  /\bAIza[A-Za-z0-9_-]{35}\b/,
  /\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}\b/,
  /\beyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,2000}/,
  /:\/\/[A-Za-z0-9_-]{20,255}@/,
];

/** No shape is shorter. */
const SHORTEST = 15;

/** A literal that its name or its shape gives away. */
export const secretLookalike = defineRule({
  id: 'secret-lookalike',
  severity: 'warning',
  title: 'A literal looks like a credential',
  why: 'If it is one, everybody who can read the repository has it.',
  fix: 'Name it under `secrets` and write `{secret: NAME}` in its place; if it is none, write `{public: …}` around it.',
  *check(site) {
    const seen = new Set<string>();
    for (const finding of [...byName(site), ...byShape(site)]) {
      const place = `${finding.at.source.name}:${finding.at.start}`;
      if (!seen.has(place)) yield finding;
      seen.add(place);
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
secrets: {api_token: {for: the reports}}
stacks: {main: {directory: /opt/main}}
services:
  app:
    container: {image: example/app, tag: 6.4.0}
    env:
      API_TOKEN: {concat: ["Token ", {secret: api_token}]}
      TOKEN_FILE: /run/secrets/token
      PUSH_API_KEY: {public: 7c9e6679f4b14dd3a1f0}
      TOKEN_SECONDS: 3600
      AUTH_TOKEN: ""
      PASSWORD: /run/secrets/password
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  app:
    container: {image: example/app, tag: 6.4.0}
    env: {ADMIN_PASSWORD: hunter2}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
files:
  settings: {path: /etc/app.json, format: json, content: {mail: {apiKey: 7c9e6679f4b14dd3}}}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  cache:
    container: {image: example/cache, tag: 6.4.0, command: [cache-server, --requirepass, hunter2]}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  app:
    container: {image: example/app, tag: 6.4.0}
    env: {SENTRY_DSN: "https://0123456789abcdef0123456789abcdef@sentry.example.org/7"}
`,
  ],
});

function* byName(site: Parameters<typeof textsOf>[0]): Generator<Finding> {
  for (const { name, value, place } of namedOf(site))
    if (SECRET_NAME.test(wordsOf(name)) && mayBeCredential(value))
      yield hidden(`${name} is a literal.`, place);
}

/** `apiKey`, `API-KEY` and `api.key` as `api_key` */
const wordsOf = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toLowerCase();

/** Paths, addresses and words for nothing are no credentials; a password inside an address is another rule's. */
const mayBeCredential = (value: string): boolean =>
  value.trim() !== '' &&
  !/^\/|:\/\/|^\$\w+$|^\$\{[^}]*\}$|^(true|false|none|null|no|yes|on|off)$/i.test(value);

function* byShape(site: Parameters<typeof textsOf>[0]): Generator<Finding> {
  for (const { text, at: place } of textsOf(site)) {
    if (text.length < SHORTEST) continue;
    const found = SHAPES.map((shape) => shape.exec(text)?.[0]).find((match) => match !== undefined);
    if (found !== undefined) yield hidden('This has the shape of a credential.', shapePlace(place, found));
  }
}
const shapePlace = (place: Span, found: string): Span =>
  found.startsWith('-----BEGIN')
    ? place
    : found.startsWith('://')
      ? within(place, found, '://'.length, found.length - '://@'.length)
      : within(place, found);
