import { because, concat, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Service, Site, Stack } from '../../src/site/model.ts';
import { unit, type Command, type Need, type Unit, type Word } from '../../src/target/effects.ts';

/** The unit of a compose project: `up -d` makes anew each container of which something has changed. */
export const stackUnit = (stack: Stack): Fact<string> =>
  because(
    map(stack.name, (name) => `compose ${name}`),
    stack.said.on ?? null,
  );

/** A host of which nothing is known has Docker from wherever it likes. */
const docker = ({ host }: Stack): Need => ({
  command: 'docker',
  packages: host.platform?.docker?.packages ?? [],
  archive: host.platform?.docker?.archive ?? null,
  answers: [
    {
      command: 'docker compose version',
      otherwise: 'docker has no plugin compose: install docker-compose-plugin.',
    },
    { command: 'docker version', otherwise: 'the daemon of Docker does not answer: systemctl start docker' },
  ],
});

/** What docker compose does when files change. */
export function* effects(site: Site): Generator<Unit> {
  for (const stack of site.stacks) {
    if (stack.services.length === 0) continue;
    const name = stackUnit(stack);
    const { directory } = stack.said;
    const file = map(directory, (path) => `${path}/compose.yaml`);
    const compose = (...words: readonly string[]): readonly Word[] =>
      ['docker', 'compose', '--project-directory', directory, '--file', file, ...words].map((word) =>
        typeof word === 'string' ? fact(word) : word,
      );
    yield unit({
      host: stack.host,
      name,
      phase: 'application',
      does: 'docker compose up, which makes anew what has changed',
      needs: [docker(stack)],
      check: [
        {
          words: [
            ...['docker', 'compose', '--project-directory'].map((word) => fact(word)),
            [{ staged: directory }],
            fact('--file'),
            [{ staged: file }],
            ...['--profile', '*', 'config', '--quiet'].map((word) => fact(word)),
          ],
        },
      ],
      apply: [
        ...elsewhere(stack, compose('down')),
        { words: compose('up', '--detach', '--quiet-pull', '--remove-orphans') },
      ],
      retire: {
        words: [
          ...['docker', 'compose', '--project-name'].map((word) => fact(word)),
          stack.name,
          fact('down'),
        ],
      },
      // A container that reads its variables from a file is made anew when they change.
      reads: stack.services.flatMap(({ envFiles }) => envFiles.map(({ path }) => path)),
    });
    for (const service of stack.services) {
      const reads = secretsOf(service);
      const readsFilled = service.mounts.flatMap(({ source }) =>
        source.kind === 'rendered' ? [source.path] : [],
      );
      if (reads.length + readsFilled.length === 0) continue;
      yield unit({
        host: stack.host,
        name: map(concat(name, '/', service.name, ' files'), String),
        phase: 'reader',
        does: 'restart of the container, which reads the file again',
        known: map(concat('the container ', service.name, ' of ', stack.name), String),
        apply: [{ words: [...compose('restart'), service.name] }],
        reads,
        readsFilled,
        from: originsOf(name, service.name, ...reads, ...readsFilled),
      });
    }
  }
}

/** `up` leaves a network where it is: one that another subnet was said for must go first, with all that is in it. */
function elsewhere({ name, said }: Stack, down: readonly Word[]): readonly Command[] {
  if (!said.subnet) return [];
  const network = map(name, (text) => `${text}_default`);
  const format = map(
    said.subnet,
    (subnet) => `{{range .IPAM.Config}}{{if ne .Subnet "${subnet}"}}other{{end}}{{end}}`,
  );
  const inspect = ['docker', 'network', 'inspect', '--format', format, network];
  const words = inspect.map((word) => (typeof word === 'string' ? fact(word) : word));
  return [{ words: down, where: { words, prints: 'other' } }];
}

/** Secrets that are files inside a container. */
const secretsOf = ({ mounts, secretFiles }: Service): readonly Fact<string>[] => [
  ...mounts.flatMap(({ source, from }) =>
    source.kind === 'secret' ? [because(source.secret.path, { from })] : [],
  ),
  ...secretFiles.map(({ path, name }) => because(path, name)),
];
