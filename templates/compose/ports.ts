import { because, concat, map, originsOf, type Fact, type Value } from '../../src/fact.ts';
import type { ServicePort } from '../../src/site/model.ts';

/** A port that only containers reach. */
export const exposed = ({ said }: ServicePort): Fact<string> =>
  because(withProtocol(said.number, said.protocol), said.expose);

/** A port of the host that stands for one of the container; none where it has none. */
export function publishedPort({ said, published }: ServicePort): readonly Fact<Value>[] {
  if (!published) return [];
  const { address, port } = published;
  const words = because(concat(...boundTo(address), port, ':', said.number), address);
  return [withProtocol(words, said.protocol)];
}

const withProtocol = (port: Fact<unknown>, protocol: Fact<string>): Fact<string> => ({
  value: protocol.value === 'tcp' ? String(port.value) : `${String(port.value)}/${protocol.value}`,
  from: originsOf(port, protocol),
});

/** Docker takes every address of both families where none is said; `0.0.0.0` would leave out IPv6. */
const boundTo = (address: Fact<string>): readonly (string | Fact<string>)[] =>
  address.value === '0.0.0.0' ? [] : [inBrackets(address), ':'];

/** An IPv6 address has colons of its own. */
const inBrackets = (address: Fact<string>): Fact<string> =>
  map(address, (text) => (text.includes(':') ? `[${text}]` : text));
