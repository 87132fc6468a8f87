import { fact, map, originsOf } from '../../src/fact.ts';
import type { Site } from '../../src/site/model.ts';
import { unit, type Unit, type Word } from '../../src/target/effects.ts';
import { instanceOf, redisStores } from './instance.ts';

const words = (...all: readonly (string | Word)[]): readonly Word[] =>
  all.map((word) => (typeof word === 'string' ? fact(word) : word));

/**
 * There is no check mode: a second server is started with the files, on a socket of its own, without data and without
 * writing any, and ended when it is ready. A running server reads its files only when it starts.
 */
export function* effects(site: Site): Generator<Unit> {
  for (const store of redisStores(site)) {
    const platform = store.host.platform?.redis;
    if (!platform) continue;
    const { unit: name, configuration, data, logfile, pidfile } = instanceOf(store, platform);
    const own = (path: string): Word => [{ staged: fact(path) }];
    yield unit({
      host: store.host,
      name: fact(
        name,
        originsOf(store.name, store.port, store.said.engine, store.said.on, store.host.said.platform),
      ),
      phase: 'store',
      does: 'restart',
      needs: [{ command: 'redis-server', packages: platform.packages, archive: platform.archive }],
      scratch: [data, ...[logfile, pidfile].map((file) => map(file, (path) => path.replace(/\/[^/]*$/, '')))],
      check: [
        {
          until: 'eady to accept connections',
          words: words(
            'redis-server',
            [{ staged: configuration }],
            ...['--port', '0', '--unixsocket'],
            own('/redis.socket'),
            ...[
              '--daemonize',
              'no',
              '--supervised',
              'no',
              '--logfile',
              '',
              '--save',
              '',
              '--appendonly',
              'no',
            ],
          ),
        },
      ],
      apply: [{ words: words('systemctl', 'enable', name) }, { words: words('systemctl', 'restart', name) }],
      retire: { words: words('systemctl', 'disable', '--now', name) },
    });
  }
}
