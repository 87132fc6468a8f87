import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT } from '../compiled.ts';
import { Machine } from './machine.ts';
import { certificate } from './site.ts';

/** The files of a host as they are committed. */
function committed(host: string): ReadonlyMap<string, string> {
  const folder = join(PROJECT, 'out/ooy', host);
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [path.slice(folder.length), readFileSync(path, 'utf8')]),
  );
}

/** The list of secrets, filled in as its comments say. */
const filled = (list: string): string =>
  list.replace(/^([a-z0-9_.]+)=(@?)$/gm, (_, name: string, at: string) =>
    at === '@' ? `${name}=@site.pem` : `${name}=value-of_${name}.1`,
  );

const WITH_SECRETS = ['--secrets', '/root/secrets'];
const LOCK = ['/run/sitewright.ooy.lock'];

async function machineOf(host: string): Promise<Machine> {
  const machine = new Machine(host);
  machine.bring(committed(host));
  machine.write('/root/secrets', filled(committed(host).get('/secrets.list') ?? ''), 0o600);
  machine.write('/root/site.pem', await certificate(), 0o600);
  return machine;
}

describe.each([
  [
    'lvct',
    'ID=ubuntu\nVERSION_ID="18.04"\n',
    [
      'pg_createcluster --encoding UTF8 --locale C.UTF-8 10 main',
      'sysctl --quiet --load /etc/sysctl.d/60-ooy.conf',
      'systemctl enable nftables.service',
      'systemctl reload-or-restart nftables.service',
      'systemctl daemon-reload',
      'systemctl daemon-reload',
      'systemctl reload-or-restart postgresql@10-main.service',
      'systemctl enable redis-server.service',
      'systemctl restart redis-server.service',
      'docker compose --project-directory /opt/ooy/combined --file /opt/ooy/combined/compose.yaml up --detach --quiet-pull --remove-orphans',
    ],
  ],
  ['pbx', 'ID=other\nVERSION_ID="1"\n', []],
] as const)('the committed install of %s', (host, release, actions) => {
  let machine: Machine;
  const files = [...committed(host).keys()].filter((path) => !/^\/(install|secrets\.list)$/.test(path));
  beforeAll(async () => {
    machine = await machineOf(host);
    machine.write('/etc/os-release', release);
  });
  afterAll(() => machine?.close());

  it('says all that it would do, and changes nothing', () => {
    const before = machine.tree(LOCK);
    const { status, stdout, stderr } = machine.install(['--dry-run', ...WITH_SECRETS], { postgresql: true });
    expect([status, stderr]).toEqual([0, '']);
    const lines = stdout.split('\n');
    for (const path of files)
      expect(
        lines.some((line) => [`new ${path}`, `changed ${path}`].some((one) => line.startsWith(one))),
      ).toBe(true);
    expect(stdout).toContain('This was a dry run. Nothing was changed.\n');
    expect(machine.actions()).toEqual([]);
    expect(machine.tree(LOCK)).toEqual(before);
  });

  it('does it, and its programs are told in their order', () => {
    expect(machine.install(WITH_SECRETS, { postgresql: true })).toMatchObject({ status: 0, stderr: '' });
    expect(machine.actions().filter((line) => !/^runuser |^docker network inspect /.test(line))).toEqual(
      actions,
    );
    for (const path of files) expect(machine.read(path)).not.toContain('${secret:');
  });

  it('does nothing when it runs again', () => {
    const before = machine.tree(LOCK);
    expect(machine.install([], { postgresql: true })).toEqual({
      status: 0,
      stdout: `${host} is as it should be. Nothing was changed.\n`,
      stderr: '',
    });
    expect(machine.actions()).toEqual([]);
    expect(machine.tree(LOCK)).toEqual(before);
  });
});
