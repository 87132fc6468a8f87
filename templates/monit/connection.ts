import { secondsOf } from '../../src/site/spelling/units.ts';
import { because, concat, map, type Fact, type Value } from '../../src/fact.ts';
import { entriesOf, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Probe } from '../../src/site/model.ts';
import { request, socket, spelt, text, word, words, type Piece } from './pieces.ts';

/** Words with a value after them, where there is one. */
const maybe = <T>(value: T | null | undefined, write: (value: T) => readonly Piece[]): readonly Piece[] =>
  value === null || value === undefined ? [] : write(value);

const named = (name: string, value: Fact<Value> | null | undefined): readonly Piece[] =>
  maybe(value, (one) => [...words(name), text(one)]);

/** In the order that monit's grammar wants: what belongs to a protocol right after it. */
export function connection(said: Located<M.TestConnection>, to: Probe): readonly Piece[] {
  return [
    ...words('failed'),
    ...named('host', to.host),
    ...maybe(to.port, (port) => [...words('port'), word(port)]),
    ...maybe(said.socket, (path) => [socket(path)]),
    ...(said.transport.value === 'udp' ? spelt(said.transport, (type) => `type ${type}`) : []),
    ...maybe(said.protocol, (protocol) => [...words('protocol'), word(protocol)]),
    ...named('username', to.user),
    ...named('password', to.password),
    ...named('database', said.database),
    ...maybe(said.http, http),
    ...maybe(said.exchange, (steps) =>
      steps.flatMap(({ send, expect }) => [...named('send', send), ...named('expect', expect)]),
    ),
    ...maybe(said.tls, tls),
    ...maybe(said.slowerThan, (time) => [...words('responsetime >'), ...spelt(time, exactly)]),
    ...maybe(said.timeout, (time) => [...words('with timeout'), ...spelt(time, whole)]),
    ...maybe(said.retry, (times) => [...words('retry'), word(times)]),
  ];
}

const whole = (time: string): string => `${Math.round(secondsOf(time))} seconds`;
const exactly = (time: string): string =>
  Number.isInteger(secondsOf(time))
    ? `${secondsOf(time)} seconds`
    : `${Math.round(secondsOf(time) * 1000)} milliseconds`;

function http(said: Located<M.TestHTTP>): readonly Piece[] {
  const headers = entriesOf(said.headers);
  return [
    request(said.path),
    ...maybe(said.method, (method) => [...words('method'), word(method)]),
    ...maybe(said.status, (code) => [...words('status ='), word(code)]),
    ...headers.flatMap(({ name, value }, index) => [
      ...(index === 0 ? words('http headers [') : []),
      word(map(concat(name, ':'), String)),
      text(value),
      ...(index === headers.length - 1 ? words(']') : []),
    ]),
    ...maybe(said.content, (content) => [...words('content ='), text(content)]),
  ];
}

/** `options` in braces need both words each time: what is left out has monit's own default, which its version decides. */
function tls(said: Located<M.TestTLS>): readonly Piece[] {
  const { verify, selfSigned, validFor } = said;
  return [
    ...words('with ssl options {'),
    word(
      because(
        map(verify, (on) => `verify:${on ? 'enable' : 'disable'},`),
        selfSigned,
      ),
    ),
    word(map(selfSigned, (on) => `selfsigned:${on ? 'allow' : 'reject'}`)),
    ...words('}'),
    ...maybe(validFor, (time) => [
      ...words('and certificate valid >'),
      ...spelt(time, (text) => `${Math.round(secondsOf(text) / 86_400)} days`),
    ]),
  ];
}

export const ping = ({ count, size, timeout }: Located<M.TestPing>): readonly Piece[] => [
  ...words('failed ping'),
  ...maybe(count, (times) => [...words('count'), word(times)]),
  ...maybe(size, (octets) => [...words('size'), word(octets)]),
  ...maybe(timeout, (time) => [...words('with timeout'), ...spelt(time, whole)]),
];
