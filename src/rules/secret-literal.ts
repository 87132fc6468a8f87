import type { Span } from '../diagnostic.ts';
import { entriesOf, isFact, keyOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import { at, defineRule } from './rule.ts';
import { hidden, isLiteral, textsOf, within, type SaidText } from './said.ts';

/** A password is a secret by the type of its field, and wherever a URL holds one (RFC 3986, 3.2.1). */
export const secretLiteral = defineRule({
  id: 'secret-literal',
  severity: 'error',
  title: 'A password is written out',
  why: 'Everybody who can read the repository, now or later, has it; it stays in the history after it is removed.',
  fix: 'Name it under `secrets`, write `{secret: NAME}` in its place, and change it where it is in use.',
  *check(site) {
    for (const { name, value } of entriesOf(site.said.services)) {
      const password = value.external?.password;
      if (password && isLiteral(password))
        yield hidden(`The password of ${name.value} is a literal.`, placeOf(password));
    }
    for (const { name, value } of entriesOf(site.said.buckets))
      if (value.secretKey && isLiteral(value.secretKey))
        yield hidden(`The secret key of the bucket ${name.value} is a literal.`, placeOf(value.secretKey));
    for (const text of textsOf(site))
      for (const place of passwordsOf(text)) yield hidden('The URL holds a password.', place);
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
secrets: {smtp_password: {for: the mail relay}}
stacks: {main: {directory: /opt/main}}
services:
  relay: {external: {kind: smtp, address: mail.example.org, port: 587, user: site, password: {secret: smtp_password}}}
  app:
    container: {image: example/app, tag: 6.4.0}
    env:
      BROKER: {concat: ["amqp://app:", {secret: smtp_password}, "@queue:5672/"]}
      DOCS: https://example.org:8443/@team
      DEMO: {public: "https://demo:demo@example.org/"}
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
    env: {BROKER: "amqp://app:hunter2@queue:5672/"}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
services:
  relay: {external: {kind: smtp, address: mail.example.org, port: 587, user: site, password: hunter2}}
`,
  ],
});

const placeOf = (text: Located<M.Text>): Span => (isFact(text) ? at(text) : keyOf(text));

/** What a shell, a request or a printf pattern fills in is no password. */
const FILLED_IN = /^(\$\w+|\$\{[^}]*\}|\{[\w.]+\}|%s|\*+|\u2022+)$/;

function* passwordsOf({ text, at: place }: SaidText): Generator<Span> {
  if (!text.includes('://')) return;
  for (const [whole, user = '', password = ''] of text.matchAll(/:\/\/([^\s/?#@:]*):([^\s/?#]+)@/g))
    if (!FILLED_IN.test(password))
      yield within(place, whole, '://'.length + user.length + ':'.length, password.length);
}
