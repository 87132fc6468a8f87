import { because, concat, type Fact, type Value } from '../../fact.ts';
import { keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Health } from '../model.ts';
import type { From } from '../reference/reference.ts';
import { portOf } from '../reference/service.ts';
import { resolveText } from '../reference/text.ts';
import type { Draft } from './drafts.ts';
import type { World } from './world.ts';

export function healthOf(said: Located<M.Health>, draft: Draft, from: From, world: World): Health | null {
  if (said.disabled) return { said, test: { kind: 'none', off: said.disabled } };
  if (said.shell) return { said, test: { kind: 'shell', line: said.shell } };
  if (said.command) {
    const resolved = said.command
      .map((word) => resolveText(word, from, world))
      .filter((word) => word !== null);
    return { said, test: { kind: 'words', words: resolved } };
  }
  const port = portOf(draft, said.port, keyOf(said), world.diagnostics);
  if (!port || !said.http) return null;
  const url: Fact<Value> = concat(
    'http://127.0.0.1:',
    because(port.said.number, said.port ?? null),
    said.http,
  );
  // Images carry one of the two or the other: busybox has wget, Debian images often curl.
  return {
    said,
    test: {
      kind: 'shell',
      line: concat("wget -qO /dev/null '", url, "' || curl -fsSo /dev/null '", url, "'"),
    },
  };
}
