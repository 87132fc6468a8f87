import type { Lifetime } from '../../templates/nginx/versions.ts';
import type { Context, Form, VariableForm, Vocabulary } from '../../templates/nginx/vocabulary.ts';
import { CONTEXT_NAMES, type Derived, type Probed } from './derive.ts';

const OPEN = 8;

/** `[1, 2]` → `1-2`, `[2 … 8]` → `2+`, `[1, 3]` → `1,3` */
export function spellCounts(counts: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const count of counts) {
    const last = ranges.at(-1);
    if (last?.[1] === count - 1) last[1] = count;
    else ranges.push([count, count]);
  }
  return ranges
    .map(([least, most]) =>
      most === OPEN
        ? `${String(least)}+`
        : least === most
          ? String(least)
          : `${String(least)}-${String(most)}`,
    )
    .join(',');
}

/** What holds in some of the versions, as runs of neighbours with the same answer. */
function runs<T>(
  versions: readonly string[],
  answer: (version: string) => T | null,
): (Lifetime & { answer: T })[] {
  const found: { answer: T; first: number; last: number }[] = [];
  versions.forEach((version, at) => {
    const now = answer(version);
    if (now === null) return;
    const before = found.at(-1);
    if (before?.last === at - 1 && JSON.stringify(before.answer) === JSON.stringify(now)) before.last = at;
    else found.push({ answer: now, first: at, last: at });
  });
  return found.map(({ answer: held, first, last }) => ({ answer: held, ...lifetime(versions, first, last) }));
}

function lifetime(versions: readonly string[], first: number, last: number): Lifetime {
  const [from, until] = [versions[first], versions[last]];
  return {
    ...(first === 0 || from === undefined ? {} : { from }),
    ...(last === versions.length - 1 || until === undefined ? {} : { until }),
  };
}

type Shape = Pick<Form, 'args' | 'block'>;

const shapeOf = (probed: Probed): Shape => ({
  args: spellCounts(probed.args),
  ...(probed.block ? { block: probed.table ? ('table' as const) : ('directives' as const) } : {}),
});

function formsOf(all: readonly Derived[], name: string): Form[] {
  const versions = all.map((one) => one.version);
  const forms = new Map<string, { rest: Shape & Lifetime; in: Context[] }>();
  for (const context of CONTEXT_NAMES) {
    const answers = runs(versions, (version) => {
      const probed = all.find((one) => one.version === version)?.directives.get(name);
      const here = probed?.find((one) => one.context === context);
      return here === undefined ? null : shapeOf(here);
    });
    for (const { answer, ...life } of answers) {
      const rest = { ...answer, ...life };
      const form = forms.get(JSON.stringify(rest)) ?? { rest, in: [] };
      form.in.push(context);
      forms.set(JSON.stringify(rest), form);
    }
  }
  return [...forms.values()].map((form) => ({ in: form.in, ...form.rest }));
}

function variableForms(all: readonly Derived[], name: string): VariableForm[] {
  const versions = all.map((one) => one.version);
  const answers = runs(
    versions,
    (version) =>
      all.find((one) => one.version === version)?.variables.find((one) => one.name === name)?.in ?? null,
  );
  return answers.map(({ answer, ...life }) => ({ in: answer, ...life }));
}

const sortedNames = (names: Iterable<string>): string[] => [...new Set(names)].sort();

/** @param all the oldest version first */
export function mergeVersions(all: readonly Derived[]): Vocabulary {
  const directives = sortedNames(all.flatMap((one) => [...one.directives.keys()]));
  const variables = sortedNames(all.flatMap((one) => one.variables.map((variable) => variable.name)));
  return {
    versions: all.map((one) => one.version),
    directives: Object.fromEntries(directives.map((name) => [name, formsOf(all, name)])),
    variables: Object.fromEntries(variables.map((name) => [name, variableForms(all, name)])),
  };
}

/** The text of vocabulary.json, one name a line, so that a new version shows as the lines that it changes. */
export function printVocabulary(vocabulary: Vocabulary): string {
  const table = (record: Readonly<Record<string, unknown>>): string =>
    Object.entries(record)
      .map(([name, forms]) => `    ${JSON.stringify(name)}: ${JSON.stringify(forms)}`)
      .join(',\n');
  return `{
  "//": "Derived from the real nginx by \`npm run update\`. Do not edit.",
  "versions": ${JSON.stringify(vocabulary.versions)},
  "directives": {
${table(vocabulary.directives)}
  },
  "variables": {
${table(vocabulary.variables)}
  }
}
`;
}
