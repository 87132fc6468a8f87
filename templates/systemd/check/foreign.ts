import { error, type Diagnostic, type Span } from '../../../src/diagnostic.ts';
import { keyIn, keyOf } from '../../../src/manifest/located.ts';
import type { Service, Site } from '../../../src/site/model.ts';
import { running } from '../order.ts';

/** Fields that only a container has, and what a process has instead. */
const CONTAINERS = {
  stack: 'A process belongs to its host alone.',
  mounts: 'A process sees the files of its host where they are.',
  networks: 'A process is in the network of its host.',
  names: 'A process asks the resolver of its host.',
  secrets: 'Refer to the secret: `{secret: NAME, as: path}`.',
  profiles: 'Use `serviceGroups`.',
  logs: 'Its output goes to the journal, or to the file that `process.output` names.',
} as const;

/** What is said of a process and means nothing for one. */
export function* foreign(site: Site): Generator<Diagnostic> {
  for (const { service } of running(site)) {
    const { said } = service;
    for (const field of Object.keys(CONTAINERS) as (keyof typeof CONTAINERS)[]) {
      const place = said[field] && (keyIn(said, field) ?? keyOf(said));
      if (place) yield fault(service, place, field, CONTAINERS[field]);
    }
    const replicas = said.limits && keyIn(said.limits, 'replicas');
    if (replicas) yield fault(service, replicas, 'limits.replicas', 'Say a second service.');
    for (const { said: port } of service.ports) {
      const place = keyIn(port, 'published');
      if (place) yield fault(service, place, 'published', 'It listens on its `number`.');
    }
    for (const file of service.envFiles) {
      const { consumer, format } = file.said;
      if (format.value === 'env' && consumer?.value === 'systemd') continue;
      yield error(
        'file-for-another',
        file.path.from.at(-1)?.at ?? file.at,
        `${service.name.value} reads ${file.name.value}, which is not written for systemd.`,
        {
          related: [{ at: file.at, message: `${file.name.value} is said here.` }],
          why: 'A quote or a `$` means something else to every reader of env files.',
          help: 'Say `format: env` and `consumer: systemd` at the file.',
        },
      );
    }
  }
}

const fault = (service: Service, place: Span, field: string, help: string): Diagnostic =>
  error('foreign-field', place, `A process has no \`${field}\`.`, {
    related: [{ at: service.at, message: `${service.name.value} is a process of its host.` }],
    help,
  });
