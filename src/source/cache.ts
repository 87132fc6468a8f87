import type { Source } from '../diagnostic.ts';
import type { Node } from './tree.ts';

/**
 * Trees that are known already. Nothing is kept on a disk: reading a tree back takes as long as `fast` takes to read the
 * manifest.
 */
export interface ParseCache {
  tree(source: Source): Node | null;
}

export const noCache: ParseCache = { tree: () => null };
