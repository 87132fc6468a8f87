import { concat, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Host, Site } from '../../src/site/model.ts';
import { sysctlsOf } from '../../src/site/pair/sysctls.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { unit, type Unit } from '../../src/target/effects.ts';

/** Where sysctl.d(5) looks, on a host of which nothing else is known. */
const FOLDER = '/etc/sysctl.d';

export const sysctlPath = (site: Site, host: Host): Fact<string> =>
  map(concat(placed(host, host.platform?.sysctl.folder ?? FOLDER, {}), '/60-', site.name, '.conf'), String);

/** The kernel takes its settings at once; one that it does not have is said before. */
export function* effects(site: Site): Generator<Unit> {
  for (const host of site.hosts) {
    const settings = sysctlsOf(site, host);
    if (settings.length === 0) continue;
    yield unit({
      host,
      name: fact('sysctl', originsOf(...settings.map(({ name }) => name))),
      phase: 'kernel',
      does: 'the kernel takes its settings',
      needs: [{ command: 'sysctl', packages: host.platform?.sysctl.packages ?? ['procps'], archive: null }],
      check: settings.map(({ name }) => ({ words: [fact('test'), fact('-e'), map(name, placeOf)] })),
      apply: [{ words: [fact('sysctl'), fact('--quiet'), fact('--load'), sysctlPath(site, host)] }],
      from: originsOf(host.name, ...settings.map(({ name }) => name)),
    });
  }
}

/** Where the kernel shows a setting. */
const placeOf = (key: string): string => `/proc/sys/${key.includes('/') ? key : key.replaceAll('.', '/')}`;
