import type { Target } from '../src/target/target.ts';
import { compose } from './compose/target.ts';
import { env } from './env/target.ts';
import { files } from './files/target.ts';
import { nginx } from './nginx/target.ts';
import { sysctl } from './sysctl/target.ts';

/** Every target, one line each. */
export const targets: readonly Target[] = [compose, env, files, nginx, sysctl];
