import type { Rule } from './rule.ts';

/** The rules, in the order in which their findings are easiest to read; the report sorts by place anyway. */
export const rules: readonly Rule[] = [];
