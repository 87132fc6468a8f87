import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { FileShell } from '../files.ts';
import type { Volume } from '../model.ts';
import type { User } from '../process/model.ts';
import type { Names } from '../names.ts';
import type { Pairs } from '../pair/member.ts';
import type { Referable } from '../reference/reference.ts';

export interface World extends Referable {
  readonly users: readonly User[];
  readonly volumes: Names<Volume>;
  readonly envSets: Names<Located<M.EnvironmentSet>>;
  readonly files: Names<FileShell>;
  readonly pairs: Pairs;
}
