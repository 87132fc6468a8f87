import { because, fact, map, originsOf, type Fact, type Origin } from '../../src/fact.ts';
import { runsBeside } from '../../src/site/pair/member.ts';
import { placed, postgresqlMajor } from '../../src/site/platform/platform.ts';
import type { Datastore, Service, Site } from '../../src/site/model.ts';
import type { Process } from '../../src/site/process/model.ts';

/** A process and the host that it runs on. */
export interface Running {
  readonly service: Service;
  readonly own: Process;
}

export const running = (site: Site): readonly Running[] =>
  site.services.flatMap((service) =>
    service.process && service.host ? [{ service, own: service.process }] : [],
  );

/** Units that another one is started after; `wants`: they are started too. */
export interface Before {
  readonly unit: Fact<string>;
  readonly pull: 'wants' | 'requires' | null;
  readonly from: readonly Origin[];
}

/** What a unit is started after: what the manifest says, what it connects to, and the network that both need. */
export function orderOf({ service, own }: Running): readonly Before[] {
  const said = service.after.flatMap(({ service: other, condition, from }): Before[] =>
    other.process
      ? [
          {
            unit: because(other.process.unit, { from }),
            pull: condition.value === 'completed' ? 'requires' : 'wants',
            from: originsOf({ from }, condition),
          },
        ]
      : [],
  );
  const derived = own.uses.flatMap(({ of, from }): Before[] => {
    const unit =
      of.kind === 'datastore' ? storeUnit(of.datastore, service) : serviceUnit(of.service, service);
    return unit
      ? [{ unit: because(unit, { from }), pull: unit.value === ENGINE ? null : 'wants', from }]
      : [];
  });
  const units = new Map<string, Before>();
  for (const one of [...network(service, own), ...said, ...derived]) {
    const before = units.get(one.unit.value);
    units.set(
      one.unit.value,
      before ? { ...before, unit: because(before.unit, one.unit), from: originsOf(before, one) } : one,
    );
  }
  return [...units.values()];
}

/**
 * `network.target` is passed before addresses are there; who binds one of them, or connects to elsewhere at once, waits
 * for `network-online.target`, which nothing starts unless somebody wants it (systemd.special(7)).
 */
function network(service: Service, { uses }: Process): readonly Before[] {
  const binds = service.ports.flatMap(({ published, said }) =>
    published && !/^(127\.|::1$|0\.0\.0\.0$|::$)/.test(published.address.value)
      ? [{ from: originsOf(published.address, said.expose) }]
      : [],
  );
  const far = uses.filter(({ of }) => isFar(of, service));
  const from = originsOf(...binds, ...far);
  const quiet = originsOf(service.name, ...service.ports.map(({ said }) => said.expose), ...uses);
  const plain = [{ unit: fact('network.target', quiet), pull: null, from: quiet }];
  return binds.length + far.length === 0
    ? plain
    : [{ unit: fact('network-online.target', from), pull: 'wants', from }];
}

/** Whether it is on another host, or of a role of the pair that the other node may have. */
const isFar = (of: Process['uses'][number]['of'], { host, member }: Service): boolean => {
  const other = of.kind === 'service' ? of.service : of.datastore;
  return (
    other.host !== host ||
    (of.kind === 'service' && other.member !== null && !runsBeside(other.member, member))
  );
};

/** Containers come up with their engine, which nobody wants for their sake alone. */
const ENGINE = 'docker.service';

function serviceUnit(other: Service, service: Service): Fact<string> | null {
  if (isFar({ kind: 'service', service: other }, service)) return null;
  if (other.container) return map(other.name, () => ENGINE);
  // Two that need each other start side by side; each has to try again.
  return other.process && !reaches(other, service) ? other.process.unit : null;
}

/** Whether `from` starts after `to`, by what is said or by what it connects to. */
function reaches(from: Service, to: Service): boolean {
  const seen = new Set<Service>();
  const next = [from];
  for (let one = next.pop(); one; one = next.pop()) {
    if (one === to) return true;
    if (seen.has(one)) continue;
    seen.add(one);
    next.push(...one.after.map(({ service }) => service));
    for (const { of } of one.process?.uses ?? [])
      if (of.kind === 'service' && of.service.host === one.host) next.push(of.service);
  }
  return false;
}

/** As the packages of the platform name the units of their servers. */
function storeUnit({ said, name, port, host }: Datastore, service: Service): Fact<string> | null {
  const { platform } = host;
  if (host !== service.host || !platform) return null;
  if (said.engine.value === 'postgresql') {
    const major = map<string | number, string>(said.version, postgresqlMajor);
    return because(placed(host, platform.postgresql.unit, { major, name }), said.engine);
  }
  const { first, further } = platform.redis;
  const { unit } = (port.value === 6379 ? first : null) ?? further;
  return because(placed(host, unit, { name }), port, said.engine);
}
