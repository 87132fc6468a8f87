import { error } from '../../diagnostic.ts';
import { because, map, type Fact, type Value } from '../../fact.ts';
import { entriesOf, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { From } from '../reference/reference.ts';
import { resolveText } from '../reference/text.ts';
import type { World } from '../service/world.ts';
import type { Uwsgi } from './model.ts';

/** The configuration of a process that is uWSGI; null with a finding where its command names no file for it. */
export function uwsgiOf(
  said: Located<M.Uwsgi>,
  command: readonly Fact<Value>[],
  from: From,
  world: World,
): Uwsgi | null {
  const path = iniOf(command);
  if (!path) {
    world.diagnostics.push(
      error(
        'uwsgi-without-file',
        keyOf(said),
        'The command names no ini file, so that uWSGI would not read this.',
        {
          related: command
            .slice(0, 1)
            .flatMap(({ from: [origin] }) =>
              origin ? [{ at: origin.at, message: 'The command is said here.' }] : [],
            ),
          help: 'Write `--ini` and an absolute path into `command`.',
        },
      ),
    );
    return null;
  }
  const env = entriesOf(said.env).flatMap(({ name, value }) => {
    const text = resolveText(value, from, world);
    return text ? [{ name, value: text }] : [];
  });
  return { said, path, env };
}

/** `--ini /etc/app.ini`, `--ini=/etc/app.ini`, or `/etc/app.ini` alone. */
function iniOf(command: readonly Fact<Value>[]): Fact<string> | null {
  for (const word of command.slice(1)) {
    const [, path] =
      /^(?:--ini=)?(\/[^:]*\.ini)$/.exec(typeof word.value === 'string' ? word.value : '') ?? [];
    if (path !== undefined) return because(map(word, () => path));
  }
  return null;
}
