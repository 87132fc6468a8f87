import { expect, test } from 'vitest';
import { error } from '../../src/diagnostic.ts';
import { json } from '../../src/report/json.ts';
import { marked, spanIn } from './marked.ts';
import { findings, PASSWORD } from './site.ts';

test('the contract', () => {
  expect(json(findings)).toMatchInlineSnapshot(`
    "[
      {
        "code": "workspace/missing",
        "severity": "error",
        "message": "No such file.",
        "why": null,
        "help": null,
        "file": "sites/gone, or never: there.yaml",
        "line": null,
        "column": null,
        "endLine": null,
        "endColumn": null,
        "related": []
      },
      {
        "code": "port-clash",
        "severity": "error",
        "message": "courier and mailroom both claim port 8417 of lvct.",
        "why": "The one that starts last does not start.",
        "help": "Give one of them another port.",
        "file": "sites/ooy.yaml",
        "line": 5,
        "column": 11,
        "endLine": 5,
        "endColumn": 15,
        "related": [
          {
            "file": "sites/ooy.yaml",
            "line": 3,
            "column": 19,
            "endLine": 3,
            "endColumn": 23,
            "message": "courier has it first"
          },
          {
            "file": "sites/base/lvct.yaml",
            "line": 2,
            "column": 10,
            "endLine": 2,
            "endColumn": 32,
            "message": "on this host"
          }
        ]
      },
      {
        "code": "secret/literal",
        "severity": "error",
        "message": "The URL holds the password \\"••••••••\\".",
        "why": "Everybody who can read the repository has ••••••••.",
        "help": "Name a secret instead of ••••••••.",
        "file": "sites/ooy.yaml",
        "line": 7,
        "column": 21,
        "endLine": 7,
        "endColumn": 41,
        "related": [
          {
            "file": "sites/ooy.yaml",
            "line": 7,
            "column": 41,
            "endLine": 7,
            "endColumn": 41,
            "message": "this is ••••••••"
          }
        ]
      },
      {
        "code": "program/unknown-value",
        "severity": "warning",
        "message": "Unknown level \\"debgu\\". Did you mean \\"debug\\"?",
        "why": null,
        "help": null,
        "file": "sites/ooy.yaml",
        "line": 8,
        "column": 18,
        "endLine": 8,
        "endColumn": 23,
        "related": []
      },
      {
        "code": "service-without-host",
        "severity": "warning",
        "message": "celery runs nowhere, 100 %: on no host,\\nin no role.",
        "why": null,
        "help": null,
        "file": "sites/ooy.yaml",
        "line": 9,
        "column": 3,
        "endLine": 11,
        "endColumn": 1,
        "related": []
      }
    ]
    "
  `);
});

test('no findings are an empty array', () => {
  expect(json([])).toBe('[]\n');
});

test('it holds no text of a source and no password that a message quotes', () => {
  const text = json(findings);
  expect(text).not.toContain(PASSWORD);
  expect(text).not.toContain('LOG_LEVEL');
  expect(text).not.toContain('postgres://');
});

test('columns count UTF-16 code units, lines end with CRLF or LF', () => {
  const at = spanIn(marked('a.yaml', 'a: 1\r\nb: 💬东 «x\r\n y»\n'));
  expect(JSON.parse(json([error('x', at, 'Wrong.')]))).toEqual([
    {
      code: 'x',
      severity: 'error',
      message: 'Wrong.',
      why: null,
      help: null,
      file: 'a.yaml',
      line: 2,
      column: 8,
      endLine: 3,
      endColumn: 3,
      related: [],
    },
  ]);
});

test('a range ends before its credential, so that the length is not told', () => {
  const ends = ['x', 'a much longer one'].map((secret) => {
    const of = marked('a.yaml', `url: «http://ooy:«${secret}»@db»\n`);
    return json([
      error('x', spanIn(of), 'Wrong.', { masked: [spanIn(of, 1)] }),
      error('y', spanIn(of, 1), 'Wrong.'),
    ]);
  });
  expect(ends[0]).toBe(ends[1]);
  expect(ends[0]).toContain('"endColumn": 17');
});
