import type { Fact } from '../../fact.ts';
import { onlyRole } from '../pair/member.ts';
import { ROLES, type Role } from '../pair/roles.ts';
import type { Check } from './model.ts';

/** In which roles of its node a check looks; in all of them where roles make no difference to it. */
export const rolesOf = ({ member }: Pick<Check, 'member'>): readonly Role[] => member?.roles ?? ROLES;

/** Whether monit knows both at the same time, on one host. */
export const meet = (a: Pick<Check, 'member'>, b: Pick<Check, 'member'>): boolean =>
  rolesOf(a).some((role) => rolesOf(b).includes(role));

/** What says that a check follows the role: it looks in one role only, or watches what is of the pair. */
export const followsRole = ({ member, controls }: Check): Fact<string> | null =>
  (onlyRole(member) ? member?.on : controls?.of.member?.on) ?? null;
