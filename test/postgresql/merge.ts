import { MAJORS } from '../../templates/postgresql/versions.ts';
import type { Form, Vocabulary } from '../../templates/postgresql/vocabulary.ts';
import type { Derived, Said } from './derive.ts';
import { ADDED, CHANGED, FORMER, OTHERWISE, REMOVED } from './history.ts';

const order = (major: string): number => MAJORS.findIndex((one) => one === major);

/** Where the table and the servers disagree; every line is a mistake of the table. */
export function differences(all: readonly Derived[]): readonly string[] {
  return all.slice(1).flatMap((later, index) => {
    const earlier = all[index];
    if (!earlier) return [];
    const between = MAJORS.filter(
      (major) => order(major) > order(earlier.major) && order(major) <= order(later.major),
    );
    const told = (table: typeof ADDED): readonly string[] => between.flatMap((major) => table[major] ?? []);
    const found = (a: Derived, b: Derived): readonly string[] =>
      Object.keys(a.settings).filter((name) => !(name in b.settings));
    const span = `${earlier.major} to ${later.major}`;
    return [
      ...unlike(found(later, earlier), told(ADDED)).map((name) => `added from ${span}: ${name}`),
      ...unlike(found(earlier, later), told(REMOVED)).map((name) => `removed from ${span}: ${name}`),
      ...unlike(
        changed(earlier, later),
        Object.keys(CHANGED).filter((name) => between.some((major) => major === CHANGED[name])),
      ).map((name) => `changed from ${span}: ${name}`),
    ];
  });
}

const changed = (a: Derived, b: Derived): readonly string[] =>
  Object.keys(a.settings).filter((name) => {
    const [before, after] = [a.settings[name], b.settings[name]];
    return before && after && textOf(before) !== textOf(after);
  });

/** What tells two forms apart; of a setting that is only shown, the range is that of the server that was built. */
const textOf = (said: Said): string =>
  JSON.stringify({ ...said, ...(said.context === 'internal' ? { min: 0, max: 0 } : {}) });

const unlike = (a: readonly string[], b: readonly string[]): readonly string[] =>
  [...a.filter((one) => !b.includes(one)), ...b.filter((one) => !a.includes(one))].sort();

const majorIn = (table: typeof ADDED, name: string): string | undefined =>
  MAJORS.find((major) => table[major]?.includes(name));

/** Every setting with all of its forms and the versions in which each is alive. */
export function vocabularyOf(all: readonly Derived[]): Vocabulary {
  const names = [...new Set([...all.flatMap((one) => Object.keys(one.settings)), ...Object.keys(FORMER)])];
  const settings = names
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map((name): [string, readonly Form[]] => [name.toLowerCase(), formsOf(name, all)]);
  return {
    asked: Object.fromEntries(all.map(({ major, version }) => [major, version])),
    settings: Object.fromEntries(settings),
    extensions: [...new Set(all.flatMap((one) => one.extensions))].sort(),
  };
}

function formsOf(name: string, all: readonly Derived[]): readonly Form[] {
  const from = majorIn(ADDED, name);
  const removed = majorIn(REMOVED, name);
  const until = removed && MAJORS[order(removed) - 1];
  const other = OTHERWISE[name];
  const forms: { said: Said; from: string | undefined; until: string | undefined; text: string }[] = [];
  const former = FORMER[name];
  if (former) return [lived(former, from, until)];
  for (const { major, settings } of all) {
    const said = settings[name];
    if (!said) continue;
    const text = textOf(said);
    const before = forms.at(-1);
    if (before?.text === text) continue;
    const since = CHANGED[name] ?? major;
    if (before) before.until = MAJORS[order(since) - 1];
    forms.push({ said, from: before ? since : from, until, text });
  }
  const result = forms.map((one) => lived(one.said, one.from, one.until));
  const [first, ...rest] = result;
  if (!other || !first) return result;
  const next = MAJORS[order(other.until) + 1];
  return [lived(other.said, from, other.until), { ...first, ...(next ? { from: next } : {}) }, ...rest];
}

function lived(said: Said, from: string | undefined, until: string | undefined): Form {
  return { ...said, ...(from ? { from } : {}), ...(until ? { until } : {}) };
}

/** One line a setting, so that a change reads as one. */
export function print({ asked, settings, extensions }: Vocabulary): string {
  const lines = Object.entries(settings).map(
    ([name, forms]) => `    ${JSON.stringify(name)}: ${JSON.stringify(forms)}`,
  );
  return `{
  "//": "Derived from real servers by \`npm run update\`. Do not edit.",
  "asked": ${JSON.stringify(asked)},
  "extensions": ${JSON.stringify(extensions)},
  "settings": {
${lines.join(',\n')}
  }
}
`;
}
