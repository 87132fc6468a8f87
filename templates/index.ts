import type { Target } from '../src/target/target.ts';
import { compose } from './compose/target.ts';

/** Every target, one line each. */
export const targets: readonly Target[] = [compose];
