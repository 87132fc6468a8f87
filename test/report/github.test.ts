import { expect, test } from 'vitest';
import { error } from '../../src/diagnostic.ts';
import { github } from '../../src/report/github.ts';
import { marked, spanIn } from './marked.ts';
import { findings, PASSWORD } from './site.ts';

test('one annotation a line, escaped, columns only within one line', () => {
  expect(github(findings)).toMatchInlineSnapshot(`
    "::error file=sites/gone%2C or never%3A there.yaml,title=workspace/missing::No such file.
    ::error file=sites/ooy.yaml,line=5,col=11,endLine=5,endColumn=15,title=port-clash::courier and mailroom both claim port 8417 of lvct.%0Asites/ooy.yaml:3:19: courier has it first%0Asites/base/lvct.yaml:2:10: on this host%0Awhy: The one that starts last does not start.%0Ahelp: Give one of them another port.
    ::error file=sites/ooy.yaml,line=7,col=21,endLine=7,endColumn=41,title=secret/literal::The URL holds the password "••••••••".%0Asites/ooy.yaml:7:41: this is ••••••••%0Awhy: Everybody who can read the repository has ••••••••.%0Ahelp: Name a secret instead of ••••••••.
    ::warning file=sites/ooy.yaml,line=8,col=18,endLine=8,endColumn=23,title=program/unknown-value::Unknown level "debgu". Did you mean "debug"?
    ::warning file=sites/ooy.yaml,line=9,endLine=10,title=service-without-host::celery runs nowhere, 100 %25: on no host,%0Ain no role.
    "
  `);
});

test('no findings are no annotations', () => {
  expect(github([])).toBe('');
});

test('no annotation shows the password', () => {
  expect(github(findings)).not.toContain(PASSWORD);
});

test('a value cannot begin a command or a property', () => {
  const at = spanIn(marked('a,b:c%0A.yaml', '«a»: 1\n'));
  expect(github([error('x', at, 'Bad value "50%\r\n::add-mask::x,y:z".')])).toBe(
    '::error file=a%2Cb%3Ac%250A.yaml,line=1,col=1,endLine=1,endColumn=2,title=x' +
      '::Bad value "50%25%0D%0A::add-mask::x,y:z".\n',
  );
});
