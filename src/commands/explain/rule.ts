import type { Rule } from '../../rules/rule.ts';
import type { Format } from '../../console/io.ts';

/** What a rule means: the words of its findings, and its first examples. */
export function ruleText(rule: Rule, format: Format): string {
  const { id, severity, title, why, fix } = rule;
  const [bad = null, good = null] = [rule.bad[0], rule.good[0]];
  if (format === 'json') return `${JSON.stringify({ id, severity, title, why, fix, bad, good }, null, 2)}\n`;
  return [
    `${severity}[${id}]: ${title}.`,
    '',
    `  why: ${why}`,
    `  help: ${fix}`,
    ...(bad === null ? [] : ['', 'It speaks about this manifest:', '', indented(bad)]),
    ...(good === null ? [] : ['', 'and not about this one:', '', indented(good)]),
    '',
  ].join('\n');
}

const indented = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n');
