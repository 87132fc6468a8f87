import { because, fact, map, type Fact } from '../../fact.ts';
import type { Datastore, Service } from '../model.ts';
import type { Role } from '../pair/roles.ts';
import { storePlace } from '../platform/datastore.ts';
import type { Component } from './places.ts';
import type { DerivedTest, Subject } from './model.ts';

/** The process; null where its pid file is not known. */
export function processOf({ kind, of }: Component): Subject | null {
  const pidfile = kind === 'datastore' ? (storePlace(of)?.pid ?? null) : (of.process?.said.pidFile ?? null);
  return pidfile && { kind: 'process', pidfile, match: null };
}

/** The systemd unit; null on a host of which nothing is known. */
export const unitOf = ({ kind, of }: Component): Fact<string> | null =>
  kind === 'datastore' ? (storePlace(of)?.unit ?? null) : (of.process?.unit ?? null);

/** Monit's words for the protocols of our engines. */
const PROTOCOLS = { postgresql: 'pgsql', redis: 'redis' } as const;

/** It must answer on its ports, and run as its own user. @param role null where it does the same in each */
export const derivedTests = (component: Component, role: Role | null): readonly DerivedTest[] =>
  component.kind === 'datastore' ? ofStore(component.of, role) : ofService(component.of);

/**
 * A PostgreSQL that follows another one answers nobody until it has caught up: to restart it would begin that anew, so
 * somebody is told.
 */
export const differsByRole = ({ kind, of }: Component): boolean =>
  kind === 'datastore' && of.member !== null && of.said.engine.value === 'postgresql';

function ofStore(store: Datastore, role: Role | null): readonly DerivedTest[] {
  const place = storePlace(store);
  if (!place) return [];
  const { engine } = store.said;
  // Every engine listens there, whatever `listen` says.
  const here = because(fact('127.0.0.1'), engine);
  const connection = { host: here, port: store.port, user: null, password: null };
  const isFollower = role === 'standby' && store.member !== null;
  return [
    {
      said: null,
      condition: { kind: 'answers', connection, protocol: map(engine, (name) => PROTOCOLS[name]) },
      then: because(fact(isFollower ? 'alert' : 'restart'), engine, isFollower ? store.said.on : null),
    },
    {
      said: null,
      condition: { kind: 'user', user: place.user },
      then: because(fact('alert'), engine),
    },
  ];
}

function ofService({ process: own, ports, name }: Service): readonly DerivedTest[] {
  const { user, group } = own?.said ?? {};
  const restart = (...reasons: readonly Fact<unknown>[]): Fact<string> =>
    because(fact('restart'), name, ...reasons);
  return [
    ...ports.flatMap(({ published, said }): DerivedTest[] => {
      if (!published || said.protocol.value !== 'tcp') return [];
      const host = map(published.address, (text) => (/^(0\.0\.0\.0|::)$/.test(text) ? '127.0.0.1' : text));
      const connection = { host, port: published.port, user: null, password: null };
      const protocol = /^https?$/.test(said.speaks.value) ? said.speaks : null;
      return [
        {
          said: null,
          condition: { kind: 'answers', connection, protocol },
          then: restart(said.protocol, said.speaks),
        },
      ];
    }),
    ...(user ? [{ said: null, condition: { kind: 'user', user }, then: restart(user) } as const] : []),
    ...(group ? [{ said: null, condition: { kind: 'group', group }, then: restart(group) } as const] : []),
  ];
}
