import { because, concat, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Image, Mount, Site, Webserver } from '../../src/site/model.ts';
import { unit, type Unit, type Word } from '../../src/target/effects.ts';

/** The unit of a web server in a container. */
export function unitOf({ service }: Webserver): Fact<string> {
  const { stack, name } = service;
  return map(concat('compose ', stack?.name ?? fact(''), '/', name), String);
}

/**
 * nginx in a container is asked by its own image, without a network: with the files and secrets that it will have, and
 * with a line in /etc/hosts for each upstream. Compose makes the container anew when its configuration changes.
 */
export function* effects(site: Site): Generator<Unit> {
  for (const webserver of site.webservers) {
    const { service, name } = webserver;
    const { stack, image } = service;
    if (!stack || !image) continue;
    const reference = imageOf(image);
    yield unit({
      host: stack.host,
      name: unitOf(webserver),
      phase: 'application',
      does: '',
      check: [
        {
          image: reference,
          words: [
            ...words('docker', 'run', '--rm', '--network', 'none', '--entrypoint', 'nginx'),
            ...hostsOf(webserver).flatMap((name) => [
              fact('--add-host'),
              map(name, (text) => `${text}:127.0.0.1`),
            ]),
            ...service.mounts.flatMap(mount),
            reference,
            ...words('-t', '-q'),
          ],
        },
      ],
      through: map(concat('compose ', stack.name), String),
      from: originsOf(name, service.name, ...service.mounts.flatMap(({ from }) => ({ from }))),
    });
  }
}

const words = (...all: readonly string[]): readonly Word[] => all.map((word) => fact(word));

function imageOf({ name, tag, digest }: Image): Fact<string> {
  const tagged = tag ? concat(name, ':', tag) : name;
  return map(digest ? concat(tagged, '@', digest) : tagged, String);
}

/** The names that nginx looks up, each once; it connects to none of them. */
function hostsOf({ upstreams }: Webserver): readonly Fact<string>[] {
  const names = new Map<string, Fact<string>>();
  for (const { port, from } of upstreams) {
    const { name } = port.service;
    names.set(name.value, because(name, { from }, names.get(name.value) ?? null));
  }
  return [...names.values()];
}

/** Volumes are left out: `nginx -t` opens none of the files that it serves. */
function mount({ path, source, from }: Mount): readonly Word[] {
  if (source.kind === 'volume') return [];
  const place = because(source.kind === 'secret' ? source.secret.path : source.path, { from });
  return [
    fact('--mount'),
    [
      fact('type=bind,source='),
      source.kind === 'host' ? place : { staged: place },
      map(because(path, { from }), (text) => `,target=${text},readonly`),
    ],
  ];
}
