import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';

/**
 * Writes programs that take the place of scp and ssh into a folder: they reach a machine of a test, as root, by its name
 * alone. What scp copies comes with the modes that it has, as scp leaves them.
 */
export function remote(folder: string, machine: Machine): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string): void =>
    void writeFileSync(join(folder, name), `#!/bin/bash\nset -eu\n${text}`, { mode: 0o755 });
  const host = `root@${machine.name}`;
  write(
    'scp',
    `target=\${!#}
[[ $target == ${host}:* ]] || { echo "scp: no host for $target" >&2; exit 255; }
path=\${target#*:}
[[ $path == /* ]] || path=/root/$path
[[ $1 == -r ]] && shift
cp -R --preserve=mode --no-preserve=ownership -- "\${@:1:$#-1}" ${word(machine.root)}"$path"
`,
  );
  write(
    'ssh',
    `[[ $# == 1 && $1 == ${host} ]] || { echo "ssh: no host for $*" >&2; exit 255; }
exec ${machine.shell().map(word).join(' ')}
`,
  );
}

const word = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
