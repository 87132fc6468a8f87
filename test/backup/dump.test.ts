import { afterAll, beforeAll, expect, test } from 'vitest';
import { machine, type Machine } from './machine.ts';

let host: Machine;
const { bash, output }: Pick<Machine, 'bash' | 'output'> = {
  bash: (script) => host.bash(script),
  output: (script) => host.output(script),
};
const names = async (folder: string): Promise<readonly string[]> =>
  (await output(`ls -A ${folder}`)).split('\n').filter((name) => name !== '');

beforeAll(async () => {
  host = await machine();
  await host.postgres.rows('CREATE ROLE rapidpro; CREATE DATABASE rapidpro_db OWNER rapidpro;');
  await host.postgres.rows(
    `CREATE TABLE messages (id int PRIMARY KEY, text text NOT NULL);
     INSERT INTO messages VALUES (1, 'été'), (2, E'a\\nb\\t\\\\.');`,
    { database: 'rapidpro_db' },
  );
}, 180_000);
afterAll(() => host.postgres.stop());

/** Each instant with the names that it adds, of the backup that is due at every time code and of the nightly one. */
const BOUNDARIES: readonly (readonly [now: string, rapidpro: string | null, nightly: string | null])[] = [
  ['20231231_2254', '20231231_2250', null],
  ['20231231_2259', '20231231_2255', null],
  ['20231231_2300', '20231231_2300', '20231231_2300'],
  ['20231231_2304', null, null],
  ['20231231_2305', '20231231_2305', null],
  ['20231231_2359', '20231231_2355', null],
  ['20240101_0000', '20240101_0000', '20240101_0000'],
  ['20240101_0004', null, null],
  ['20240101_0559', '20240101_0555', null],
  // Its own time has gone by four minutes, and its time code has not.
  ['20240101_0604', '20240101_0600', '20240101_0600'],
  ['20240101_0605', '20240101_0605', null],
  ['20240228_2359', '20240228_2355', null],
  ['20240229_0000', '20240229_0000', '20240229_0000'],
  ['20240229_0808', '20240229_0805', null],
  ['20240229_0909', '20240229_0905', null],
  ['20240301_0001', '20240301_0000', '20240301_0000'],
];

test('a dump has the time code of its instant, and there is one of each', async () => {
  const before = new Set<string>();
  const text = BOUNDARIES.map(
    ([now]) =>
      `at ${now}; sitectl dump rapidpro && sitectl dump nightly || exit; echo "$(ls -A /srv/backup /srv/nightly)"; echo =`,
  );
  const listings = (await output(text.join('\n'))).split('\n=').slice(0, -1);
  const added = listings.map((listing) => {
    const found = listing.split('\n').filter((name) => /\.(sql|partial)$/.test(name) && !before.has(name));
    for (const name of found) before.add(name);
    return found.sort();
  });
  expect(added).toEqual(
    BOUNDARIES.map(([, rapidpro, nightly]) =>
      [
        ...(nightly ? [`nightly-${nightly}.sql`] : []),
        ...(rapidpro ? [`rapidpro-${rapidpro}.sql`] : []),
      ].sort(),
    ),
  );
  expect(await output('stat -c %a /srv/backup/*.sql | sort -u')).toBe('600');
}, 120_000);

test('a dump is restored with all that it had', async () => {
  await host.postgres.rows("INSERT INTO messages VALUES (3, 'later')", { database: 'rapidpro_db' });
  await output('at 20240301_1000; sitectl dump rapidpro');
  const restore = (name: string, database: string): Promise<string> =>
    output(`createdb -U postgres ${database} &&
      psql -X -q -1 -v ON_ERROR_STOP=1 -U postgres -d ${database} -f /srv/backup/rapidpro-${name}.sql >/dev/null`);
  await restore('20240301_0000', 'earlier');
  await restore('20240301_1000', 'later');
  const rows = (database: string): Promise<readonly string[]> =>
    host.postgres.rows("SELECT id, replace(text, E'\\n', '/') FROM messages ORDER BY id", { database });
  expect(await rows('later')).toEqual(await rows('rapidpro_db'));
  expect(await rows('earlier')).toEqual((await rows('rapidpro_db')).slice(0, 2));
  expect(await rows('later')).toHaveLength(3);
}, 60_000);

