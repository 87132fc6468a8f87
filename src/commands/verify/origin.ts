import type { Span } from '../../diagnostic.ts';
import type { Artifact } from '../../render/artifact.ts';
import { parse } from '../../source/parse.ts';
import type { Node } from '../../source/tree.ts';
import type { Verifying } from '../../verify/verify.ts';
import { originsOfLine } from '../origins.ts';

/** Finds the manifest's place behind what a program says about a file of a host. */
export function originIn(host: string, artifacts: readonly Artifact[]): Verifying['origin'] {
  const own = new Map(artifacts.filter((one) => one.host === host).map((one) => [one.path, one]));
  return (path, line, key) => {
    const artifact = own.get(path);
    return artifact === undefined ? null : originOf(artifact, line, key);
  };
}

/** The most specific place of the manifest that a line or a key of an artifact is owed to. */
function originOf(artifact: Artifact, line: number | null, key: readonly string[] | null): Span | null {
  const { content, lines, from } = artifact;
  if (content.kind === 'link') return null;
  const at = line ?? (key === null ? null : lineOfKey(content.text, key));
  const origins = at === null ? from : originsOfLine(lines ?? [], at);
  // What a known program decides is not the place to look: the manifest chose the program.
  const said = origins.find((one) => one.at.source.name.startsWith('sites/'));
  return (said ?? origins[0])?.at ?? null;
}

/** The line, from 1, of the last of the keys that a YAML document has. */
function lineOfKey(text: string, keys: readonly string[]): number | null {
  let node: Node | null = parse({ name: '', text }).value;
  let at: Span | null = null;
  for (const key of keys) {
    const pair = node?.kind === 'map' ? node.entries.get(key) : undefined;
    const next: Node | undefined =
      pair?.value ?? (node?.kind === 'list' ? node.items[Number(key)] : undefined);
    if (next === undefined) break;
    at = pair?.key ?? next.at;
    node = next;
  }
  return at === null ? null : at.source.text.slice(0, at.start).split('\n').length;
}
