import { because, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Check, Host, Site } from '../../src/site/model.ts';
import { placed, type MonitPlatform } from '../../src/site/platform/platform.ts';
import { relative } from '../../src/target/link.ts';
import { defineTarget, type FileSpec } from '../../src/target/target.ts';
import { check } from './check.ts';
import { effects } from './effects.ts';
import { syntax } from './syntax.ts';
import { controlView, setView } from './view.ts';

/** Monit: its control file, and sets of checks, each linked where it is in use. */
export const monit = defineTarget({
  id: 'monit',
  title: 'Monit',
  templates: [
    { name: 'monit/monitrc.hbs', syntax },
    { name: 'monit/set.hbs', syntax },
  ],
  *files(site) {
    for (const monitor of site.monitors) {
      const { host } = monitor;
      const platform = host.platform?.monit;
      if (!platform) continue;
      yield {
        ...shared(host, platform),
        path: placed(host, platform.configuration, {}),
        mode: '0600',
        body: {
          kind: 'template',
          template: 'monit/monitrc.hbs',
          syntax,
          view: controlView(monitor, platform),
        },
      };
      for (const set of setsOf(site, host)) yield* setFiles(host, platform, set);
    }
  },
  check,
  effects,
});

const shared = (
  host: Host,
  { user, group, unit }: MonitPlatform,
): Pick<FileSpec, 'host' | 'owner' | 'group' | 'unit'> => ({
  host,
  owner: user,
  group,
  unit,
});

/** Checks that are taken in and out of use together. */
interface CheckSet {
  readonly name: Fact<string>;
  readonly checks: readonly Check[];
}

/** The sets of a host, in the order of their first checks. */
function setsOf(site: Site, host: Host): readonly CheckSet[] {
  const own = site.checks.filter((one) => one.host === host);
  const names = [...new Set(own.map(({ set }) => set.value))];
  return names.map((name) => {
    const checks = own.filter(({ set }) => set.value === name);
    const [first, ...others] = checks.map(({ set }) => set);
    if (!first) throw new Error('a set has a check');
    return { name: because(first, ...others), checks };
  });
}

/** A set as it can be used, and the link by which it is in use. */
function* setFiles(host: Host, platform: MonitPlatform, { name, checks }: CheckSet): Generator<FileSpec> {
  const below = (folder: string): Fact<string> =>
    map(because(placed(host, folder, {}), name), (path) => `${path}/${name.value}`);
  const exists = () => originsOf(...checks.map((one) => one.name));
  const available = below(platform.available);
  yield {
    ...shared(host, platform),
    exists,
    path: available,
    mode: '0600',
    body: { kind: 'template', template: 'monit/set.hbs', syntax, view: setView(checks) },
  };
  yield {
    ...shared(host, platform),
    exists,
    path: below(platform.enabled),
    mode: '0777',
    body: { kind: 'link', to: map(available, (path) => relative(platform.enabled, path)) },
  };
}
