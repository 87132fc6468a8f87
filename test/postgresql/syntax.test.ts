import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { isRefusal, type Place, type Syntax } from '../../src/format/place.ts';
import { confSyntax } from '../../templates/postgresql/conf.ts';
import { hbaSyntax } from '../../templates/postgresql/hba.ts';
import { passfileSyntax } from '../../templates/postgresql/passfile.ts';
import { sqlSyntax } from '../../templates/postgresql/sql.ts';
import { OUTLAWS, withSecret } from '../format/sink.ts';
import { anyText, sample } from '../format/strings.ts';
import { readConf, readHba, readPassfile, readSqlString } from '../../templates/postgresql/reader.ts';
import { start, type Postgres } from './server.ts';

function place(syntax: Syntax, name: string): Place {
  const found = syntax.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}
const value = place(confSyntax, 'value');
const hbaName = place(hbaSyntax, 'name');
const literal = place(sqlSyntax, 'literal');
const identifier = place(sqlSyntax, 'identifier');
const argument = place(sqlSyntax, 'argument');
const field = place(passfileSyntax, 'field');

describe('the state machines', () => {
  test.each<[Syntax, string, string | null, boolean]>([
    [confSyntax, '', 'name', true],
    [confSyntax, '# a ', 'comment', false],
    [confSyntax, 'a.b = ', 'value', false],
    [confSyntax, 'a =', 'value', false],
    [confSyntax, 'a', null, false],
    [confSyntax, 'a = 1 # ', 'comment', false],
    [hbaSyntax, 'local all "', 'name', false],
    [hbaSyntax, 'host ', 'word', false],
    [hbaSyntax, 'local all "postgres"', null, false],
    [hbaSyntax, '# x\n', 'word', true],
    [sqlSyntax, "SELECT '", 'literal', false],
    [sqlSyntax, 'ALTER ROLE "', 'identifier', false],
    [sqlSyntax, '\\connect "', 'argument', false],
    [sqlSyntax, 'SELECT 1 - 2; -- ', 'comment', false],
    [sqlSyntax, '\\set A on\n', null, true],
    [sqlSyntax, 'SELECT ', null, true],
    [passfileSyntax, '', 'field', true],
  ])('%o after %j', (syntax, text, expected, complete) => {
    const state = syntax.advance(syntax.initial, text);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
  });

  test.each<[Syntax, string]>([
    [confSyntax, '= 1'],
    [confSyntax, 'a b\n'],
    [confSyntax, 'a = 1 b'],
    [confSyntax, 'a\n'],
    [hbaSyntax, 'host "a\n'],
    [hbaSyntax, 'host "a"b'],
    [hbaSyntax, 'host ""'],
    [hbaSyntax, 'host a#'],
    [sqlSyntax, 'SELECT $$'],
    [sqlSyntax, '/* x'],
    [sqlSyntax, '\\connect "a\n'],
    [passfileSyntax, 'x'],
    [passfileSyntax, ':'],
  ])('%o finds the fault of %j', (syntax, text) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).toMatch(/^error: /);
    expect(syntax.advance(state, '\n')).toBe(state);
    expect(syntax.place(state)).toBeNull();
    expect(syntax.complete(state)).toBe(false);
  });
});

