import { because, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import { entriesOf, isFact, keyOf, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Service } from '../../src/site/model.ts';
import type { PackageUnit, ServiceGroup, Timer } from '../../src/site/process/model.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { nativeOf } from './native.ts';
import type { Running } from './order.ts';
import { listening } from './service.ts';

const lines = (said: Located<M.NativeUnitSettings> | undefined, own: string): ViewMap => {
  const sections = nativeOf(said);
  return { unit: sections('Unit'), [own.toLowerCase()]: sections(own), install: sections('Install') };
};

export function timerView({ said, service }: Timer, unit: Fact<string>): ViewMap {
  const { every } = said;
  return {
    note: said.note ?? null,
    service: because(service.name, said.starts),
    unit: because(unit, said.starts),
    calendar: said.calendar ?? [],
    every: every ? { first: said.afterBoot ?? every, again: every } : null,
    persistent: said.persistent ?? null,
    accuracy: said.accuracy ?? null,
    spread: said.spread ?? null,
    native: lines(said.settings, 'Timer'),
  };
}

export function socketView({ service }: Running, said: Located<M.Socket>): ViewMap {
  const asked = (said.ports ?? []).flatMap((name) => {
    const port = service.ports.find((one) => one.name.value === name.value);
    return port
      ? [{ udp: port.said.protocol.value === 'udp', at: because(listening(port), name, port.said.protocol) }]
      : [];
  });
  return {
    service: service.name,
    streams: [...asked.filter(({ udp }) => !udp).map(({ at }) => at), ...(said.files ?? [])],
    datagrams: asked.filter(({ udp }) => udp).map(({ at }) => at),
    user: said.user ?? null,
    group: said.group ?? null,
    mode: said.mode ?? null,
    native: lines(said.settings, 'Socket'),
  };
}

export const pathView = (service: Service, said: Located<M.Watch>): ViewMap => ({
  service: service.name,
  changed: said.changed ?? [],
  exists: said.exists ?? [],
  notEmpty: said.notEmpty ?? [],
  native: lines(said.settings, 'Path'),
});

export const groupView = ({ name, said }: ServiceGroup): ViewMap => ({
  note: said.note ?? null,
  description: said.description ?? name,
  native: lines(said.settings, 'Target'),
});

export const dropInView = ({ said }: PackageUnit): ViewMap => ({
  note: said.note ?? null,
  sections: entriesOf(said.settings).map(({ name, value }, index) =>
    owed(originsOf({ from: [{ at: keyOf(value), note: null }] }), {
      gap: index > 0 ? fact(true) : null,
      name,
      lines: entriesOf(value).flatMap(({ name: setting, value: given }) =>
        (isFact(given) ? [given] : given).map((one: Fact<string | number | boolean>) => ({
          name: setting,
          value: one,
        })),
      ),
    }),
  ),
});

/** `rapidpro.target` */
export const named = (name: Fact<string>, ending: string): Fact<string> =>
  map(name, (text) => `${text}.${ending}`);
