import type { Source } from '../diagnostic.ts';
import type { Node } from './tree.ts';

/** Parse results by the content of their text. Whatever it forgets is parsed again, with the same result. */
export interface ParseCache {
  tree(source: Source): Node | null;
  keep(source: Source, tree: Node): void;
  /** whether these layers were found to be without a fault */
  isValid(key: string): boolean;
  keepValid(key: string): void;
}

export const noCache: ParseCache = {
  tree: () => null,
  keep: () => undefined,
  isValid: () => false,
  keepValid: () => undefined,
};
