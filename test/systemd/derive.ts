import type { Program } from '../../src/verify/programs.ts';
import type { Form, Vocabulary } from '../../templates/systemd/vocabulary.ts';
import { ADDED, REMOVED } from './history.ts';
import { stageFor } from './programs.ts';

/** What one version knows: setting → sections, with systemd’s word for the value. */
export interface Derived {
  readonly version: number;
  readonly settings: ReadonlyMap<string, { readonly in: readonly string[]; readonly takes: string }>;
}

/** Sections of units that a manifest may speak about. */
const SECTIONS = ['Unit', 'Service', 'Socket', 'Timer', 'Path', 'Mount', 'Slice', 'Install'];

/** What a real systemd answers about its settings. */
export async function derive(program: Program): Promise<Derived> {
  const stage = await stageFor(program);
  try {
    const answer = await stage.run(['/usr/lib/systemd/systemd', '--dump-configuration-items']);
    if (answer.status !== 0) throw new Error(`systemd ${program.version}: ${answer.stderr}`);
    return { version: Number.parseInt(program.version, 10), settings: settingsIn(answer.stdout) };
  } finally {
    await stage.close();
  }
}

export function settingsIn(text: string): Derived['settings'] {
  const found = new Map<string, { in: string[]; takes: string }>();
  let section = '';
  for (const line of text.split('\n')) {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const [, name, takes = ''] = /^([A-Za-z][A-Za-z0-9]*)=(.*)$/.exec(line) ?? [];
    if (name === undefined || !SECTIONS.includes(section)) continue;
    const before = found.get(name);
    if (before && !before.in.includes(section)) before.in.push(section);
    else if (!before) found.set(name, { in: [section], takes });
  }
  return found;
}

/** @param asked what real versions answered, the oldest first */
export function merge(asked: readonly Derived[]): Vocabulary {
  const since = new Map(
    Object.entries(ADDED).flatMap(([version, names]) =>
      names.map((name) => [name, Number(version)] as const),
    ),
  );
  const names = [...new Set(asked.flatMap(({ settings }) => [...settings.keys()]))].sort();
  const forms = names.map((name): readonly [string, Form] => {
    const newest = asked.findLast(({ settings }) => settings.has(name))?.settings.get(name);
    const from = since.get(name);
    const until = REMOVED[name];
    return [
      name,
      {
        in: newest?.in ?? [],
        takes: newest?.takes ?? '',
        ...(from === undefined ? {} : { since: from }),
        ...(until === undefined ? {} : { until }),
      },
    ];
  });
  return { asked: asked.map(({ version }) => version), settings: Object.fromEntries(forms) };
}

/** The text of vocabulary.json, one name a line, so that a new version shows as the lines that it changes. */
export function printVocabulary({ asked, settings }: Vocabulary): string {
  const lines = Object.entries(settings).map(
    ([name, form]) => `    ${JSON.stringify(name)}: ${JSON.stringify(form)}`,
  );
  return `{
  "//": "Derived from real systemd by \`npm run update\`; versions after test/systemd/history.ts. Do not edit.",
  "asked": ${JSON.stringify(asked)},
  "settings": {
${lines.join(',\n')}
  }
}
`;
}
