import { because, concat, fact, map, originsOf, type Fact, type Value } from '../../src/fact.ts';
import { entriesOf, isFact } from '../../src/manifest/located.ts';
import type { Service, ServicePort, ServiceSocket, Site } from '../../src/site/model.ts';
import type { Uwsgi } from '../../src/site/process/model.ts';
import { bytesOf, secondsOf } from '../../src/site/spelling/units.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';

/** A service that is run as uWSGI. */
export interface Running {
  readonly service: Service;
  readonly uwsgi: Uwsgi;
}

export interface Option extends ViewMap {
  readonly name: Fact<string>;
  readonly value: Fact<Value>;
}

export const runningIn = (site: Site): readonly Running[] =>
  site.services.flatMap((service) =>
    service.process?.uwsgi ? [{ service, uwsgi: service.process.uwsgi }] : [],
  );

/** What uwsgi.ini.hbs reads. */
export const view = (one: Running): ViewMap => ({
  note: one.uwsgi.said.note ?? null,
  options: optionsOf(one),
});

const option = (name: string, value: Fact<Value> | undefined | null): readonly Option[] =>
  value ? [owed(value.from, { name: fact(name, value.from), value })] : [];

/** An option that is there where a field says yes. */
const flag = (name: string, value: Fact<boolean>): readonly Option[] =>
  value.value ? option(name, value) : [];

const each = (name: string, values: readonly Fact<string>[] = []): readonly Option[] =>
  values.flatMap((value) => option(name, value));

const bytes = (size: Fact<string> | undefined): Fact<number> | null => (size ? map(size, bytesOf) : null);

function optionsOf({ service, uwsgi: { said, env } }: Running): readonly Option[] {
  const own = service.process?.said;
  const socketed = service.sockets.length > 0;
  const mode = said.socketMode ?? fact('0660', originsOf(...service.sockets.map(({ name }) => name)));
  return [
    ...each('plugins', said.plugins),
    ...option('module', said.module),
    ...option('wsgi-file', said.wsgiFile),
    ...option('chdir', own?.workingDirectory),
    ...option('virtualenv', said.virtualenv),
    ...each('pythonpath', said.pythonPath),
    ...flag('need-app', said.needApp),
    ...flag('lazy-apps', said.lazyApps),
    ...flag('master', said.master),
    ...option('processes', said.processes),
    ...option('threads', said.threads),
    ...flag('enable-threads', said.enableThreads),
    ...listenersOf(service),
    // uWSGI takes octal numbers without the leading zero.
    ...(socketed
      ? option(
          'chmod-socket',
          map(mode, (text) => text.replace(/^0(?=\d{3}$)/, '')),
        )
      : []),
    ...option('listen', said.listen),
    ...option('buffer-size', bytes(said.bufferSize)),
    ...option('post-buffering', bytes(said.postBuffering)),
    ...option('harakiri', said.harakiri ? map(said.harakiri, (text) => Math.ceil(secondsOf(text))) : null),
    ...option('max-requests', said.maxRequests),
    ...flag('die-on-term', said.dieOnTerm),
    ...flag('vacuum', said.vacuum),
    ...option('pidfile', own?.pidFile),
    ...option('logto', said.logTo),
    ...(said.logRequests.value ? [] : option('disable-logging', because(fact(true), said.logRequests))),
    ...option('stats', said.stats),
    ...env.flatMap(({ name, value }) => option('env', concat(name, '=', value))),
    ...nativesOf(said),
  ];
}

/** Its own sockets, then its ports, by the protocol that is spoken there. */
function listenersOf({ sockets, ports }: Service): readonly Option[] {
  return [
    ...sockets.flatMap((socket) => listener(socket, socket.said.path)),
    ...ports.flatMap((port) => {
      if (!port.published) return [];
      const { address, port: number } = port.published;
      const host = map(address, (text) => (text.includes(':') ? `[${text}]` : text));
      return listener(port, concat(host, ':', number));
    }),
  ];
}

/** The options for what is spoken; `https` would need a certificate, and is left to `settings`. */
export const LISTENS: Readonly<Record<string, string>> = {
  uwsgi: 'socket',
  http: 'http-socket',
  fastcgi: 'fastcgi-socket',
};

function listener({ said: { speaks } }: ServicePort | ServiceSocket, at: Fact<Value>): readonly Option[] {
  const name = LISTENS[speaks.value];
  return name === undefined ? [] : option(name, because(at, speaks));
}

function nativesOf({ settings }: Uwsgi['said']): readonly Option[] {
  return entriesOf(settings).flatMap(({ name, value }) =>
    (isFact(value) ? [value] : [...value]).flatMap((one) => option(name.value, because<Value>(one, name))),
  );
}
