import type { Form, Vocabulary } from '../../templates/redis/vocabulary.ts';
import { RELEASED, wasThere } from './history.ts';

/** What one version takes. */
export interface Derived {
  readonly version: string;
  readonly directives: ReadonlyMap<string, Form>;
}

/** @param asked what real servers answered, the oldest first; older releases are what the oldest takes, less its news */
export function mergeVersions(asked: readonly Derived[]): Vocabulary {
  const [oldest] = asked;
  const before = RELEASED.map((version) => ({
    version,
    directives: new Map([...(oldest?.directives ?? [])].filter(([name]) => wasThere(name, version))),
  }));
  const all = [...before, ...asked];
  const names = [...new Set(all.flatMap(({ directives }) => [...directives.keys()]))].sort();
  return {
    versions: all.map(({ version }) => version),
    asked: asked.map(({ version }) => version),
    directives: Object.fromEntries(names.map((name) => [name, forms(all, name)])),
  };
}

/** Runs of neighbouring versions with the same answer. */
function forms(all: readonly Derived[], name: string): readonly Form[] {
  const found: { readonly form: Form; readonly first: number; last: number }[] = [];
  all.forEach(({ directives }, at) => {
    const form = directives.get(name);
    if (!form) return;
    const before = found.at(-1);
    if (before?.last === at - 1 && JSON.stringify(before.form) === JSON.stringify(form)) before.last = at;
    else found.push({ form, first: at, last: at });
  });
  return found.map(({ form, first, last }) => ({
    ...form,
    ...(first === 0 ? {} : { from: all[first]?.version ?? '' }),
    ...(last === all.length - 1 ? {} : { until: all[last]?.version ?? '' }),
  }));
}

/** The text of vocabulary.json, one name a line, so that a new version shows as the lines that it changes. */
export function printVocabulary({ versions, asked, directives }: Vocabulary): string {
  const lines = Object.entries(directives).map(
    ([name, all]) => `    ${JSON.stringify(name)}: ${JSON.stringify(all)}`,
  );
  return `{
  "//": "Derived from real servers by \`npm run update\`; 4.0 and 5.0 after test/redis/history.ts. Do not edit.",
  "versions": ${JSON.stringify(versions)},
  "asked": ${JSON.stringify(asked)},
  "directives": {
${lines.join(',\n')}
  }
}
`;
}
