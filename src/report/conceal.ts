import { BULLETS } from './mask.ts';

/** A place that a host fills in: `${secret:name}` of a form, `${NAME}` of a compose file. */
const HOLE = /\$\{[^}\n]*\}/;

/** Names that end as those of credentials do, up to their value. */
const NAMED =
  /((?:^|[^A-Za-z])[\w.-]*(?:passw(?:or)?d|passphrase|secret|token|credentials?|(?:secret|access|api|auth|private)[_-]?key|requirepass|masterauth)["']?\s*[=:\s]\s*)(\S.*)$/i;
/** The password in an address, and a user as long as a key. */
const USERINFO = /(:\/\/[^\s:@/]*:)([^\s@]+)(?=@)|(:\/\/)([A-Za-z0-9_-]{20,})(?=@)/g;

/**
 * A patch whose old lines do not tell what somebody wrote in the place of a mark, or under the name of a credential. New
 * lines come from the manifest, where a credential is a finding of its own. A line with bullets does not apply.
 */
export function concealed(patch: string): string {
  const lines = patch.split('\n');
  const holes = lines.flatMap((line) =>
    /^[+ ]/.test(line) && HOLE.test(line) ? [shapeOf(line.slice(1))] : [],
  );
  return lines.map((line) => (isOld(line) ? `-${hidden(line.slice(1), holes)}` : line)).join('\n');
}

const isOld = (line: string): boolean => line.startsWith('-') && !line.startsWith('--- ');

/** A line with holes as an expression for the line as it is when they are filled. */
function shapeOf(line: string): RegExp {
  const pieces = line
    .split(new RegExp(HOLE, 'g'))
    .map((piece) => piece.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^(${pieces.join(')(.*)(')})$`);
}

function hidden(line: string, holes: readonly RegExp[]): string {
  for (const hole of holes) {
    const [, ...pieces] = hole.exec(line) ?? [];
    // Text between two holes stays; what fills a hole goes, unless it is the mark itself.
    if (pieces.length > 0)
      return pieces.map((piece, at) => (at % 2 === 1 ? concealedValue(piece) : piece)).join('');
  }
  return line
    .replace(NAMED, (_, name: string, value: string) => name + concealedValue(value))
    .replaceAll(
      USERINFO,
      (_, user?: string, _password?: string, slashes?: string) => (user ?? slashes ?? '') + BULLETS,
    );
}

const concealedValue = (value: string): string =>
  HOLE.test(value) && value.replace(HOLE, '').length < 3 ? value : BULLETS;
