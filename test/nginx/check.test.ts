import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compiled } from '../compiled.ts';

const MANIFEST = readFileSync(join(import.meta.dirname, '../real/web.yaml'), 'utf8');

test.each<[string, string, string, string]>([
  ['a realm that switches authentication off', `realm: 'Staff "x"'`, "realm: 'off'", 'nginx/unsafe-realm'],
  ['a directive that a field writes', 'sendfile: true', 'log_format: main', 'nginx/owned-directive'],
])('%s is refused at its place', async (_, from, to, code) => {
  expect(MANIFEST.split(from)).toHaveLength(2);
  const text = MANIFEST.replace(from, to);
  const { diagnostics } = await compiled(text);
  expect(diagnostics.map((one) => [one.code, one.severity])).toEqual([[code, 'error']]);
  const at = diagnostics[0]?.at.start ?? 0;
  expect(Math.abs(at - text.indexOf(to))).toBeLessThanOrEqual('realm: '.length);
});
