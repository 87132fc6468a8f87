import { warning, type Diagnostic } from '../diagnostic.ts';
import { keyOf } from '../manifest/located.ts';
import type { Site } from '../site/model.ts';
import type { Rule } from './rule.ts';

/** Everything that the rules have to say about a site. */
export function run(rules: readonly Rule[], site: Site): readonly Diagnostic[] {
  return rules.flatMap((rule) =>
    [...rule.check(site)].map((finding): Diagnostic => ({
      code: rule.id,
      severity: rule.severity,
      message: finding.message,
      at: finding.at,
      related: finding.related ?? [],
      why: rule.why,
      help: rule.fix,
      masked: finding.masked ?? [],
    })),
  );
}

/** Leaves out the warnings that the manifest accepts. Errors stay; an accept that accepts nothing is a warning itself. */
export function withoutAccepted(diagnostics: readonly Diagnostic[], site: Site): readonly Diagnostic[] {
  const accepted = new Map((site.said.accept ?? []).map((accept) => [accept.rule.value, accept]));
  const kept = diagnostics.filter(({ code, severity }) => severity === 'error' || !accepted.has(code));
  const unused = [...accepted.values()].filter(
    ({ rule }) => !diagnostics.some(({ code, severity }) => severity === 'warning' && code === rule.value),
  );
  return [
    ...kept,
    ...unused.map((accept) =>
      warning('unused-accept', keyOf(accept), `There is no warning "${accept.rule.value}" to accept.`, {
        why: 'An accept that nobody needs would hide the next warning of its kind.',
        help: 'Remove it. Errors cannot be accepted.',
      }),
    ),
  ];
}
