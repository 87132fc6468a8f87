import { beforeAll, describe, expect, it } from 'vitest';
import type { Value } from '../../../src/fact.ts';
import { isRefusal } from '../../../src/format/place.ts';
import { ensurePrograms } from '../../../src/verify/programs.ts';
import { envValue, readEnv } from '../../../src/format/env/write.ts';
import type { EnvConsumer } from '../../../src/format/env/write.ts';
import { withSecret } from '../sink.ts';
import { sample } from '../strings.ts';
import { needs, said, stageWith } from './programs.ts';

beforeAll(async () => {
  expect((await ensurePrograms(needs)).diagnostics).toEqual([]);
}, 300_000);

interface Line {
  readonly name: string;
  readonly value: string;
  readonly quoted: string;
}

/** A thousand values, every fifth with the mark of a secret in it, as far as the consumer can have them. */
function linesFor(consumer: EnvConsumer): readonly Line[] {
  const lines = sample(1000).flatMap((text, index) => {
    const marked = index % 5 === 0;
    const value: Value = marked ? withSecret(text, 's', text).value : text;
    const quoted = envValue(consumer).quote(value);
    const whole = marked ? `${text}\${secret:s}${text}` : text;
    return isRefusal(quoted) ? [] : [{ name: `V${index}`, value: whole, quoted }];
  });
  expect(lines.length).toBeGreaterThan(500);
  return lines;
}

const textOf = (lines: readonly Line[]): string =>
  lines.map(({ name, quoted }) => `${name}=${quoted}\n`).join('');
const pairs = (lines: readonly Line[]): Record<string, string> =>
  Object.fromEntries(lines.map(({ name, value }) => [name, value]));
const read = (consumer: EnvConsumer, text: string): Record<string, string> =>
  Object.fromEntries(readEnv(consumer, text).map(({ name, value }) => [name, value]));

describe('a thousand variables through the real reader', () => {
  it('docker compose, as an env_file', async () => {
    const lines = linesFor('compose');
    const text = textOf(lines);
    const printed = await said(
      'docker-compose',
      ['docker-compose', '-f', '/srv/compose.yaml', 'config', '--format', 'json'],
      { '/srv/compose.yaml': 'name: p\nservices: {a: {image: x, env_file: [e.env]}}\n', '/srv/e.env': text },
    );
    const { services } = JSON.parse(printed) as { services: { a: { environment: Record<string, string> } } };
    // compose doubles dollars in what it prints, so that it could read it again
    const values = Object.entries(services.a.environment).map(([name, value]) => [
      name,
      value.replaceAll('$$', '$'),
    ]);
    expect(Object.fromEntries(values)).toEqual(pairs(lines));
    expect(read('compose', text)).toEqual(pairs(lines));
  });

  it('docker compose, as the .env that its own file is interpolated with', async () => {
    const lines = linesFor('compose');
    const all = lines.map(({ name }) => `  ${name}: "\${${name}}"\n`).join('');
    const printed = await said(
      'docker-compose',
      ['docker-compose', '-f', '/srv/compose.yaml', 'config', '--format', 'json'],
      {
        '/srv/compose.yaml': `name: p\nservices: {a: {image: x}}\nx-all:\n${all}`,
        '/srv/.env': textOf(lines),
      },
    );
    const { 'x-all': values } = JSON.parse(printed) as { 'x-all': Record<string, string> };
    const undoubled = Object.entries(values).map(([name, value]) => [name, value.replaceAll('$$', '$')]);
    expect(Object.fromEntries(undoubled)).toEqual(pairs(lines));
  });

  it.each(['sh', 'bash'])('%s, sourced', async (shell) => {
    const lines = linesFor('shell');
    const text = textOf(lines);
    const script = 'set -a; . /e.env; exec env -0';
    const printed = await said('env-readers', [`/bin/${shell}`, '-c', script], { '/e.env': text });
    const environment = printed
      .split('\0')
      .map((one) => [one.split('=', 1)[0], one.slice(one.indexOf('=') + 1)]);
    expect(Object.fromEntries(environment)).toMatchObject(pairs(lines));
    expect(read('shell', text)).toEqual(pairs(lines));
  });

  /**
   * systemd reads EnvironmentFile= with the function that reads os-release (parse_env_file_internal), but only when a
   * unit starts. systemd-tmpfiles writes os-release fields to files without a running manager.
   */
  it('systemd, through the parser that EnvironmentFile= shares with os-release', async () => {
    const lines = linesFor('systemd');
    const fields = ['BUILD_ID', 'ID', 'VERSION_ID', 'VARIANT_ID'];
    const files: Record<string, string> = {
      '/t.conf': [...'BowW'].map((one) => `f+ /${one} 0644 - - - %${one}\n`).join(''),
    };
    const rounds = Math.ceil(lines.length / fields.length);
    for (let round = 0; round < rounds; round += 1) {
      const some = lines.slice(round * fields.length, (round + 1) * fields.length);
      const text = some.map(({ quoted }, index) => `${fields[index]}=${quoted}\n`).join('');
      files[`/r/${round}/etc/os-release`] = `# one\n${text}`;
    }
    const stage = await stageWith('env-readers', files);
    const script = `
      for root in $(seq 0 ${rounds - 1}); do
        systemd-tmpfiles --root=/r/$root --create /t.conf || exit 1
        for field in B o w W; do cat /r/$root/$field; printf '\\0'; done
      done`;
    const { status, stdout, stderr } = await stage.run(['sh', '-c', script], { timeout: 60_000 });
    await stage.close();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\0').slice(0, lines.length)).toEqual(lines.map(({ value }) => value));
    expect(read('systemd', textOf(lines))).toEqual(pairs(lines));
  }, 90_000);
});
