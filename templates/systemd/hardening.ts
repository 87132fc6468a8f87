import { because, map, type Fact } from '../../src/fact.ts';
import type { Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';

interface Guard {
  readonly name: string;
  readonly value: string;
  /** the first systemd that knows it */
  readonly since: number;
  readonly strict?: true;
}

/**
 * systemd.exec(5). What a program that talks over a network and keeps its files where the manifest says does not miss;
 * and, for `strict`, what many programs can do without. In the order of that page.
 */
const GUARDS: readonly Guard[] = [
  { name: 'ProtectProc', value: 'invisible', since: 247, strict: true },
  { name: 'CapabilityBoundingSet', value: '', since: 21, strict: true },
  { name: 'NoNewPrivileges', value: 'yes', since: 187 },
  { name: 'ProtectSystem', value: 'full', since: 214 },
  { name: 'ProtectHome', value: 'yes', since: 214, strict: true },
  { name: 'PrivateTmp', value: 'yes', since: 15 },
  { name: 'PrivateDevices', value: 'yes', since: 209 },
  { name: 'ProtectHostname', value: 'yes', since: 242 },
  { name: 'ProtectClock', value: 'yes', since: 245 },
  { name: 'ProtectKernelTunables', value: 'yes', since: 232 },
  { name: 'ProtectKernelModules', value: 'yes', since: 232 },
  { name: 'ProtectKernelLogs', value: 'yes', since: 244 },
  { name: 'ProtectControlGroups', value: 'yes', since: 232 },
  { name: 'RestrictAddressFamilies', value: 'AF_UNIX AF_INET AF_INET6', since: 211 },
  { name: 'RestrictNamespaces', value: 'yes', since: 233 },
  { name: 'LockPersonality', value: 'yes', since: 235 },
  { name: 'MemoryDenyWriteExecute', value: 'yes', since: 231, strict: true },
  { name: 'RestrictRealtime', value: 'yes', since: 231 },
  { name: 'RestrictSUIDSGID', value: 'yes', since: 242 },
  { name: 'RemoveIPC', value: 'yes', since: 232, strict: true },
  { name: 'SystemCallFilter', value: '@system-service', since: 239, strict: true },
  { name: 'SystemCallArchitectures', value: 'native', since: 209 },
];

/** What `strict` says otherwise. */
const STRICTER: Readonly<Record<string, string>> = { ProtectSystem: 'strict' };

export interface Line {
  readonly name: Fact<string>;
  readonly value: Fact<string>;
}

/**
 * The settings of the preset that this systemd knows and that the manifest does not say itself.
 * @param platform what decides the version
 */
export function hardeningOf(
  { hardening, settings }: Located<M.Process>,
  version: number,
  platform: Fact<string>,
): readonly Line[] {
  const preset = hardening.value;
  if (preset === 'none') return [];
  const own = settings?.['Service'] ?? {};
  return GUARDS.filter(
    ({ name, since, strict }) =>
      since <= version && (strict !== true || preset === 'strict') && !Object.hasOwn(own, name),
  ).map(({ name, value }) => ({
    name: because(
      map(hardening, () => name),
      platform,
    ),
    value: map(hardening, () => (preset === 'strict' ? (STRICTER[name] ?? value) : value)),
  }));
}
