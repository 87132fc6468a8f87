import { error, type Diagnostic } from '../../diagnostic.ts';
import { map, type Fact } from '../../fact.ts';
import { keyIn, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { familyOf } from '../firewall/cidr.ts';
import type { Secret } from '../model.ts';
import type { Names } from '../names.ts';
import { secretValue } from '../reference/secret.ts';
import { secondsOf } from '../spelling/units.ts';
import type { Mover } from './model.ts';

/** Who moves the virtual address; null where nobody is said, or where what is said cannot be. */
export function moverOf(
  address: Located<M.VirtualAddress>,
  secrets: Names<Secret>,
  diagnostics: Diagnostic[],
): Mover | null {
  const { pacemaker, keepalived } = address.mover ?? {};
  if (pacemaker) return clusterOf(pacemaker, diagnostics);
  return keepalived ? routerOf(keepalived, address.at, secrets, diagnostics) : null;
}

function clusterOf(said: Located<M.PacemakerMover>, diagnostics: Diagnostic[]): Mover | null {
  const monitor = wholeSeconds(said.monitor, MONTH, diagnostics);
  const timeout = wholeSeconds(said.timeout, MONTH, diagnostics);
  const { preference, stickiness } = said;
  if (preference && preference.value >= stickiness.value) {
    diagnostics.push(
      error(
        'restless-address',
        preference.from[0]?.at ?? keyOf(said),
        `The address goes back to the initial primary by itself: a preference of ${preference.value} outweighs a stickiness of ${stickiness.value}.`,
        {
          why: 'Each move of the address is a change of roles.',
          help: `Say less than ${stickiness.value}, or more \`stickiness\`.`,
        },
      ),
    );
    return null;
  }
  return monitor && timeout ? { kind: 'pacemaker', said, monitor, timeout } : null;
}

function routerOf(
  said: Located<M.KeepalivedMover>,
  address: Fact<string>,
  secrets: Names<Secret>,
  diagnostics: Diagnostic[],
): Mover | null {
  const advertise = wholeSeconds(said.advertise, 255, diagnostics);
  const password = said.password ? secretValue(said.password.secret, { secrets }) : null;
  if (said.password && familyOf(address.value) === 6) {
    diagnostics.push(
      error('unused-field', keyIn(said, 'password') ?? keyOf(said), '"password" says nothing for IPv6.', {
        related: address.from.slice(0, 1).map(({ at }) => ({ at, message: 'The address is said here.' })),
        why: 'VRRP version 3, which speaks for IPv6 addresses, has no passwords (RFC 9568).',
        help: 'Leave it out, and let a firewall admit the other node alone.',
      }),
    );
    return null;
  }
  return advertise && (password || !said.password) ? { kind: 'keepalived', said, advertise, password } : null;
}

const MONTH = 30 * 24 * 60 * 60;

/** A span of time in whole seconds, from one on. */
function wholeSeconds(said: Fact<string>, most: number, diagnostics: Diagnostic[]): Fact<number> | null {
  const total = secondsOf(said.value);
  if (Number.isInteger(total) && total >= 1 && total <= most) return map(said, () => total);
  const at = said.from[0]?.at;
  if (at)
    diagnostics.push(
      error('bad-interval', at, `${said.value} is not between 1 second and ${most} seconds, in whole ones.`, {
        help: 'Say whole seconds, such as 10s.',
      }),
    );
  return null;
}
