import { error, type Diagnostic, type Span } from '../../diagnostic.ts';
import { originsOf, owedTo, type Fact } from '../../fact.ts';
import { entriesOf, keyIn, keyOf, originOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Names } from '../names.ts';
import { dutyOf, loadedOf, placeOf, wordsOf, type Running } from './known.ts';
import type { Loaded, Use } from './program.ts';
import { concerns, has } from './version.ts';

/** What a service needs to know about programs. */
export interface Asked {
  /** the file of a program; null where a finding says why there is none */
  readonly program: (name: Fact<string>) => Loaded | null;
  readonly applications: Names<Located<M.Application>>;
  readonly diagnostics: Diagnostic[];
}

/**
 * What runs in a service that names a program or an application. Undefined where a finding says why that cannot be told,
 * null where it names neither.
 */
export function runningIn(
  said: Located<M.Service>,
  name: Fact<string>,
  asked: Asked,
): Running | null | undefined {
  if (!said.program && !said.application) return idle(said, asked.diagnostics) ? undefined : null;
  const shared = said.application && asked.applications.find(said.application);
  if (shared === null) return undefined;
  if (shared && said.version) {
    asked.diagnostics.push(
      error('version-clash', placeOf(said.version), 'The version of an application is said once, there.', {
        related: [{ at: keyOf(shared), message: 'The application is said here.' }],
        help: 'Remove it here, or name the program instead of the application.',
      }),
    );
    return undefined;
  }
  const program = shared ? shared.program : said.program;
  const version = shared ? shared.version : said.version;
  if (!program) return undefined;
  if (!version) {
    asked.diagnostics.push(
      error('schema/required', keyOf(said), `"${name.value}" lacks "version".`, {
        why: `What ${program.value} understands depends on it.`,
        help: 'Say the version of the program, for example `version: 6.4.0`.',
      }),
    );
    return undefined;
  }
  const loaded = loadedOf(program, version, asked);
  if (!loaded) return undefined;
  const duty = dutyOf(loaded, said.duty, version, [originOf(said)], asked.diagnostics);
  if (duty === undefined) return undefined;
  const own = {
    ...loaded,
    ...{ version, duty, application: said.application ?? null },
    // Which application it is decides about the program.
    name: owedTo(program.value, () => originsOf(said.application ?? null, program)),
  };
  const uses = new Map(
    [...entriesOf(shared?.uses), ...entriesOf(said.uses)].map((one) => [one.name.value, one]),
  );
  const running: Running = { ...own, env: shared?.env ?? null, uses: usesOf(uses, own, asked.diagnostics) };
  missingUses(running, keyIn(said, 'uses') ?? keyOf(said), asked.diagnostics);
  return running;
}

/** Fields that mean something to a program only: whether one is said without it, which is a finding. */
function idle(said: Located<M.Service>, diagnostics: Diagnostic[]): boolean {
  const found = (['version', 'duty', 'options', 'uses'] as const).filter((field) => said[field]);
  for (const field of found)
    diagnostics.push(
      error('unused-field', keyIn(said, field) ?? keyOf(said), `"${field}" says nothing without a program.`, {
        why: 'What is written and has no effect is a misunderstanding.',
        help: 'Say `program` or `application`, or remove it.',
      }),
    );
  return found.length > 0;
}

type Named = ReadonlyMap<string, { readonly name: Fact<string>; readonly value: Fact<string> }>;

/** The uses that the program has in this version; each other one is a finding. */
function usesOf(
  said: Named,
  running: Omit<Running, 'uses' | 'env'>,
  diagnostics: Diagnostic[],
): ReadonlyMap<string, Fact<string>> {
  const { version, duty } = running;
  const all = Object.entries(running.program.uses ?? {});
  const there = all.filter(([, use]) => has(version.value, use));
  const kept = new Map<string, Fact<string>>();
  for (const [key, { name, value }] of said) {
    const use = there.find(([one]) => one === key)?.[1];
    if (!use) diagnostics.push(unknownUse(name, running, all, there));
    else if (concerns(use, duty?.name.value ?? null))
      kept.set(key, { value: value.value, from: [...value.from, ...name.from] });
  }
  return kept;
}

function unknownUse(
  name: Fact<string>,
  running: Omit<Running, 'uses' | 'env'>,
  all: readonly (readonly [string, Use])[],
  there: readonly (readonly [string, Use])[],
): Diagnostic {
  const other = all.find(([one]) => one === name.value)?.[1];
  const when =
    other === undefined
      ? didYouMean(
          name.value,
          there.map(([one]) => one),
        )
      : other.since !== undefined && !has(running.version.value, { since: other.since })
        ? ` It does since ${other.since}.`
        : ` It did until ${other.until ?? ''}.`;
  return error('unknown-use', placeOf(name), `${wordsOf(running)} does not use "${name.value}".${when}`, {
    help: `It uses ${listOf(there.map(([one]) => one)) || 'nothing'}.`,
  });
}

function missingUses(
  { program, version, duty, uses, ...rest }: Running,
  at: Span,
  diagnostics: Diagnostic[],
): void {
  for (const [name, use] of Object.entries(program.uses ?? {})) {
    if (!use.required || uses.has(name)) continue;
    if (!has(version.value, use) || !concerns(use, duty?.name.value ?? null)) continue;
    diagnostics.push(
      error(
        'missing-use',
        at,
        `${wordsOf({ program, version })} does not work without \`${name}\` under \`uses\`.`,
        {
          related: [{ at: placeOf(rest.name), message: 'The program is named here.' }],
          why: use.meaning,
          help: `Say \`${name}: ${EXAMPLES[use.kind]}\`.`,
        },
      ),
    );
  }
}

/** What a manifest may say for a use of each kind. */
const EXAMPLES: Readonly<Record<Use['kind'], string>> = {
  database: 'DATASTORE/DATABASE',
  cache: 'DATASTORE/CACHE',
  bucket: 'BUCKET',
  vhost: 'VHOST',
  service: 'SERVICE',
  mail: 'SERVICE',
  volume: 'VOLUME',
};
