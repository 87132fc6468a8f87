import { because, fact, map, type Fact } from '../../fact.ts';
import type { Datastore } from '../model.ts';
import { storePlace } from '../platform/datastore.ts';
import type { Subject, Test } from './model.ts';

/** The process of a datastore; null on a host of which nothing is known, which a rule tells. */
export function processOf(store: Datastore): Subject | null {
  const place = storePlace(store);
  return place && { kind: 'process', pidfile: place.pid, match: null };
}

export const derivedUnit = (store: Datastore): Fact<string> | null => storePlace(store)?.unit ?? null;

/** Monit's words for the protocols of our engines. */
const PROTOCOLS = { postgresql: 'pgsql', redis: 'redis' } as const;

/** It must answer on its port, and run as its own user. */
export function derivedTests(store: Datastore): readonly Test[] {
  const place = storePlace(store);
  if (!place) return [];
  const { engine } = store.said;
  // Every engine listens there, whatever `listen` says.
  const here = because(fact('127.0.0.1'), engine);
  const connection = { host: here, port: store.port, user: null, password: null };
  return [
    {
      said: null,
      condition: { kind: 'answers', connection, protocol: map(engine, (name) => PROTOCOLS[name]) },
      then: because(fact('restart'), engine),
    },
    {
      said: null,
      condition: { kind: 'user', user: place.user },
      then: because(fact('alert'), engine),
    },
  ];
}
