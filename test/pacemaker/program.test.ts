import { beforeAll, describe, expect, test } from 'vitest';
import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { openStage } from '../../src/verify/stage.ts';
import { readCrm } from '../../templates/pacemaker/syntax.ts';
import { readAnswer, verification } from '../../templates/pacemaker/verify.ts';
import { hostNamed, siteOf } from '../real/compiled.ts';
import type { HostArtifacts, ProgramAnswer } from '../../src/target/verification.ts';

const PATH = '/etc/sitewright/pacemaker/cims.crm';

const SITE = `
sitewright: 1
site: example
title: Example
hosts:
  sms1: {platform: debian-12, addresses: {lan: 10.172.20.201}}
  sms2: {platform: debian-12, addresses: {lan: 10.172.20.202}}
pairs:
  cims:
    nodes: [sms1, sms2]
    primary: sms1
    address:
      at: 10.172.20.200/24
      mover: {pacemaker: {resource: admin_addr, interface: eth0, preference: 50}}
`;

let host: HostArtifacts;
beforeAll(async () => {
  expect((await ensurePrograms(verification.programs)).diagnostics).toEqual([]);
  host = hostNamed(await siteOf(SITE), 'sms2');
}, 300_000);

/** Asks about the rendered file with some text replaced; `more` is run in the same place, after the question. */
async function asked(from: string, to: string, more = 'true') {
  const file = host.files.get(PATH);
  if (!file?.text.includes(from)) throw new Error(`the file does not say ${from}`);
  const files = new Map([[PATH, { ...file, text: file.text.replace(from, to) }]]);
  const [check] = verification.checks({ ...host, files });
  const programs = await ensurePrograms(verification.programs);
  if (!check) throw new Error('nothing is asked');
  const stage = await openStage(check.stage, { program: programs.value?.get(check.program.id) ?? null });
  if (isFailure(stage)) throw new Error(stage.failed);
  try {
    const [env, shadow = '', ...command] = check.command;
    const words = command.map((word) =>
      word.includes('crm_verify') ? `${word}\necho '== more =='\n${more}` : word,
    );
    const answer: ProgramAnswer = await stage.run([env ?? '', shadow, ...words], { timeout: 120_000 });
    const [own = '', extra = ''] = answer.stdout.split('== more ==\n');
    return { said: check.read({ ...answer, stdout: own }), extra };
  } finally {
    await stage.close();
  }
}

const SIMULATE =
  'crm_simulate --xml-file /tmp/shadow.xml --simulate --quorum true --node-up sms1 --node-up sms2';

test('what crm shows afterwards decides', () => {
  const text = '# a\nprimitive admin_addr IPaddr2 \\\n  params ip=10.0.0.1\n';
  const shown = 'node 1: sms1\nprimitive admin_addr IPaddr2 \\\n\tparams ip="10.0.0.1"\n== verified ==\n';
  const of = (stdout: string): readonly string[] =>
    readAnswer(PATH, text, { status: 0, stdout, stderr: '' }).map(
      ({ line, message }) => `${line}: ${message}`,
    );
  expect(of(shown)).toEqual([]);
  expect(of(shown.replace('10.0.0.1', '10.0.0.2'))).toEqual([
    '2: primitive admin_addr is read as: IPaddr2 params ip=10.0.0.2',
  ]);
  expect(of('== verified ==\n')).toEqual(['2: primitive admin_addr is read as: nothing']);
  expect(of('oops\n')).toEqual(['null: crm does not load it: oops']);
});

describe('crmsh and pacemaker', { timeout: 240_000 }, () => {
  test('take the file as it was meant, twice, and start the address where it is said', async () => {
    const again = `crm --force configure load update ${PATH}; crm configure show; ${SIMULATE}`;
    const { said, extra } = await asked('primitive', 'primitive', again);
    expect(said).toEqual([]);
    const file = host.files.get(PATH)?.text ?? '';
    const kinds = ['primitive', 'location'];
    const shown = readCrm(extra.split('Current cluster status')[0] ?? '').filter(({ kind }) =>
      kinds.includes(kind),
    );
    expect(shown.map(({ line: _, ...one }) => one)).toEqual(readCrm(file).map(({ line: _, ...one }) => one));
    expect(extra).toMatch(/admin_addr\s+\(ocf:heartbeat:IPaddr2\):\s+Started sms1/);
  });

  test.each([
    ['an unknown parameter', 'cidr_netmask', 'cidr_netmsk', 7, /cidr_netmsk/],
    ['an unknown agent', 'IPaddr2', 'IPaddr9', null, /IPaddr9/],
    ['a line without its end', 'meta resource-stickiness=100', 'meta resource-stickiness=100 \\', null, /./],
  ])('refuse %s', async (_, from, to, line, message) => {
    const { said } = await asked(from, to);
    expect(said.map((one) => one.message).join('\n')).toMatch(message);
    if (line !== null) expect(said[0]?.line).toBe(line);
  });
});
