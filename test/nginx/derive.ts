import type { Context } from '../../templates/nginx/vocabulary.ts';
import type { Program } from '../../src/verify/programs.ts';
import { namesIn } from './names.ts';
import { binariesOf, startProber, type Prober } from './prober.ts';

/** Each context, with an `@` where a directive is tried. */
const CONTEXTS: Readonly<Record<Context, string>> = {
  main: '@',
  events: 'events { @ }',
  http: 'events {} http { @ }',
  server: 'events {} http { server { @ } }',
  location: 'events {} http { server { location / { @ } } }',
  'if in server': 'events {} http { server { if ($host) { @ } } }',
  'if in location': 'events {} http { server { location / { if ($host) { @ } } } }',
  limit_except: 'events {} http { server { location / { limit_except GET { @ } } } }',
  upstream: 'events {} http { upstream up { @ } }',
  stream: 'events {} stream { @ }',
  'stream server': 'events {} stream { server { @ } }',
  'stream upstream': 'events {} stream { upstream up { @ } }',
  mail: 'events {} mail { @ }',
  'mail server': 'events {} mail { server { @ } }',
};
export const CONTEXT_NAMES = Object.keys(CONTEXTS) as Context[];

const MAX_ARGUMENTS = 8;

/** One way to write a directive in one context. */
export interface Probed {
  readonly context: Context;
  /** the numbers of arguments that are taken, up to 8; nginx knows no limit between 7 and any number */
  readonly args: readonly number[];
  readonly block: boolean;
  /** whether the body of the block holds entries of a table, and no directives */
  readonly table: boolean;
}

const UNKNOWN = /^unknown directive /;
const MISPLACED = / directive is not allowed here$/;
const MISCOUNTED = /^invalid number of arguments in /;
const BLOCK = / has no opening "\{"$/;

/** Which of these names are directives. */
export async function directivesAmong(prober: Prober, names: Iterable<string>): Promise<string[]> {
  const known: string[] = [];
  for (const name of [...names].sort())
    if (!UNKNOWN.test((await prober.ask(`${name};`)) ?? '')) known.push(name);
  return known;
}

/** Where a directive may stand, and how. */
export async function probeDirective(prober: Prober, name: string): Promise<Probed[]> {
  const found: Probed[] = [];
  for (const context of CONTEXT_NAMES) {
    const ask = async (statement: string): Promise<string> =>
      (await prober.ask(CONTEXTS[context].replace('@', () => statement))) ?? '';
    const bare = await ask(`${name};`);
    if (MISPLACED.test(bare)) continue;
    const block = BLOCK.test(bare);
    const args: number[] = [];
    for (let count = 0; count <= MAX_ARGUMENTS; count++) {
      const answer = await ask(`${name}${' x'.repeat(count)}${block ? ' {}' : ';'}`);
      if (!MISCOUNTED.test(answer)) args.push(count);
    }
    found.push({ context, args, block, table: block && (await isTable(ask, name)) });
  }
  return found;
}

/** Heads of blocks that are no plain name. A block whose head cannot be found fails the derivation. */
const HEADS: Readonly<Record<string, string>> = {
  charset_map: 'koi8-r utf-8',
  geo: '$name',
  geoip: '$name',
  if: '($host)',
  limit_except: 'GET',
  location: '/',
  map: '$host $name',
  split_clients: '$host $name',
  upstream: 'up',
};

async function isTable(ask: (statement: string) => Promise<string>, name: string): Promise<boolean> {
  const answer = await ask(`${name} ${HEADS[name] ?? ''} { no_such_name x; }`);
  if (MISCOUNTED.test(answer)) throw new Error(`the block ${name} needs a head in test/nginx/derive.ts`);
  return answer !== 'unknown directive "no_such_name"';
}

/** The modules that have variables of their own. */
export type Scope = 'http' | 'stream';
export interface ProbedVariable {
  readonly name: string;
  readonly in: readonly Scope[];
  /** any name that starts so is a variable */
  readonly prefix: boolean;
}

const USES: Readonly<Record<Scope, string>> = {
  http: 'events {} http { server { listen unix:/run/x; return 200 "@"; } }',
  stream: 'events {} stream { server { listen unix:/run/x; return "@"; } }',
};

/** Which of these names are variables that exist before any file defines one. */
export async function variablesAmong(prober: Prober, names: Iterable<string>): Promise<ProbedVariable[]> {
  const found: ProbedVariable[] = [];
  for (const name of [...names].sort()) {
    const scopes = async (variable: string): Promise<Scope[]> => {
      const known: Scope[] = [];
      for (const scope of ['http', 'stream'] as const)
        if ((await prober.ask(USES[scope].replace('@', () => `$${variable}`))) === null) known.push(scope);
      return known;
    };
    const open = name.endsWith('_') ? await scopes(`${name}no_such_name`) : [];
    const plain = open.length > 0 ? open : await scopes(name);
    if (plain.length > 0) found.push({ name, in: plain, prefix: open.length > 0 });
  }
  const families = found.filter((one) => one.prefix);
  return found.filter(
    (one) => !families.some((family) => family !== one && one.name.startsWith(family.name)),
  );
}

/** What one version of nginx answered. */
export interface Derived {
  readonly version: string;
  readonly directives: ReadonlyMap<string, readonly Probed[]>;
  readonly variables: readonly ProbedVariable[];
}

/** Asks one nginx everything. */
export async function derive(program: Program): Promise<Derived> {
  const names = new Set(binariesOf(program).flatMap((binary) => [...namesIn(binary)]));
  const prober = await startProber(program);
  try {
    const directives = new Map<string, readonly Probed[]>();
    for (const name of await directivesAmong(prober, names))
      directives.set(name, await probeDirective(prober, name));
    return { version: program.version, directives, variables: await variablesAmong(prober, names) };
  } finally {
    await prober.stop();
  }
}
