import { goDuration } from '../../src/site/spelling/units.ts';
import { because, concat, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Data } from '../../src/format/data.ts';
import type { After, Health, Mount, Service, Words } from '../../src/site/model.ts';
import { fields, leaf, list, named, some, someFields, type Maybe } from '../../src/target/data.ts';
import type { Rendered } from '../../src/target/target.ts';
import { exposed, publishedPort } from './ports.ts';
import { logSize, memorySize } from './units.ts';

/** The label whose change makes `up -d` recreate a container: a bind-mounted file that is replaced stays the old one inside. */
const LABEL = 'sitewright.rendered';

/** A service of the compose specification, its keys in the order of the specification's own examples. */
export function serviceData(service: Service, rendered: Rendered): Data {
  const { container, said, name } = service;
  if (!container) throw new Error(`the service ${name.value} has no container`);
  return fields({
    image: image(service),
    build:
      container.build &&
      fields({
        context: container.build.context,
        dockerfile: leaf(container.build.dockerfile),
        target: leaf(container.build.target),
        args: container.build.args && stringMap(container.build.args),
      }),
    platform: leaf(container.platform),
    pull_policy: leaf(container.pull),
    container_name: leaf(container.name),
    hostname: leaf(container.hostname),
    entrypoint: words(service.entrypoint),
    command: words(service.command),
    init: leaf(container.init),
    user: leaf(container.user),
    working_dir: leaf(container.workingDirectory),
    restart: service.restart,
    depends_on: dependsOn(service.after),
    env_file: some(list(service.envFiles.map(({ path }) => path))),
    environment: some(
      named(service.env.map((variable) => ({ key: variable.name, value: text(variable.value) }))),
    ),
    expose: some(list(service.ports.filter(({ published }) => !published).map(exposed))),
    ports: some(list(service.ports.flatMap(publishedPort))),
    volumes: some(list(service.mounts.map(volume))),
    tmpfs: container.tmpfs && list(container.tmpfs),
    network_mode: leaf(container.networkMode),
    networks: networks(service),
    extra_hosts:
      said.names &&
      list(Object.entries(said.names).map(([host, address]) => map(address, (to) => `${host}:${to}`))),
    secrets: some(list(service.secretFiles.map(secretFile))),
    shm_size: container.shm && map(container.shm, memorySize),
    sysctls:
      container.sysctls &&
      named(
        Object.entries(container.sysctls).map(([key, value]) => ({
          key: fact(key, value.from),
          value: map<string | number, string>(value, String),
        })),
      ),
    ulimits:
      said.limits?.ulimits &&
      named(
        Object.entries(said.limits.ulimits).map(([key, { soft, hard }]) => ({
          key: fact(key, originsOf(soft, hard)),
          value: fields({ soft, hard }),
        })),
      ),
    cap_add: container.capabilities?.add && list(container.capabilities.add),
    cap_drop: container.capabilities?.drop && list(container.capabilities.drop),
    security_opt: container.securityOptions && list(container.securityOptions),
    privileged: leaf(container.privileged),
    read_only: leaf(container.readOnly),
    tty: leaf(container.tty),
    stdin_open: leaf(container.interactive),
    healthcheck: service.health && healthcheck(service.health),
    deploy: deploy(service),
    stop_grace_period: said.stop?.grace && map(said.stop.grace, goDuration),
    stop_signal: leaf(said.stop?.signal),
    logging: logging(service),
    labels: labels(service, rendered),
    profiles: profiles(service),
  });
}

const text = <T extends string | number | boolean | readonly unknown[]>(
  value: Fact<T>,
): Fact<T> | Fact<string> => (typeof value.value === 'number' ? map(value, String) : value);

function image(service: Service): Maybe {
  if (!service.image) return null;
  const { name, tag, digest } = service.image;
  const tagged = tag ? concat(name, ':', tag) : name;
  return digest ? concat(tagged, '@', digest) : tagged;
}

const words = (said: Words | null): Maybe => (said === null ? null : 'value' in said ? said : list(said));

const stringMap = (record: Readonly<Record<string, Fact<string>>>): Data =>
  named(Object.entries(record).map(([key, value]) => ({ key: fact(key, value.from), value })));