test('a dump that fails is said, leaves nothing, and no good one goes for it', async () => {
  const before = await names('/srv/backup');
  await host.postgres.rows('ALTER DATABASE rapidpro_db RENAME TO away');
  const failed = await bash('at 20240301_1005; sitectl dump rapidpro');
  expect(failed.status).toBe(1);
  expect(failed.stderr).toMatch(
    /^sitectl: alert: db1 could not dump rapidpro_db to \/srv\/backup: pg_dump: error: .*database "rapidpro_db" does not exist\. Older/,
  );
  const again = await bash('at 20240301_1010; sitectl dump rapidpro');
  // They were told already.
  expect(again.status).toBe(1);
  expect(again.stderr).toMatch(/^sitectl: db1 could not dump/);
  const late = await bash(
    'touch -d "7 hours ago" /var/lib/sitewright/sitectl/dump-rapidpro.failed; at 20240301_1015; sitectl dump rapidpro',
  );
  expect(late.stderr).toMatch(/^sitectl: alert: db1 could not dump/);
  expect(await names('/srv/backup')).toEqual(before);
  await host.postgres.rows('ALTER DATABASE away RENAME TO rapidpro_db');
  const well = await bash('at 20240301_1020; sitectl dump rapidpro');
  expect([well.status, well.stderr]).toEqual([0, 'sitectl: alert: db1 dumps rapidpro_db again.\n']);
  expect(await names('/srv/backup')).toEqual([...before, 'rapidpro-20240301_1020.sql']);
}, 60_000);

test('a dump without its end has failed', async () => {
  const before = await names('/srv/backup');
  const { status, stderr } = await bash('at 20240301_1025; sitectl-half dump rapidpro');
  expect([status, stderr]).toEqual([1, expect.stringContaining('its end is missing')]);
  expect(await names('/srv/backup')).toEqual(before);
  await output('rm /var/lib/sitewright/sitectl/dump-rapidpro.failed');
});

const LOCK = `psql -X -q -U postgres -d rapidpro_db -c "BEGIN; LOCK messages; SELECT pg_sleep(30)" >/dev/null 2>&1 & locker=$!
  until psql -X -A -t -U postgres -c "SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock'" | grep -q 1; do sleep 0.1; done`;
const UNLOCK = `psql -X -q -U postgres -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'BEGIN; LOCK%'" >/dev/null; wait $locker`;

test('a dump that hangs is ended, and no second one is made beside it', async () => {
  const before = await names('/srv/backup');
  const { stdout, stderr } = await bash(`${LOCK}
    at 20240301_1030
    sitectl dump rapidpro & first=$!
    until [[ -e /srv/backup/.rapidpro-20240301_1030.partial ]]; do sleep 0.1; done
    sitectl dump rapidpro; echo "second: $?"
    wait $first; echo "first: $?"
    tail -n 1 /tmp/journal | head -c 200 >&2
    ${UNLOCK}`);
  expect(stdout).toBe('second: 0\nfirst: 1\n');
  expect(stderr).toContain('it took longer than 8 seconds');
  expect(await output('grep -c "before this one is not done yet" /tmp/journal')).toBe('1');
  expect(await names('/srv/backup')).toEqual(before);
}, 60_000);

test('what a killed run left goes with the next one, and never counts', async () => {
  const before = await names('/srv/backup');
  const { stdout } = await bash(`${LOCK}
    at 20240301_1035
    sitectl dump rapidpro & first=$!
    until [[ -e /srv/backup/.rapidpro-20240301_1035.partial ]]; do sleep 0.1; done
    kill -9 $first
    wait $first
    ${UNLOCK}
    while ! flock -n /run/lock/sitectl-dump-rapidpro true; do sleep 0.1; done
    ls -A /srv/backup | grep partial
    sitectl clean-up rapidpro; echo "clean-up: $?"
    at 20240301_1040; sitectl dump rapidpro; echo "next: $?"`);
  expect(stdout).toBe('.rapidpro-20240301_1035.partial\nclean-up: 0\nnext: 0\n');
  const subHourly = (all: readonly string[]): number => all.filter((name) => !name.endsWith('00.sql')).length;
  expect(subHourly(before)).toBeGreaterThan(8);
  const after = await names('/srv/backup');
  expect(after.filter((name) => name.endsWith('partial'))).toEqual([]);
  // Eight that the clean-up left, and the next one.
  expect(subHourly(after)).toBe(9);
  expect(after).toContain('rapidpro-20240301_1040.sql');
}, 60_000);