describe('the quoters', () => {
  const all = [confSyntax, hbaSyntax, sqlSyntax, passfileSyntax].flatMap(({ places }) =>
    Object.values(places),
  );
  test.each(OUTLAWS)('refuse a value with a %s', (_, outlaw) => {
    for (const one of all) expect(one.quote(outlaw), one.name).toHaveProperty('help');
  });
  test('say secrets as marks where a value may be one', () => {
    const secret = withSecret("a'", 's', '').value;
    expect(value.quote(secret)).toBe("'a''${secret:s}'");
    expect(literal.quote(secret)).toBe("a''${secret:s}");
    expect(field.quote(secret)).toBe("a'${secret:s}");
    for (const one of [hbaName, identifier, place(sqlSyntax, 'argument')])
      expect(one.quote(secret)).toHaveProperty('help');
  });
  test.each(['/re', 'a\nb', '', 'x'.repeat(64)])('refuse the name %j', (name) => {
    expect(hbaName.quote(name)).toHaveProperty('help');
  });

  it('carry what they do not refuse, say readers that know nothing of them', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const quoted = [value, hbaName, literal, identifier, field].map((one) => one.quote(text));
        const [conf = '', hba = '', string = '', name = '', pass = ''] = quoted;
        if (!isRefusal(conf)) expect(readConf(`a = ${conf}\n`)).toEqual([['a', text]]);
        if (!isRefusal(hba)) expect(readHba(`host "${hba}" all\n`)).toEqual([['host', text, 'all']]);
        if (!isRefusal(string)) expect(readSqlString(`'${string}';`, "'")).toBe(text);
        if (!isRefusal(name)) expect(readSqlString(`"${name}";`, '"')).toBe(text);
        if (!isRefusal(pass)) expect(readPassfile(`${pass}:1:${pass}\n`)).toEqual([[text, '1', text]]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe.each(['13', '15', '17'])('a real server, PostgreSQL %s', { timeout: 60_000 }, (major) => {
  let server: Postgres;
  const data = `/var/lib/postgresql/${major}/test`;
  beforeAll(async () => {
    server = await start(major);
  }, 200_000);
  afterAll(() => server?.stop());

  const carried = (one: Place): readonly { readonly text: string; readonly quoted: string }[] =>
    sample(1000).flatMap((text) => {
      const quoted = one.quote(text);
      return isRefusal(quoted) ? [] : [{ text, quoted }];
    });
  /** Texts that are passwords. */
  const words = sample(1000).filter(
    (text) => [literal, field].every((one) => !isRefusal(one.quote(text))) && text.trim() !== '',
  );
  const hex = (text: string): string => Buffer.from(text).toString('hex');

  it('connects as users of any name, with passwords of any text from a passfile', async () => {
    const names = sample(1000).filter(
      (text) =>
        [identifier, argument, field].every((one) => !isRefusal(one.quote(text))) && !/^pg_/i.test(text),
    );
    const users = [...new Set(names)]
      .slice(0, 50)
      .map((name, index) => ({ name, password: words[index] ?? '' }));
    expect(users.length).toBeGreaterThan(40);
    const quoted = (one: Place, text: string): string => {
      const result = one.quote(text);
      if (isRefusal(result)) throw new Error(`${one.name}: ${text}`);
      return result;
    };
    const lines = users.map(
      ({ name, password }) => `127.0.0.1:5432:postgres:${quoted(field, name)}:${quoted(field, password)}\n`,
    );
    server.write('/tmp/passfile', lines.join(''));
    server.write(`${data}/pg_hba.conf`, 'local all all peer\nhost all all 127.0.0.1/32 scram-sha-256\n');
    const script = [
      "SET password_encryption = 'scram-sha-256'; SELECT pg_reload_conf() AND pg_sleep(0.2) IS NOT NULL;",
      ...users.map(
        ({ name, password }) =>
          `CREATE ROLE "${quoted(identifier, name)}" LOGIN PASSWORD '${quoted(literal, password)}';`,
      ),
      ...users.map(
        ({ name }) =>
          `\\connect postgres "${quoted(argument, name)}" 127.0.0.1 5432\nSELECT encode(convert_to(current_user, 'UTF8'), 'hex');`,
      ),
    ].join('\n');
    const [, ...rows] = await server.rows(`\\set QUIET on\n${script}\n`, {
      env: { PGPASSFILE: '/tmp/passfile' },
    });
    expect(rows).toEqual(users.map(({ name }) => hex(name)));
  });

  it('reads a thousand values of postgresql.conf as they were meant', async () => {
    const all = carried(value);
    expect(all.length).toBeGreaterThan(400);
    const path = `${data}/postgresql.conf`;
    server.write(path, all.map(({ quoted }, index) => `app.v${index} = ${quoted}\n`).join(''), 0o600);
    const rows = await server.rows(
      `SELECT encode(convert_to(setting, 'UTF8'), 'hex') FROM pg_file_settings WHERE sourcefile = '${path}' ORDER BY sourceline;`,
    );
    expect(rows).toEqual(all.map(({ text }) => hex(text)));
  });

  it('reads a thousand names of pg_hba.conf as they were meant', async () => {
    const all = carried(hbaName);
    expect(all.length).toBeGreaterThan(200);
    const lines = all.map(({ quoted }) => `host "${quoted}" "${quoted}" 10.0.0.0/8 reject\n`);
    server.write(`${data}/pg_hba.conf`, lines.join(''), 0o600);
    const rows = await server.rows(
      "SELECT coalesce(error, encode(convert_to(array_to_string(database, '|') || ' ' || array_to_string(user_name, '|'), 'UTF8'), 'hex')) FROM pg_hba_file_rules ORDER BY line_number;",
    );
    expect(rows).toEqual(all.map(({ text }) => hex(`${text} ${text}`)));
  });

  it('reads a thousand strings and names of SQL as they were meant, through psql', async () => {
    const strings = carried(literal);
    const names = carried(identifier);
    expect(strings.length).toBeGreaterThan(400);
    expect(names.length).toBeGreaterThan(200);
    const script = [
      ...strings.map(({ quoted }) => `SELECT encode(convert_to('${quoted}', 'UTF8'), 'hex');`),
      ...names.map(
        ({ quoted }) =>
          `SELECT encode(convert_to(json_object_keys(row_to_json(t)), 'UTF8'), 'hex') FROM (SELECT 1 AS "${quoted}") t;`,
      ),
    ].join('\n');
    expect(await server.rows(`${script}\n`)).toEqual([...strings, ...names].map(({ text }) => hex(text)));
  });
});
