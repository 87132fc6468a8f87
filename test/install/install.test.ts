import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MANIFEST, SECRETS, certificate, hostOf, secretsFile } from './site.ts';
import { Machine, type Running, type Said } from './machine.ts';

let files: ReadonlyMap<string, string>;
let pem: Buffer;
let first: Machine;
beforeAll(async () => {
  [files, pem] = await Promise.all([hostOf(MANIFEST), certificate()]);
  first = prepared(new Machine());
  expect(first.install(WITH_SECRETS)).toMatchObject({ status: 0, stderr: '' });
});
afterAll(() => first?.close());

const machines: Machine[] = [];
afterEach(() => {
  for (const machine of machines.splice(0)) machine.close();
});

/** What a run may leave while nothing is changed: the lock, in memory. */
const LOCK = ['/run/sitewright.example.lock'];
const STATE = '/var/lib/sitewright/example';

function fresh(values: Readonly<Record<string, string>> = SECRETS): Machine {
  const machine = new Machine();
  machines.push(machine);
  return prepared(machine, values);
}

function prepared(machine: Machine, values: Readonly<Record<string, string>> = SECRETS): Machine {
  machine.bring(files);
  machine.write('/root/secrets', secretsFile(values), 0o600);
  machine.write('/root/site.pem', pem, 0o600);
  return machine;
}

const WITH_SECRETS = ['--secrets', '/root/secrets'];

/** A machine on which the first run is done. */
function installed(): Machine {
  const machine = new Machine('web1', first);
  machines.push(machine);
  return machine;
}

/** Runs, and holds that nothing at all was changed. */
function unchanged(machine: Machine, argv: readonly string[] = [], running: Running = {}): Said {
  const before = machine.tree(LOCK);
  const said = machine.install(argv, running);
  expect(machine.actions()).toEqual([]);
  expect(machine.tree(LOCK)).toEqual(before);
  return said;
}

