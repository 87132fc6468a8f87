import { partsOf, type Fact, type Value } from '../../src/fact.ts';
import type { Network, Service, Stack, Volume, Words } from '../../src/site/model.ts';
import { goDuration, inBytes, shellWords } from './units.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Fields = Readonly<Record<string, Json | undefined>>;

/** What compose adds to what is said. Nothing else may be in its answer that the site does not say. */
const ADDED = {
  /** null where the image's own stays */
  words: null,
  /** a network that a service joins with nothing to say about it */
  joined: null,
  /** ports are published by docker itself, not by a swarm */
  mode: 'ingress',
  /** a dependency that is not there is an error */
  required: true,
  /** constraints of a swarm: none */
  placement: {},
  /** addresses of a network: docker chooses */
  ipam: {},
  /** no further options of a mount. A bind whose host path compose would make says so here. */
  mount: {},
  /** where a secret is mounted */
  secretFolder: '/run/secrets',
  /** what `network_mode: service:x` means: x comes first, and this one is made again with it */
  modeOfService: { condition: 'service_started', restart: true, required: true },
} as const;

/** What stands for a secret: its own name, so that a mix-up is seen. */
export const stubOf = (secret: string): string => `stub of ${secret}`;

const text = ({ value }: Fact<Value>): string =>
  partsOf(value)
    .map((part) => {
      if (typeof part === 'string') return part;
      if ('request' in part) throw new Error('no request here');
      return stubOf(part.secret);
    })
    .join('');
const texts = (facts: readonly Fact<Value>[] | undefined): Json | undefined => facts?.map(text);
const one = <T extends Json>(value: Fact<T> | undefined): T | undefined => value?.value;
const nonEmpty = (fields: Fields): Json | undefined => {
  const said = strip(fields);
  return Object.keys(said).length === 0 ? undefined : said;
};
const strip = (fields: Fields): { readonly [key: string]: Json } =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
const some = (items: readonly Json[]): Json | undefined => (items.length === 0 ? undefined : items);

/**
 * What `docker-compose config --format json` must say of a stack, written from the resolved site and from the compose
 * specification alone.
 * @param variables of the env files that services read, by the file's path
 */