test('a full disk is said, and loses nothing', async () => {
  await host.postgres.rows(
    "INSERT INTO messages SELECT n, repeat('x', 100) FROM generate_series(10, 2000) n",
    {
      database: 'rapidpro_db',
    },
  );
  // The disk lives as long as the shell that mounts it.
  const { stdout, stderr } = await host.postgres.run([
    ...['unshare', '-U', '-r', '-m', 'bash', '-c'],
    `PATH=/usr/local/sbin:$PATH
    at() { printf '%s\\n' "$1" >/tmp/now; }
    mount -t tmpfs -o size=600k disk /srv/small || exit
    for now in 20240301_1100 20240301_1130 20240301_1200 20240301_1230; do
      at $now; sitectl dump small; echo "$now: $?"
    done
    sitectl clean-up small; echo "clean-up: $?"
    ls -A /srv/small
    for file in /srv/small/*.sql; do tail -n 5 "$file" | grep -q 'dump complete' && echo whole; done`,
  ]);
  expect(stdout.split('\n').slice(0, -1)).toEqual([
    '20240301_1100: 0',
    '20240301_1130: 0',
    '20240301_1200: 1',
    '20240301_1230: 1',
    'clean-up: 0',
    'small-20240301_1100.sql',
    'small-20240301_1130.sql',
    'whole',
    'whole',
  ]);
  expect(stderr).toMatch(/alert: db1 could not dump rapidpro_db to \/srv\/small: .*No space left on device/);
}, 60_000);

test('what is asked wrongly is said', async () => {
  const { status, stderr } = await bash('sitectl dump other; sitectl clean-up other');
  expect([status, stderr]).toEqual([1, 'sitectl: db1 has no backup other.\n'.repeat(2)]);
  expect((await bash('sitectl dump')).status).toBe(2);
  expect(await output('sitectl help')).toContain('clean-up NAME');
  const gone = await bash(
    'mv /srv/nightly /srv/gone; at 20240401_0000; sitectl clean-up nightly; sitectl dump nightly',
  );
  expect(gone.stderr).toContain('/srv/nightly is not there.');
  expect(gone.stderr).toMatch(/could not dump .*No such file or directory/);
});

test('a person may ask for a dump that is not due', async () => {
  await output('mv /srv/gone /srv/nightly; at 20240402_1234; sitectl dump nightly');
  expect(await names('/srv/nightly')).not.toContain('nightly-20240402_1230.sql');
  await output('sitectl dump nightly --force');
  expect(await names('/srv/nightly')).toContain('nightly-20240402_1230.sql');
});

test('what a clean-up does not count it says, and leaves where it is', async () => {
  const { status, stderr } = await bash(`cd /srv/nightly || exit
    : >nightly-20240101_0600.sql
    cp nightly-20240402_1230.sql nightly-20990101_0000.sql
    at 20240402_1400; sitectl clean-up nightly`);
  expect([status, stderr]).toEqual([
    0,
    'sitectl: /srv/nightly/nightly-20240101_0600.sql is empty: it counts for nothing\n' +
      'sitectl: /srv/nightly/nightly-20990101_0000.sql is of a time to come: the clock of db1 was wrong\n',
  ]);
  expect(await names('/srv/nightly')).toEqual(
    expect.arrayContaining(['nightly-20240101_0600.sql', 'nightly-20990101_0000.sql']),
  );
});

test('a dump that cannot be deleted is said', async () => {
  const { status, stderr } = await bash(`cd /srv/backup || exit
    for minute in 05 10 15 20 25 30 35 40 45; do cp rapidpro-20240301_1040.sql "rapidpro-20240402_09$minute.sql"; done
    chmod a-w . && trap 'chmod u+w .' EXIT
    at 20240402_1400; sitectl clean-up rapidpro`);
  expect(status).toBe(1);
  expect(stderr).toContain('sitectl: Not all old dumps in /srv/backup could be deleted.');
});
