import {
  because,
  concat,
  fact,
  map,
  originsOf,
  owedTo,
  partsOf,
  type Fact,
  type Origin,
  type SecretPart,
  type Value,
} from '../../src/fact.ts';
import type { Data } from '../../src/format/data.ts';
import { envSerialiser } from '../../src/format/env/write.ts';
import type { Network, Stack, Volume } from '../../src/site/model.ts';
import { fields, leaf, named, some, spaced, type Maybe } from '../../src/target/data.ts';
import { defineTarget, type FileSpec, type Rendered } from '../../src/target/target.ts';
import { check } from './check.ts';
import { valuesOf } from './values.ts';
import { effects, stackUnit } from './effects.ts';
import { serviceData } from './service.ts';
import { serialiser, variableFor } from './syntax.ts';

/** Docker Compose projects, after the compose specification (compose v2; no `version`). */
export const compose = defineTarget({
  id: 'compose',
  title: 'Docker Compose projects',
  templates: [],
  *files(site) {
    for (const stack of site.stacks) {
      if (stack.services.length === 0) continue;
      const { directory } = stack.said;
      const file = { host: stack.host, owner: 'root', group: 'root', unit: stackUnit(stack).value };
      yield {
        ...file,
        path: because(
          map(directory, (path) => `${path}/compose.yaml`),
          stack.said.on ?? null,
        ),
        mode: '0644',
        body: { kind: 'late', serialiser, data: (rendered) => project(stack, rendered) },
      };
      const secrets = secretsOf(stack);
      if (secrets.length > 0)
        yield {
          ...file,
          path: because(
            map(directory, (path) => `${path}/.env`),
            stack.said.on ?? null,
          ),
          mode: '0600',
          exists: () => originsOf(...secrets.map(({ key }) => key)),
          body: { kind: 'data', serialiser: envSerialiser('compose'), data: named(secrets) },
        } satisfies FileSpec;
    }
  },
  check,
  effects,
});

function project(stack: Stack, rendered: Rendered): Data {
  const secretFiles = new Map(
    stack.services.flatMap((service) =>
      service.secretFiles.map((secret) => [secret.name.value, secret] as const),
    ),
  );
  const sections = fields({
    name: stack.name,
    services: spaced(
      named(
        stack.services.map((service) => ({
          key: service.name,
          note: service.said.note,
          value: serviceData(service, rendered),
        })),
      ),
    ),
    networks: some(
      named([
        ...ownNetwork(stack),
        ...stack.networks.map((network) => ({
          key: network.name,
          note: network.said.note,
          value: networkData(network),
        })),
      ]),
    ),
    volumes: some(
      named(
        stack.volumes.map((volume) => ({
          key: volume.name,
          note: volume.said.note,
          value: volumeData(volume),
        })),
      ),
    ),
    secrets: some(
      named(
        [...secretFiles.values()].map((secret) => ({
          key: because(secret.stored, secret.name),
          value: fields({ file: secret.path }),
        })),
      ),
    ),
  });
  return spaced(sections);
}

/** The network that compose makes for services that name none. */
const ownNetwork = ({
  said: { subnet },
}: Stack): readonly { readonly key: Fact<string>; readonly value: Data }[] =>
  subnet
    ? [
        {
          key: fact('default', subnet.from),
          value: fields({ ipam: fields({ config: { list: [fields({ subnet })] } }) }),
        },
      ]
    : [];

function networkData({ said }: Network): Data {
  const ipam: Maybe =
    said.subnet &&
    fields({ config: { list: [fields({ subnet: said.subnet, gateway: leaf(said.gateway) })] } });
  return fields({
    name: leaf(said.name),
    driver: leaf(said.driver),
    internal: leaf(said.internal),
    external: leaf(said.external),
    ipam,
  });
}

function volumeData({ said }: Volume): Data {
  const options =
    said.options &&
    named(Object.entries(said.options).map(([key, value]) => ({ key: fact(key, value.from), value })));
  return fields({
    name: leaf(said.name),
    external: leaf(said.external),
    driver: leaf(said.driver),
    driver_opts: options,
  });
}

/** The secrets that the compose file names: a form, which `install` fills on the host. */
function secretsOf(stack: Stack): readonly { readonly key: Fact<string>; readonly value: Data }[] {
  const found = new Map<string, { readonly part: SecretPart; readonly uses: Fact<Value>[] }>();
  for (const value of stack.services.flatMap(valuesOf))
    for (const one of partsOf(value.value))
      if (typeof one === 'object' && 'secret' in one) {
        const { name, part } = variableFor(one);
        const before = found.get(name);
        if (before) before.uses.push(value);
        else found.set(name, { part, uses: [value] });
      }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { part, uses }]) => {
      const asked = (): readonly Origin[] => originsOf(...uses);
      return { key: owedTo(name, asked), value: owedTo(concat(part).value, asked) };
    });
}
