import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';
import { readEnv } from '../../src/format/env/write.ts';
import { readRedis } from '../../templates/redis/reader.ts';
import { PROJECT } from '../compiled.ts';
import { sample } from '../format/strings.ts';

/** What a secret of any characters may be: what `is_text` of the script lets through. */
const VALUES = [
  ...new Set(
    [
      ...sample(1500),
      `'`,
      `"`,
      '\\',
      `\\'`,
      `a\\`,
      '$HOME',
      '${x}',
      '%41',
      'a:b\\c',
      "''",
      '&',
      '*',
      '~',
      ' a ',
      '#',
      'é💬',
    ].filter(
      (text) => text !== '' && !/[\n\0]|[\ud800-\udfff]/u.test(text) && Buffer.byteLength(text) < 8192,
    ),
  ),
];

/** The functions of the script, alone: its template without the branches that choose them. */
const functions = ['secrets', 'encoders']
  .map((name) => readFileSync(join(PROJECT, 'templates/install', `${name}.hbs`), 'utf8'))
  .join('\n')
  .replace(/\{\{#each[^]*?\{\{\/each\}\}\n/g, '')
  .replace(/\{\{.*\}\}\n/g, '');

/** Each value through an encoder; null for what is no text or what the encoder refuses. One bash for all of them. */
function encoded(encoder: string): readonly (string | null)[] {
  const script = `set -u; export LC_ALL=C; hidden=()\n${functions}
    while IFS= read -r -d '' encoded; do
      fits=1
      is_text "$encoded" || fits=0
      ((!fits)) || encode_${encoder}
      ((fits)) && printf '+%s\\0' "$encoded" || printf -- '-\\0'
    done`;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', script], {
    input: VALUES.map((text) => `${text}\0`).join(''),
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  const rows = stdout.split('\0').slice(0, -1);
  expect(rows).toHaveLength(VALUES.length);
  return rows.map((row) => (row.startsWith('+') ? row.slice(1) : null));
}

const only = (rows: readonly { readonly value: string }[]): unknown => rows[0]?.value;

it.each<readonly [string, (text: string) => unknown]>([
  ['percent', (text) => new URL(`postgres://a:${text}@h/d`).password && decodeURIComponent(text)],
  ['double', (text) => JSON.parse(`"${text}"`)],
  ['double', (text) => parseYaml(`a: "${text}"\n`).a],
  ['double', (text) => parseYaml(`a: "${text}"\n`, { version: '1.1' }).a],
  ['double', (text) => parseToml(`a = "${text}"\n`)['a']],
  ['double', (text) => readRedis(`requirepass "${text}"`)[0]?.args[0]],
  ['single', (text) => only(readEnv('compose', `A='${text}'\n`))],
  ['shell', (text) => only(readEnv('systemd', `A='${text}'\n`))],
  ['shell', (text) => only(readEnv('shell', `A='${text}'\n`))],
  ['shell', (text) => spawnSync('sh', ['-c', `printf %s '${text}'`], { encoding: 'utf8' }).stdout],
  ['sql', (text) => /^(?:[^']|'')*$/.test(text) && text.replaceAll("''", "'")],
  ['passfile', (text) => /^(?:[^\\:]|\\.)*$/u.test(text) && text.replaceAll(/\\(.)/g, '$1')],
])('%s: what it lets through comes back', (encoder, read) => {
  const texts = encoded(encoder);
  const slow = encoder === 'shell' ? 300 : texts.length;
  let taken = 0;
  for (const [index, text] of texts.slice(0, slow).entries()) {
    if (text === null) continue;
    taken += 1;
    expect([text, read(text)]).toEqual([text, VALUES[index]]);
  }
  expect(taken).toBeGreaterThan(slow / 5);
});
