import { fact, map, type Fact } from '../../src/fact.ts';
import type { Host, Site } from '../../src/site/model.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { unit, type Unit, type Word } from '../../src/target/effects.ts';

const words = (...all: readonly (string | Word)[]): readonly Word[] =>
  all.map((word) => (typeof word === 'string' ? fact(word) : word));

const folderOf = (path: Fact<string>): Fact<string> => map(path, (text) => text.replace(/\/[^/]*$/, ''));

/** The unit that reads the files of a host; null where nothing is known of it. */
export function monitUnit(host: Host): Fact<string> | null {
  const service = host.platform?.monit.unit ?? null;
  return service === null ? null : placed(host, service, {});
}

/**
 * It is asked about the control file with the sets that will be in use: their folder is named in it, and stands for the staged
 * one. It watches what others run, so it is told last.
 */
export function* effects(site: Site): Generator<Unit> {
  for (const { host } of site.monitors) {
    const name = monitUnit(host);
    const platform = host.platform?.monit;
    if (!name || !platform) continue;
    const at = (path: string): Fact<string> => placed(host, path, {});
    const { packages, archive } = platform;
    yield unit({
      host,
      name,
      phase: 'watcher',
      does: 'reads its files again; what it knows of each check stays',
      needs: [{ command: 'monit', packages, archive }],
      scratch: [
        at(platform.enabled),
        ...[platform.id, platform.state, platform.queue, platform.log].map((path) => folderOf(at(path))),
      ],
      check: [{ words: words('monit', '-t', '-c', [{ staged: at(platform.configuration) }]) }],
      apply: [
        { words: words('systemctl', 'enable', name) },
        { words: words('systemctl', 'reload-or-restart', name) },
      ],
      retire: { words: words('systemctl', 'disable', '--now', name) },
    });
  }
}
