import { error } from '../../diagnostic.ts';
import { because, fact, originsOf, type Fact } from '../../fact.ts';
import { keyOf, originOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Mount } from '../model.ts';
import type { Draft } from './drafts.ts';
import type { World } from './world.ts';

export function mountOf(
  path: Fact<string>,
  said: Located<M.Mount>,
  draft: Draft,
  world: World,
): readonly Mount[] {
  const source = mountSource(said, world);
  if (!source) return [];
  const readOnly =
    said.readOnly ??
    fact(source.kind === 'rendered' || source.kind === 'secret', [
      { ...originOf(said), note: 'default: files are read-only' },
    ]);
  if (source.kind === 'secret' && source.secret.said.deliver.value !== 'file')
    world.diagnostics.push(
      error(
        'unsafe-mount',
        keyOf(said),
        `The secret ${source.secret.name.value} is delivered as a value; it is no file that ${draft.name.value} could mount.`,
        {
          related: [{ at: source.secret.at, message: 'It is said here.' }],
          help: 'Say `deliver: file` at the secret.',
        },
      ),
    );
  return [{ path, source, readOnly, at: keyOf(said), from: path.from }];
}

function mountSource(said: Located<M.Mount>, world: World): Mount['source'] | null {
  if (said.volume) {
    const volume = world.volumes.find(said.volume);
    return (
      volume && {
        kind: 'volume',
        volume: { ...volume, name: { value: volume.name.value, from: originsOf(said.volume, volume.name) } },
      }
    );
  }
  if (said.file) {
    const file = world.files.find(said.file);
    return (
      file && { kind: 'rendered', path: { value: file.path.value, from: originsOf(file.path, said.file) } }
    );
  }
  if (said.secret) {
    const secret = world.secrets.find(said.secret);
    const wanted = said.secret;
    return secret && { kind: 'secret', secret: { ...secret, path: because(secret.path, wanted) } };
  }
  return said.host ? { kind: 'host', path: said.host } : null;
}