export function projectOf(
  stack: Stack,
  variables: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Json {
  const project = stack.name.value;
  const inDefault = stack.services.some((service) => inOwnNetwork(service));
  const { subnet } = stack.said;
  const own = subnet ? { config: [{ subnet: subnet.value }] } : ADDED.ipam;
  const secrets = stack.services.flatMap(({ secretFiles }) => secretFiles);
  return strip({
    name: project,
    services: Object.fromEntries(
      stack.services.map((service) => [service.name.value, serviceOf(service, variables)]),
    ),
    networks: nonEmpty({
      ...Object.fromEntries(
        stack.networks.map((network) => [network.name.value, networkOf(network, project)]),
      ),
      default: inDefault ? { name: `${project}_default`, ipam: own } : undefined,
    }),
    volumes: nonEmpty(
      Object.fromEntries(stack.volumes.map((volume) => [volume.name.value, volumeOf(volume, project)])),
    ),
    secrets: nonEmpty(
      Object.fromEntries(
        secrets.map(({ name, path }) => [name.value, { name: `${project}_${name.value}`, file: path.value }]),
      ),
    ),
  });
}

const inOwnNetwork = ({ attachments, container }: Service): boolean =>
  attachments.length === 0 && container?.networkMode === undefined;

/** A network that exists already is called as it is said; others carry their project's name. */
function networkOf({ said, name }: Network, project: string): Json {
  const config = strip({ subnet: one(said.subnet), gateway: one(said.gateway) });
  return strip({
    name: one(said.name) ?? (said.external?.value === true ? name.value : `${project}_${name.value}`),
    driver: one(said.driver),
    internal: one(said.internal),
    external: one(said.external),
    ipam: said.subnet ? { config: [config] } : ADDED.ipam,
  });
}

function volumeOf({ said, name }: Volume, project: string): Json {
  return strip({
    name: one(said.name) ?? (said.external?.value === true ? name.value : `${project}_${name.value}`),
    driver: one(said.driver),
    driver_opts:
      said.options &&
      Object.fromEntries(Object.entries(said.options).map(([key, { value }]) => [key, value])),
    external: one(said.external),
  });
}

function serviceOf(service: Service, variables: ReadonlyMap<string, Readonly<Record<string, string>>>): Json {
  const { container, said, attachments, after } = service;
  if (container === null) throw new Error('no container');
  const { build, capabilities, networkMode } = container;
  const { image } = service;
  if (image === null) throw new Error('no image');
  const tagged = [image.name.value, image.tag?.value].filter((part) => part !== undefined).join(':');
  const shared = /^service:(.+)$/.exec(networkMode?.value ?? '')?.[1];
  return strip({
    image: image.digest ? `${tagged}@${image.digest.value}` : tagged,
    build:
      build &&
      strip({
        context: build.context.value,
        dockerfile: one(build.dockerfile),
        target: one(build.target),
        args:
          build.args &&
          Object.fromEntries(Object.entries(build.args).map(([key, { value }]) => [key, value])),
      }),
    platform: one(container.platform),
    pull_policy: one(container.pull),
    container_name: one(container.name),
    hostname: one(container.hostname),
    entrypoint: words(service.entrypoint),
    command: words(service.command),
    init: one(container.init),
    user: one(container.user),
    working_dir: one(container.workingDirectory),
    restart: service.restart.value,
    depends_on: nonEmpty({
      ...Object.fromEntries(
        after.map(({ service: other, condition, restart }) => [
          other.name.value,
          strip({
            condition: CONDITION[condition.value],
            restart: restart || undefined,
            required: ADDED.required,
          }),
        ]),
      ),
      ...(shared === undefined ? {} : { [shared]: ADDED.modeOfService }),
    }),
    environment: nonEmpty({
      ...Object.assign({}, ...service.envFiles.map(({ path }) => variables.get(path.value))),
      ...Object.fromEntries(service.env.map(({ name, value }) => [name.value, text(value)])),
    }),
    expose: some(
      service.ports
        .filter(({ published }) => published === null)
        .map(({ said: { number, protocol } }) =>
          protocol.value === 'tcp' ? `${number.value}` : `${number.value}/${protocol.value}`,
        ),
    ),
    ports: some(
      service.ports.flatMap(({ said: { number, protocol }, published }) =>
        published === null
          ? []
          : [
              {
                mode: ADDED.mode,
                // Every address of both families is that of nobody.
                ...(published.address.value === '0.0.0.0' ? {} : { host_ip: published.address.value }),
                published: `${published.port.value}`,
                target: number.value,
                protocol: protocol.value,
              },
            ],
      ),
    ),
    volumes: some(service.mounts.map(mountOf)),
    tmpfs: texts(container.tmpfs),
    network_mode: one(networkMode),
    networks: inOwnNetwork(service)
      ? { default: ADDED.joined }
      : nonEmpty(
          Object.fromEntries(attachments.map((each) => [each.name.value, attachmentOf(each, service)])),
        ),
    extra_hosts:
      said.names &&
      Object.entries(said.names)
        .map(([host, { value }]) => `${host}=${value}`)
        .sort(),
    secrets: some(
      service.secretFiles.map(({ name }) => ({
        source: name.value,
        target: `${ADDED.secretFolder}/${name.value}`,
      })),
    ),
    shm_size: container.shm && `${inBytes(container.shm.value)}`,
    sysctls:
      container.sysctls &&
      Object.fromEntries(Object.entries(container.sysctls).map(([key, { value }]) => [key, `${value}`])),
    ulimits:
      said.limits?.ulimits &&
      Object.fromEntries(
        Object.entries(said.limits.ulimits).map(([key, { soft, hard }]) => [
          key,
          { soft: soft.value, hard: hard.value },
        ]),
      ),
    cap_add: texts(capabilities?.add),
    cap_drop: texts(capabilities?.drop),
    security_opt: texts(container.securityOptions),
    privileged: one(container.privileged),
    read_only: one(container.readOnly),
    tty: one(container.tty),
    stdin_open: one(container.interactive),
    healthcheck: healthOf(service),
    deploy: deployOf(service),
    stop_grace_period: said.stop?.grace && goDuration(said.stop.grace.value),
    stop_signal: one(said.stop?.signal),
    logging: loggingOf(service),
    labels: nonEmpty(Object.fromEntries(service.labels.map(({ name, value }) => [name.value, text(value)]))),
    profiles: some([
      ...(said.runs.value === 'onDemand' ? [service.name.value] : []),
      ...(said.profiles ?? []).map(({ value }) => value),
    ]),
  });
}

const CONDITION = {
  started: 'service_started',
  healthy: 'service_healthy',
  completed: 'service_completed_successfully',
} as const;

function words(said: Words | null): Json {
  if (said === null) return ADDED.words;
  return 'value' in said ? shellWords(text(said)) : said.map(text);
}

function attachmentOf({ aliases, address }: Service['attachments'][number], { attachments }: Service): Json {
  // With nothing to say about any of them, they are a list.
  const plain = attachments.every((each) => each.aliases.length === 0 && each.address === null);
  if (plain) return ADDED.joined;
  const key = address?.value.includes(':') === true ? 'ipv6_address' : 'ipv4_address';
  return strip({ aliases: some(aliases.map(text)), [key]: address?.value });
}

function mountOf({ path, source, readOnly }: Service['mounts'][number]): Json {
  const volume = source.kind === 'volume';
  const from = volume ? source.volume.name : source.kind === 'secret' ? source.secret.path : source.path;
  return strip({
    type: volume ? 'volume' : 'bind',
    source: from.value,
    target: path.value,
    read_only: readOnly.value || undefined,
    [volume ? 'volume' : 'bind']: ADDED.mount,
  });
}

function healthOf({ health }: Service): Json | undefined {
  if (health === null) return undefined;
  const { said, test } = health;
  if (test.kind === 'none') return { disable: true };
  const time = (value: Fact<string> | undefined): string | undefined => value && goDuration(value.value);
  return strip({
    test: test.kind === 'shell' ? ['CMD-SHELL', text(test.line)] : ['CMD', ...test.words.map(text)],
    interval: time(said.every),
    timeout: time(said.timeout),
    retries: one(said.retries),
    start_period: time(said.grace),
  });
}

function deployOf({ said: { limits } }: Service): Json | undefined {
  const amount = (size: Fact<string> | undefined): string | undefined => size && `${inBytes(size.value)}`;
  const resources = nonEmpty({
    limits: nonEmpty({ cpus: one(limits?.cpus), memory: amount(limits?.memory), pids: one(limits?.pids) }),
    reservations: nonEmpty({ memory: amount(limits?.reservedMemory) }),
  });
  const said = strip({ replicas: one(limits?.replicas), resources });
  if (Object.keys(said).length === 0) return undefined;
  return { resources: {}, ...said, placement: ADDED.placement };
}

function loggingOf({ logs }: Service): Json | undefined {
  if (logs === null) return undefined;
  const options = {
    'max-size': logs.maxSize && inBytes(logs.maxSize.value),
    'max-file': logs.maxFiles && `${logs.maxFiles.value}`,
    ...Object.fromEntries(Object.entries(logs.options ?? {}).map(([key, { value }]) => [key, value])),
  };
  return strip({ driver: logs.driver.value, options: nonEmpty(options) });
}