function dependsOn(after: readonly After[]): Maybe {
  if (after.length === 0) return null;
  const long = after.filter(({ condition, restart }) => condition.value !== 'started' || restart);
  if (long.length === 0)
    return list(
      after.map((one) => because(one.service.name, ...after, ...after.map(({ condition }) => condition))),
    );
  // One that needs the long form gives it to the others too.
  const form = [...long, ...long.map(({ condition }) => condition)];
  return named(
    after.map((one) => ({
      key: because(one.service.name, one, ...form),
      value: fields({
        condition: because(spelt(one), ...form),
        restart: one.restart ? fact(true, one.from) : null,
      }),
    })),
  );
}
const CONDITION = {
  started: 'service_started',
  healthy: 'service_healthy',
  completed: 'service_completed_successfully',
} as const;
const spelt = ({ condition }: After): Fact<string> => map(condition, (word) => CONDITION[word]);

/** Another generation is another source, so that the container is made anew; inside, the name stays. */
const secretFile = ({ name, stored }: Service['secretFiles'][number]): Data =>
  stored.value === name.value
    ? because(name, stored)
    : fields({ source: because(stored, name), target: because(name, stored) });

/**
 * Binds are written long: with `create_host_path: false` a missing file stops the container, where docker would
 * otherwise make an empty directory of its name.
 */
function volume({ path, source, readOnly, from }: Mount): Data {
  const mode = readOnly.value ? ':ro' : '';
  if (source.kind === 'volume')
    return because(concat(source.volume.name, ':', path, mode), readOnly, { from });
  const host = source.kind === 'secret' ? source.secret.path : source.path;
  const all = originsOf(host, path, readOnly, { from });
  return fields({
    type: fact('bind', all),
    source: because(host, { from }),
    target: because(path, { from }),
    read_only: readOnly.value ? fact(true, all) : null,
    bind: fields({ create_host_path: fact(false, all) }),
  });
}

function networks({ attachments }: Service): Maybe {
  if (attachments.length === 0) return null;
  if (attachments.every(({ aliases, address }) => aliases.length === 0 && !address))
    return list(attachments.map(({ name }) => name));
  return named(
    attachments.map(({ name, aliases, address }) => ({
      key: name,
      value: fields({
        aliases: some(list(aliases)),
        [address?.value.includes(':') ? 'ipv6_address' : 'ipv4_address']: address,
      }),
    })),
  );
}

function healthcheck({ said, test }: Health): Data {
  if (test.kind === 'none') return fields({ disable: test.off });
  const command =
    test.kind === 'shell'
      ? list([fact('CMD-SHELL', test.line.from), test.line])
      : list([fact('CMD', originsOf(...test.words)), ...test.words]);
  const time = (value: Fact<string> | undefined): Maybe => value && map(value, goDuration);
  return fields({
    test: command,
    interval: time(said.every),
    timeout: time(said.timeout),
    retries: leaf(said.retries),
    start_period: time(said.grace),
  });
}

function deploy({ said: { limits } }: Service): Maybe {
  if (!limits) return null;
  return someFields({
    replicas: leaf(limits.replicas),
    resources: someFields({
      limits: someFields({
        cpus: limits.cpus && map(limits.cpus, String),
        memory: limits.memory && map(limits.memory, memorySize),
        pids: leaf(limits.pids),
      }),
      reservations: someFields({ memory: limits.reservedMemory && map(limits.reservedMemory, memorySize) }),
    }),
  });
}

function logging({ logs }: Service): Maybe {
  if (!logs) return null;
  const options = [
    ...(logs.maxSize
      ? [{ key: fact('max-size', logs.maxSize.from), value: map(logs.maxSize, logSize) }]
      : []),
    ...(logs.maxFiles
      ? [{ key: fact('max-file', logs.maxFiles.from), value: map(logs.maxFiles, String) }]
      : []),
    ...Object.entries(logs.options ?? {}).map(([key, value]) => ({ key: fact(key, value.from), value })),
  ];
  return fields({ driver: logs.driver, options: some(named(options)) });
}

function labels(service: Service, rendered: Rendered): Maybe {
  const said = service.labels.map(({ name, value }) => ({ key: name, value: text(value) }));
  const files = service.mounts.flatMap(({ source }) => (source.kind === 'rendered' ? [source.path] : []));
  const digest =
    files.length > 0
      ? [{ key: fact(LABEL, originsOf(...files)), value: rendered.digest(files.map(({ value }) => value)) }]
      : [];
  return some(named([...said, ...digest]));
}

function profiles({ said, name }: Service): Maybe {
  if (said.runs.value === 'onDemand') return list([because(name, said.runs), ...(said.profiles ?? [])]);
  return said.profiles && list(said.profiles);
}
