import { error, type Diagnostic, type Span } from '../../diagnostic.ts';
import type { Fact } from '../../fact.ts';
import { keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { listOf } from '../../source/suggest.ts';
import type { Datastore, Host, Secret, Service, Stack, Vhost } from '../model.ts';
import type { Names } from '../names.ts';

/** Where a reference is used: the same service has another address inside its stack than on another host. */
export interface From {
  readonly host: Host;
  /** null for a program or file of the host itself */
  readonly stack: Stack | null;
}

/** Everything that a reference may name. */
export interface Referable {
  readonly secrets: Names<Secret>;
  readonly services: Names<Service>;
  readonly vhosts: Names<Vhost>;
  readonly datastores: Names<Datastore>;
  readonly buckets: Names<Located<M.Bucket>>;
  readonly hosts: Names<Host>;
  readonly diagnostics: Diagnostic[];
}

export type Text = Located<M.Text>;

export type Reference = Exclude<Text, Fact<string> | Fact<number>>;

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
