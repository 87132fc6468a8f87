import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCase } from '../cases.ts';
import { PROJECT } from '../compiled.ts';
import { functionsOf, scriptOf } from './script.ts';

const ROLES = ['primary', 'standby'];
const STATUSES = ['working', 'disabled', 'transient', 'failure'];
const PEERS = ['', ...ROLES.flatMap((role) => STATUSES.map((status) => `${role} ${status}`))];

/** By section 1.9 of the manual of the cluster: WORKING_SLAVE, SUPPORTED_MASTER, SINGLE_MASTER, and none of them. */
function expected(role: string, status: string, peer: string): string {
  if (status !== 'working') return 'none';
  if (role === 'standby') return peer === 'primary working' ? 'working standby' : 'none';
  return peer === 'standby working' ? 'supported primary' : 'single primary';
}

test('what a node and its peer are decides when it dumps', async () => {
  const path = join(PROJECT, 'templates/sitectl/cases/backups-of-a-pair.txt');
  const { inputs } = readCase(readFileSync(path, 'utf8'));
  const script = functionsOf(await scriptOf(inputs.get('site.yaml') ?? '', 'sms2'));
  const rows = ROLES.flatMap((role) =>
    STATUSES.flatMap((status) => PEERS.map((peer) => ({ role, status, peer }))),
  );
  const calls = rows.map(
    ({ role, status, peer }) =>
      `role=${role} status=${status} answer='${peer}' when=''; find_when; echo "\${when:-none}"`,
  );
  const said = execFileSync('bash', ['-s'], {
    encoding: 'utf8',
    input: [
      script,
      'look() { my_role=$role my_status=$status; }',
      'look_at_peer() { peer_word=$answer; [[ -n $answer ]]; }',
      "paired=yes when_working_standby='working standby'",
      "when_supported_primary='supported primary' when_single_primary='single primary'",
      ...calls,
      // A server that this node has alone.
      'paired=no role=standby status=failure when=\'\'; find_when; echo "$when"',
    ].join('\n'),
  });
  expect(said.trimEnd().split('\n')).toEqual([
    ...rows.map(({ role, status, peer }) => expected(role, status, peer)),
    'single primary',
  ]);
  expect(new Set(rows.map(({ role, status, peer }) => expected(role, status, peer))).size).toBe(4);
});
