import { error, nowhere, warning } from '../../src/diagnostic.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { marked, spanIn } from './marked.ts';

export const PASSWORD = 'hunter2-Lvct';

const base = marked('sites/base/lvct.yaml', 'hosts:\n  lvct: {«platform: ubuntu-18.04»}\n');

const site = marked(
  'sites/ooy.yaml',
  `site: ooy
services:
  courier: {port: «8417»}
  mailroom:
    port: «8417»
    env:
      DATABASE_URL: «postgres://rapidpro:«${PASSWORD}»@db:5432/rapidpro»
      LOG_LEVEL: «debgu»
  «celery:
    queues: [celery]
»`,
);

const clash = error('port-clash', spanIn(site, 1), 'courier and mailroom both claim port 8417 of lvct.', {
  related: [
    { at: spanIn(site, 0), message: 'courier has it first' },
    { at: spanIn(base), message: 'on this host' },
  ],
  why: 'The one that starts last does not start.',
  help: 'Give one of them another port.',
});
const literal = error('secret/literal', spanIn(site, 2), `The URL holds the password "${PASSWORD}".`, {
  why: `Everybody who can read the repository has ${PASSWORD}.`,
  help: `Name a secret instead of ${PASSWORD}.`,
  related: [{ at: spanIn(site, 3), message: `this is ${PASSWORD}` }],
  masked: [spanIn(site, 3)],
});
/** knows nothing of the password in the line before it */
const level = warning(
  'program/unknown-value',
  spanIn(site, 4),
  'Unknown level "debgu". Did you mean "debug"?',
);
const idle = warning(
  'service-without-host',
  spanIn(site, 5),
  'celery runs nowhere, 100 %: on no host,\nin no role.',
);
const missing = error('workspace/missing', nowhere('sites/gone, or never: there.yaml'), 'No such file.');

/** One of each kind, in no order and one of them twice. */
export const findings: readonly Diagnostic[] = [idle, level, clash, missing, literal, { ...level }];
