import type { Diagnostic } from '../../src/diagnostic.ts';
import type { Site } from '../../src/site/model.ts';
export function* check(_site: Site, _vocabulary: () => unknown): Generator<Diagnostic> {}