const with_ = (changes: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> =>
  hostOf(Object.entries(changes).reduce((text, [from, to]) => replaced(text, from, to), MANIFEST));

function replaced(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

/** Actions without their long arguments. */
const short = (actions: readonly string[]): readonly string[] =>
  actions
    .filter((line) => !line.includes('pg_is_in_recovery'))
    .map((line) =>
      line
        .replace('--project-directory /opt/main --file /opt/main/compose.yaml ', '')
        .replace(' --detach --quiet-pull --remove-orphans', '')
        .replace(
          /runuser -u postgres -- psql .*(pending_restart|pg_hba_file_rules|bootstrap\.sql).*/,
          'psql $1',
        )
        .replace('.service', ''),
    );

describe('the first run', () => {
  it('puts every file in its place, filled, with its owner and mode, and tells each program once', () => {
    const machine = fresh();
    const said = machine.install(WITH_SECRETS, { postgresql: true });
    expect(said).toMatchObject({ status: 0, stderr: '' });
    expect(short(machine.actions())).toEqual([
      'pg_createcluster --encoding UTF8 --locale C.UTF-8 15 main',
      'sysctl --quiet --load /etc/sysctl.d/60-example.conf',
      'systemctl daemon-reload',
      'systemctl reload-or-restart postgresql@15-main',
      'psql pg_hba_file_rules',
      'psql pending_restart',
      'systemctl enable redis-server',
      'systemctl restart redis-server',
      'psql bootstrap.sql',
      'docker compose up',
    ]);
    const tree = machine.tree();
    for (const [path, rights] of [
      ['/etc/redis/access.conf', '640 106:106'],
      ['/etc/redis/redis.conf', '640 106:106'],
      ['/etc/postgresql/15/main/pg_hba.conf', '640 105:105'],
      ['/etc/sitewright/postgresql/main/bootstrap.sql', '600 105:105'],
      ['/opt/main/.env', '600 0:0'],
      ['/opt/main/compose.yaml', '644 0:0'],
      ['/etc/sitewright/secrets', 'folder 711 0:0'],
      ['/etc/sitewright/secrets/app_key', '600 0:0'],
      ['/etc/sitewright/secrets/site_crt', '644 0:0'],
      [STATE, 'folder 700 0:0'],
    ] as const)
      expect([path, tree.get(path)?.startsWith(rights)]).toEqual([path, true]);
    for (const path of files.keys())
      if (path !== '/install' && path !== '/secrets.list')
        expect(machine.read(path)).not.toContain('${secret:');
    // Its folder with secrets is gone, and no file is left beside its place.
    expect(
      [...tree.keys()].filter((path) => /^\/run\/.*\.......$|^\/var\/tmp\/|\.sitewright$/.test(path)),
    ).toEqual([]);
    // What Debian had put there is kept.
    expect(machine.read(`${STATE}/found/etc/redis/redis.conf`)).toBe('# by Debian\n');
    expect(said.stdout).not.toContain('Debian');
  });

  it('tells no secret to anybody: not on the terminal, in no argument, in no file of the state', () => {
    const machine = fresh();
    const { stdout, stderr } = machine.install(WITH_SECRETS);
    const heard = [
      stdout,
      stderr,
      ...machine.actions(),
      machine.run(['cat', ...['owned', 'retire', 'digests', 'pending'].map((name) => `${STATE}/${name}`)])
        .stdout,
    ];
    for (const value of Object.values(SECRETS)) expect(heard.join('\n')).not.toContain(value);
  });

  it('changes nothing when it runs again, and says so', () => {
    const machine = installed();
    expect(unchanged(machine)).toEqual({
      status: 0,
      stdout: 'web1 is as it should be. Nothing was changed.\n',
      stderr: '',
    });
    expect(unchanged(machine, WITH_SECRETS).status).toBe(0);
  });
});

describe('a dry run', () => {
  it('says everything that a run would do, and changes nothing', () => {
    const machine = fresh();
    const said = unchanged(machine, ['--dry-run', ...WITH_SECRETS]);
    expect(said).toMatchObject({ status: 0, stderr: '' });
    expect(said.stdout).toContain('new secret app_key\n');
    expect(said.stdout).toContain('new /opt/main/compose.yaml\n');
    expect(said.stdout).toContain('  (what is there now is not ours and is not shown)\n');
    expect(said.stdout).toMatch(/redis-server\.service: restart\n/);
    for (const value of Object.values(SECRETS)) expect(said.stdout).not.toContain(value);
  });

  it('shows nothing of a file that is not ours, also after a first run that failed', () => {
    const machine = fresh();
    machine.write('/etc/redis/redis.conf', 'requirepass of-the-host\n', 0o640, 106);
    machine.write('/etc/motd', 'the host has a door code\n');
    for (const run of ['first', 'second']) {
      const { status, stdout } = unchanged(machine, ['--dry-run', ...WITH_SECRETS]);
      expect([run, status]).toEqual([run, 0]);
      for (const path of ['/etc/redis/redis.conf', '/etc/motd']) expect(stdout).toContain(`changed ${path}`);
      expect(stdout).toContain('  (what is there now is not ours and is not shown)\n');
      expect(stdout).not.toMatch(/of-the-host|door code/);
      machine.install(WITH_SECRETS, { failing: ['pg_createcluster'] });
      machine.actions();
    }
  });

  it('shows what changes in a file, and not where it holds a secret', async () => {
    const machine = installed();
    machine.bring(await with_({ 'vm.swappiness: 10': 'vm.swappiness: 20', 'workers: 2': 'workers: 3' }));
    const { stdout } = unchanged(machine, ['--dry-run']);
    expect(stdout).toContain('-vm.swappiness = 10\n+vm.swappiness = 20\n');
    expect(stdout).toContain(
      'changed /opt/main/app.json\n  (it holds secrets; what changes in it is not shown)\n',
    );
  });
});

describe('a changed run tells exactly the units of effect', () => {
  it.each([
    [
      'a kernel setting',
      { 'vm.swappiness: 10': 'vm.swappiness: 20' },
      ['sysctl --quiet --load /etc/sysctl.d/60-example.conf'],
    ],
    ['a text that nothing reads', { 'Welcome.': 'Good day.' }, []],
    [
      'a route of a web server',
      { '/}, to: {service: app}}': '/}, to: {service: app}, timeouts: {read: 90s}}' },
      ['docker compose up'],
    ],
    ['a port of the application', { '{number: 8417}': '{number: 8418}' }, ['docker compose up']],
    [
      'a user',
      { 'users: {app: {': 'users: {reader: {password: {secret: app_db_password}}, app: {' },
      ['psql bootstrap.sql'],
    ],
    [
      'a number of the cache',
      { 'caches: {app: {number: 0}}': 'caches: {app: {number: 1}}' },
      ['systemctl enable redis-server', 'systemctl restart redis-server'],
    ],
    ['the variables of a container', { 'LEVEL: info': 'LEVEL: debug' }, ['docker compose up']],
    [
      'the mode of a file',
      { 'format: text, content: Welcome.': 'format: text, mode: "0640", content: Welcome.' },
      [],
    ],
  ])('%s', async (_, changes: Readonly<Record<string, string>>, actions) => {
    const machine = installed();
    machine.bring(await with_(changes));
    expect(machine.install()).toMatchObject({ status: 0, stderr: '' });
    expect(short(machine.actions())).toEqual(actions);
    expect(unchanged(machine).status).toBe(0);
  });

  it('a new value under the same name reaches each file that holds it, and each program that has read it', () => {
    const machine = installed();
    machine.write('/root/secrets', secretsFile({ ...SECRETS, app_key: 'another "one"' }), 0o600);
    expect(machine.install(WITH_SECRETS)).toMatchObject({ status: 0, stderr: '' });
    // Compose sees the variable; the container that has the other file mounted must read it again.
    expect(short(machine.actions())).toEqual(['docker compose up', 'docker compose restart app']);
    expect(JSON.parse(machine.read('/opt/main/app.json'))).toEqual({ key: 'another "one"', workers: 2 });
    expect(unchanged(machine).status).toBe(0);
  });

  it('a renewed certificate, put there by others, restarts who has read the old one', () => {
    const machine = installed();
    machine.write('/etc/sitewright/secrets/site_crt', Buffer.concat([pem, Buffer.from('\n')]), 0o644);
    expect(machine.install()).toMatchObject({ status: 0, stderr: '' });
    expect(short(machine.actions())).toEqual(['docker compose restart nginx']);
    expect(unchanged(machine).status).toBe(0);
  });

  it('a raised generation asks for a new value and keeps the old one for the way back', async () => {
    const machine = installed();
    machine.bring(await with_({ 'app_token: {for: the API}': 'app_token: {for: the API, generation: 2}' }));
    expect(unchanged(machine).stderr).toContain('missing secret: app_token.2\n');
    machine.write('/root/more', 'app_token.2=next\n', 0o600);
    const said = machine.install(['--secrets', '/root/more']);
    expect(said).toMatchObject({ status: 0, stderr: '' });
    expect(said.stdout).toContain('No file of web1 needs /etc/sitewright/secrets/app_token any more.\n');
    expect(short(machine.actions())).toEqual(['docker compose up']);
    expect(machine.read('/opt/main/app.env')).toContain("TOKEN='next'\n");
  });
});

describe('before anything is changed', () => {
  it('a missing secret ends the run', () => {
    const said = unchanged(fresh({ app_key: 'x' }), WITH_SECRETS);
    expect(said.status).toBe(1);
    expect(said.stderr).toContain('missing secret: app_db_password\n');
    expect(said.stderr).toContain('Nothing was changed.\n');
  });

  it.each([
    ['a newline that is no newline', { app_key: 'a\u0085b' }, 'app_key holds a newline, another control'],
    ['a control character', { app_key: 'a\u0007b' }, 'app_key holds a newline, another control'],
    ['a separator of lines', { app_key: 'a\u2028b' }, 'app_key holds a newline, another control'],
    ['a noncharacter', { app_key: 'a\ufffeb' }, 'app_key holds a newline, another control'],
    ['what is not url-safe', { app_token: 'a b' }, 'app_token holds more than letters'],
    [
      'a backslash where compose cannot have one',
      { app_key: "a\\'b" },
      'app_key cannot stand in /opt/main/.env',
    ],
    ['no end of length', { app_key: 'x'.repeat(9000) }, 'app_key has 9000 bytes'],
  ])('an unsafe secret value ends the run: %s', (_, values, words) => {
    const said = unchanged(fresh({ ...SECRETS, ...values }), WITH_SECRETS);
    expect(said.status).toBe(1);
    expect(said.stderr).toContain(`unsafe secret value: ${words}`);
  });

  it('bytes that are no UTF-8 end the run', () => {
    const machine = fresh();
    machine.write('/root/secrets', Buffer.from('app_key=a\xffb\n', 'latin1'), 0o600);
    expect(unchanged(machine, WITH_SECRETS).stderr).toContain('unsafe secret value: app_key holds');
    machine.write('/root/secrets', 'app_key=a\u0000b\n', 0o600);
    expect(unchanged(machine, WITH_SECRETS).stderr).toContain('/root/secrets holds a NUL');
  });

  it('a value that begins with @ is no path, and is not told', () => {
    const machine = fresh({ ...SECRETS, app_key: '@opensesame' });
    const said = unchanged(machine, WITH_SECRETS);
    expect(said.status).toBe(1);
    expect(said.stderr).toContain('/root/secrets, line 3: the file for the secret app_key is not there.\n');
    expect(said.stdout + said.stderr).not.toContain('opensesame');
  });

  it('a file of secrets that others may read ends the run', () => {
    const machine = fresh();
    machine.write('/root/secrets', secretsFile(), 0o640);
    expect(unchanged(machine, WITH_SECRETS).stderr).toContain('others than root may read /root/secrets');
  });

  it('a file behind @ that others may read ends the run, unless everybody may read the secret', () => {
    const machine = fresh();
    machine.write('/root/site.pem', pem, 0o644);
    const said = unchanged(machine, WITH_SECRETS);
    expect(said.status).toBe(1);
    expect(said.stderr).toContain(
      'line 6: others than root may read or change the file for the secret site_key.\n' +
        '  chown root: /root/site.pem && chmod 0600 /root/site.pem\n',
    );
  });

  it('a stored secret that others may read ends the run', () => {
    const machine = installed();
    machine.write('/etc/sitewright/secrets/app_key', 'x', 0o644);
    expect(unchanged(machine).stderr).toContain('chown root: /etc/sitewright/secrets/app_key && chmod 0600');
  });

  it.each([
    ['/opt/main/compose.yaml', 'services:', 'servicess:', /servicess/],
    [
      '/opt/main/front/nginx.conf',
      'proxy_pass',
      'proxy_pas',
      /unknown directive "proxy_pas" in \/etc\/nginx\/nginx.conf/,
    ],
    ['/etc/redis/redis.conf', 'databases', 'databasess', /databasess 1/],
    ['/etc/redis/access.conf', 'requirepass ', 'requirepas ', /requirepas "\*{8}"/],
    [
      '/etc/postgresql/15/main/postgresql.conf',
      'port = 5432',
      'port = many',
      /invalid value for parameter "port"/,
    ],
    [
      '/etc/postgresql/15/main/postgresql.conf',
      'port = 5432',
      'prt = 5432',
      /unrecognized configuration parameter "prt"/,
    ],
  ])('a damaged %s is refused by its own program', (path, from, to, words) => {
    const machine = installed();
    const damaged = new Map(files).set(path, replaced(files.get(path) ?? '', from, to));
    machine.bring(damaged);
    const said = unchanged(machine);
    expect(said.status).toBe(1);
    expect(said.stderr).toMatch(words);
    expect(said.stderr).toContain('are not accepted.\nNothing was changed.\n');
    for (const value of Object.values(SECRETS)) expect(said.stderr).not.toContain(value);
  });

  it.each([
    [
      '/etc/postgresql/15/main/pg_hba.conf',
      'scram-sha-256',
      'scram-sha-257',
      /invalid authentication method/,
    ],
    [
      '/etc/postgresql/15/main/pg_hba.conf',
      '"postgres" peer',
      '"postgres" reject',
      /pg_hba.conf rejects connection/,
    ],
    [
      '/etc/sitewright/postgresql/main/bootstrap.sql',
      'NOSUPERUSER',
      'NOSUPERUSSER',
      /psql:\/etc\/sitewright\/postgresql\/main\/bootstrap.sql:\d+: ERROR: .*NOSUPERUSSER/i,
    ],
    [
      '/etc/sitewright/postgresql/main/bootstrap.sql',
      'OWNER TO "app"',
      'OWNER TO "apps"',
      /role "apps" does not exist/,
    ],
  ])('a damaged %s is refused by a server that is started to be asked', (path, from, to, words) => {
    const machine = installed();
    machine.bring(new Map(files).set(path, replaced(files.get(path) ?? '', from, to)));
    const said = unchanged(machine, [], { postgresql: true });
    expect(said.status).toBe(1);
    expect(said.stderr).toMatch(words);
    expect(said.stderr).toContain('the files of postgresql main are not accepted.\nNothing was changed.\n');
    expect(said.stderr).not.toContain('/tmp/');
    for (const value of Object.values(SECRETS)) expect(said.stderr).not.toContain(value);
  });

  it('a mark that nobody made is refused', () => {
    const machine = installed();
    machine.bring(new Map(files).set('/etc/motd', 'Hello ${secret:other}\n'));
    expect(unchanged(machine).stderr).toContain(
      '/etc/motd holds a mark of other, which is no secret of web1.',
    );
  });

  it('the wrong machine is refused, until somebody says that it is the right one', () => {
    const machine = new Machine('elsewhere');
    machines.push(machine);
    machine.bring(files);
    expect(unchanged(machine).stderr).toContain('this machine calls itself elsewhere');
    expect(unchanged(machine, ['--host', 'web1']).stderr).toContain('missing secret');
    machine.write('/etc/os-release', 'ID=ubuntu\nVERSION_ID="18.04"\n');
    expect(unchanged(machine).stderr).toContain('these files are for debian 12, and this is ubuntu 18.04.');
  });

  it('another host of the site is refused on a machine that has had its own', async () => {
    const machine = installed();
    machine.bring(
      await with_({
        'web1: {': 'web2: {',
        'version: 15\n    on: web1': 'version: 15\n    on: web2',
        "version: '7.0'\n    on: web1": "version: '7.0'\n    on: web2",
      }),
    );
    machine.write('/srv/out/install', (files.get('/install') ?? '').replace('host=web1', 'host=web2'), 0o755);
    expect(unchanged(machine).stderr).toContain(
      'this machine is web1 of example, and these are the files of web2.',
    );
  });

  it('missing programs are named with the line that installs them', () => {
    const machine = fresh();
    machine.write(
      '/srv/out/install',
      (files.get('/install') ?? '').replaceAll('redis-server ', 'redis-serverr '),
      0o755,
    );
    expect(unchanged(machine, WITH_SECRETS).stderr).toMatch(/redis-serverr is missing\n {2}apt-get install /);
  });

  it.each([
    ['docker compose version', 'docker has no plugin compose: install docker-compose-plugin.'],
    ['docker version', 'the daemon of Docker does not answer: systemctl start docker'],
  ])('what is there and does not work is said by its name: %s', (failing, words) => {
    const said = unchanged(fresh(), WITH_SECRETS, { failing: [failing] });
    expect(said).toEqual({
      status: 1,
      stdout: '',
      stderr: `install: a program that is needed does not work.\n  ${words}\nNothing was changed.\n`,
    });
  });

  it('a call that nobody understands ends with 2', () => {
    for (const argv of [['--dryrun'], ['--secrets'], ['x']]) expect(unchanged(fresh(), argv).status).toBe(2);
    expect(unchanged(fresh(), ['--help'])).toMatchObject({ status: 0, stderr: '' });
  });

  it('a folder in the place of a file ends the run', () => {
    const machine = fresh();
    machine.write('/etc/motd/x', '');
    expect(unchanged(machine, WITH_SECRETS).stderr).toContain(
      '/etc/motd is a folder, and a file belongs there.',
    );
  });
});

describe('a server that is started to be asked', () => {
  it('ends with a run that is ended', () => {
    const machine = fresh();
    machine.addProgram('redis-server', '#!/bin/bash\ntouch /run/asked\nexec sleep 1000\n');
    const { status, stdout, stderr } = machine.run([
      ...['bash', '-c'],
      `/srv/out/install --secrets /root/secrets & until [[ -e /run/asked ]]; do sleep 0.1; done
      kill $!; wait $!; echo $?; find /proc -maxdepth 2 -name cwd -lname '/run/sitewright*'`,
    ]);
    expect({ status, stdout: stdout.split('\n').slice(1) }).toEqual({ status: 0, stdout: ['1', ''] });
    expect(stderr).toBe('Nothing was changed.\n');
  });

  it('is ended by the next run where nobody could end it', () => {
    const machine = installed();
    const { stdout } = machine.run([
      ...['bash', '-c'],
      `for folder in /run /var/tmp; do
        mkdir -p $folder/sitewright.example.abcdef/asked
        (cd $folder/sitewright.example.abcdef/asked && exec sleep 1000) &
      done
      /srv/out/install --dry-run; jobs -r | wc -l; /srv/out/install; wait; ls /run /var/tmp`,
    ]);
    const nothing = 'web1 is as it should be. Nothing was changed.';
    expect(stdout).toBe(`${nothing}\n2\n${nothing}\n/run:\nsitewright.example.lock\n\n/var/tmp:\n`);
  });
});

describe('what the site has no more', () => {
  it('is removed with the folders that were made for it, and kept as the previous version', async () => {
    const machine = installed();
    machine.write('/opt/main/mine', 'of somebody else\n');
    machine.bring(
      await with_({
        '  motd: {path: /etc/motd, format: text, content: Welcome.}\n': '',
        'hosts:\n  web1: {platform: debian-12, addresses: {lan: 192.0.2.4}, sysctls: {vm.swappiness: 10}}':
          'hosts:\n  web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}',
      }),
    );
    const said = machine.install();
    expect(said).toMatchObject({ status: 0, stderr: '' });
    expect(said.stdout).toContain('removed /etc/motd\n');
    const tree = machine.tree();
    expect(tree.has('/etc/motd')).toBe(false);
    expect(tree.has('/etc/sysctl.d')).toBe(false);
    expect(machine.read(`${STATE}/previous/etc/motd`)).toBe('Welcome.\n');
    expect(tree.has('/opt/main/mine')).toBe(true);
    expect(unchanged(machine).status).toBe(0);
  });

  it('a stack is ended before its files go', async () => {
    const machine = installed();
    machine.bring(await with_({ 'stacks: {main: {': 'stacks: {other: {' }));
    expect(machine.install()).toMatchObject({ status: 0, stderr: '' });
    expect(short(machine.actions())).toEqual([
      'docker compose --project-name main down',
      'docker compose up',
    ]);
    expect(unchanged(machine).status).toBe(0);
  });
});

it('nothing in the environment of the caller beats what stands in a file', () => {
  const machine = fresh();
  const env = {
    COMPOSE_PROJECT_NAME: 'other',
    DOCKER_HOST: 'tcp://192.0.2.9',
    APP_KEY: 'other',
    PGHOST: 'other',
  };
  expect(machine.install(WITH_SECRETS, { env })).toMatchObject({ status: 0, stderr: '' });
  const seen = machine.run(['cat', '/beside/environment']).stdout;
  expect(seen).toContain('PATH=');
  expect(seen).not.toMatch(/^(COMPOSE|DOCKER|APP|PG)/m);
});

describe('a failure after the files are in place', () => {
  it('names the state and the way on and back, and the next run does what is left', async () => {
    const machine = installed();
    machine.bring(
      await with_({ 'vm.swappiness: 10': 'vm.swappiness: 20', '{number: 8417}': '{number: 8418}' }),
    );
    const said = machine.install([], { failing: ['docker compose'] });
    expect(said.status).toBe(1);
    expect(said.stderr).toContain('it does not work\n');
    expect(said.stderr).toContain(
      '  Files: all of them are in place.\n  Not told yet: compose main\n  The way on:',
    );
    expect(said.stderr).toContain(`Replaced files are in ${STATE}/previous.`);
    expect(machine.read(`${STATE}/previous/etc/sysctl.d/60-example.conf`)).toContain('vm.swappiness = 10');
    machine.actions();
    const next = machine.install();
    expect(next).toMatchObject({
      status: 0,
      stderr: 'An earlier run did not end: not told yet is compose main.\n',
    });
    expect(short(machine.actions())).toEqual(['docker compose up']);
    expect(unchanged(machine).status).toBe(0);
  });

  it('one run at a time', () => {
    const machine = installed();
    const said = machine.run(['flock', '/run/sitewright.example.lock', '/srv/out/install']);
    expect(said).toMatchObject({ status: 1 });
    expect(said.stderr).toContain('another install of example is running.');
  });
});
