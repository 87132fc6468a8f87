import { error, type Diagnostic, type Span } from '../../diagnostic.ts';
import type { Fact, Value } from '../../fact.ts';
import { keyIn, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { listOf } from '../../source/suggest.ts';
import type { Connection } from '../clients.ts';
import type { Datastore, Host, Network, Secret, Service, Stack, Vhost } from '../model.ts';
import type { Use } from '../process/model.ts';
import type { Names } from '../names.ts';
import type { Member } from '../pair/model.ts';

/** Where a reference is used: the same service has another address inside its stack than on another host. */
export interface From {
  readonly host: Host;
  /** null for a program or file of the host itself */
  readonly stack: Stack | null;
  /** the service whose container or process it is; null for a file */
  readonly said: Located<M.Service> | null;
  /** of a pair, in whose roles it runs; without it on a node, in either */
  readonly member?: Member | null;
  /** what says the host of a file */
  readonly placed?: Fact<string> | null;
  /** for a process of the host itself: its unit, and what it turns out to need */
  readonly process?: {
    readonly unit: Fact<string>;
    readonly uses: Use[];
    readonly credentials: Secret[];
  };
}

/** Everything that a reference may name. */
export interface Referable {
  readonly secrets: Names<Secret>;
  readonly services: Names<Service>;
  readonly vhosts: Names<Vhost>;
  readonly datastores: Names<Datastore>;
  readonly buckets: Names<Located<M.Bucket>>;
  readonly hosts: Names<Host>;
  readonly networks: Names<Network>;
  readonly connections: Connection[];
  readonly diagnostics: Diagnostic[];
}

export type Text = Located<M.Text>;

export type Reference = Exclude<Text, Fact<string> | Fact<number>>;

/** A reference whose query options are resolved; they are references too. */
export type Asked = Reference & {
  readonly query: readonly { readonly name: Fact<string>; readonly value: Fact<Value> }[];
};

/** The word of `as`, which must be one of the forms that this kind of thing has; the first is the default. */
export function form<F extends string>(
  said: Reference,
  kind: string,
  forms: readonly F[],
  known: Referable,
): F | null {
  const asked = said.as?.value;
  const [usual] = forms;
  if (asked === undefined) return usual ?? null;
  const found = forms.find((one) => one === asked);
  if (found) return found;
  known.diagnostics.push(
    error('unknown-form', at(said.as, said), `A ${kind} has no form "${asked}".`, {
      help: `It has ${listOf(forms)}.`,
    }),
  );
  return null;
}

export const at = (one: Fact<unknown> | undefined, said: Reference): Span => one?.from[0]?.at ?? keyOf(said);

/** Which other keys a kind of reference has. */
const QUALIFIERS: Readonly<Record<string, readonly string[]>> = {
  secret: ['as'],
  public: [],
  service: ['as', 'port', 'path', 'scheme', 'options'],
  vhost: ['as', 'path'],
  database: ['as', 'user', 'scheme', 'options'],
  cache: ['as', 'scheme', 'options'],
  bucket: ['as'],
  host: ['via'],
  concat: [],
  list: ['separator'],
  pattern: [],
};

/** Whether every key of a reference means something for its kind; each that does not is a finding. */
export function qualified(said: Reference, known: Referable): boolean {
  const keys = Object.keys(said);
  const kind = keys.find((key) => Object.hasOwn(QUALIFIERS, key));
  if (kind === undefined) throw new Error('the schema lets through references of known kinds only');
  const allowed = QUALIFIERS[kind] ?? [];
  const idle = keys.filter((key) => key !== kind && !allowed.includes(key));
  for (const key of idle)
    known.diagnostics.push(
      error('unused-qualifier', keyIn(said, key) ?? keyOf(said), `"${key}" says nothing about a ${kind}.`, {
        why: 'What is written and has no effect is a misunderstanding.',
        help: allowed.length > 0 ? `A ${kind} can have ${listOf(allowed)}.` : 'Remove it.',
      }),
    );
  return idle.length === 0;
}
