import type { Span } from '../diagnostic.ts';
import type { Fact } from '../fact.ts';
import type { Site } from '../site/model.ts';

/** What a rule found: what and where. The runner adds code, severity, why and fix. */
export interface Finding {
  readonly message: string;
  readonly at: Span;
  readonly related?: readonly { readonly at: Span; readonly message: string }[];
  readonly masked?: readonly Span[];
}

/** One mistake that no single program sees, with the words and examples that explain it. */
export interface Rule {
  /** `X-clash`, `X-without-Y`, `unknown-X`, `unsafe-X`, `unused-X` … */
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** one line, for a table */
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  check(site: Site): Iterable<Finding>;
  /** whole small manifests that no rule says anything about */
  readonly good: readonly string[];
  /** whole small manifests that this rule, and no other, says exactly one thing about */
  readonly bad: readonly string[];
}

export const defineRule = (rule: Rule): Rule => rule;

/** Where a fact is said first. */
export function at(fact: Fact<unknown>): Span {
  const [origin] = fact.from;
  if (!origin) throw new Error(`the fact ${String(fact.value)} comes from nowhere`);
  return origin.at;
}
