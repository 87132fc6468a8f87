import { didYouMean } from '../source/suggest.ts';
import type { Call } from '../console/io.ts';
import { newRule } from './new/rule.ts';
import { newSite } from './new/site.ts';
import { newTarget } from './new/target.ts';

/** What was made, as sentences for people; or why nothing was. */
export type Made = { readonly said: string } | { readonly refused: string };

const KINDS: Readonly<Record<string, (name: string, call: Call) => Made>> = {
  site: newSite,
  target: newTarget,
  rule: newRule,
};

/** Starts a manifest, a target or a rule. Refuses to change what is there. */
export async function create(call: Call): Promise<number> {
  const [kind = '', name = ''] = call.words;
  const make = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  const made = make
    ? make(name, call)
    : {
        refused: `${JSON.stringify(kind)} cannot be made; a site, a target or a rule can.${didYouMean(kind, Object.keys(KINDS))}`,
      };
  call.io.err('said' in made ? `${made.said}\n` : `sitewright: ${made.refused}\n`);
  return 'said' in made ? 0 : 2;
}
