import { expect, test } from 'vitest';
import type { Service } from '../../src/site/model.ts';
import type { Program, Use } from '../../src/site/program/program.ts';
import { concerns, has } from '../../src/site/program/version.ts';
import { compiled } from '../compiled.ts';
import { PROGRAMS } from './data.ts';

/** Everything that a program may use, with a name that no default holds. */
const SITE = `sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
secrets:
  token: {for: everything}
  site_crt: {for: chain, deliver: file}
  site_key: {for: key, deliver: file}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    listen: [lan]
    databases: {app: {owner: app}}
    users: {app: {password: {secret: token}}}
  redis: {engine: redis, version: "7.0", on: web1, listen: [lan], caches: {app: {number: 7}}}
buckets: {media: {name: site-media, region: eu-west-1, prefix: up, accessKey: {secret: token}, secretKey: {secret: token}}}
stacks: {main: {directory: /opt/main}}
volumes: {state: {}}
certificates: {site: {certificate: site_crt, key: site_key, names: [site.example.org]}}
webservers: {front: {service: front}}
vhosts: {site: {at: front, names: [site.example.org], tls: {certificate: site}, routes: {all: {match: {prefix: /}, respond: {code: 204}}}}}
services:
  front: {container: {image: nginx, tag: 1.26.3}, ports: {http: {number: 80, expose: public}, https: {number: 443, expose: public}}}
  other: {container: {image: example/other, tag: 1.0.0}, ports: {http: {number: 8417}, internal: {number: 8418}}}
  mail: {external: {kind: smtp, address: mail.example.org, port: 587, user: site, password: {secret: token}, sender: site@example.org}}
`;
const NAMES: Readonly<Record<Use['kind'], string>> = {
  ...{ database: 'main/app', cache: 'redis/app', bucket: 'media', vhost: 'site', service: 'other' },
  ...{ mail: 'mail', volume: 'state' },
};

/** The manifest of a service with all uses that the program has, and all variables that it insists on. */
function manifestOf(name: string, program: Program, version: string, duty: string | null): string {
  const uses = Object.entries(program.uses ?? {}).filter(
    ([, use]) => has(version, use) && concerns(use, duty),
  );
  const env = Object.entries(program.variables).filter(
    ([, variable]) =>
      variable.required && !variable.from && has(version, variable) && concerns(variable, duty),
  );
  const health = program.health?.tool === undefined ? '    health: {command: [ask]}\n' : '';
  return `${SITE}  asked:
    program: ${name}
    version: "${version}"
${duty === null ? '' : `    duty: ${duty}\n`}${health}    uses: {${uses.map(([use, { kind }]) => `${use}: ${NAMES[kind]}`).join(', ')}}
    env: {${env.map(([variable, { secret }]) => `${variable}: ${secret === true ? '{secret: token}' : 'x'}`).join(', ')}}
`.replace('internal: {number: 8418}}', 'internal: {number: 8418}}, health: {command: [ask]}');
}

const cases = [...PROGRAMS].flatMap(([name, program]) =>
  program.series.flatMap(({ from, to }) =>
    [...new Set([from, to])].flatMap((series) => {
      const version = `${series}.0`;
      const duties = Object.entries(program.duties ?? {}).filter(([, duty]) => has(version, duty));
      return (duties.length === 0 ? [null] : duties.map(([duty]) => duty)).map(
        (duty) => [name, version, duty] as const,
      );
    }),
  ),
);

test.each(cases)(
  '%s %s, %s: what follows from its uses stands in its variables',
  async (name, version, duty) => {
    const program = PROGRAMS.get(name);
    if (!program) throw new Error('a program was lost');
    const { site, diagnostics, artifacts } = await compiled(
      manifestOf(name, program, version, duty),
      {},
      {
        recording: true,
        reached: null,
      },
    );
    expect(diagnostics.filter(({ code }) => code !== 'unkept-state').map(({ message }) => message)).toEqual(
      [],
    );
    const service = site?.services.find((one) => one.name.value === 'asked');
    if (!service) throw new Error('the service was lost');
    const env = new Map(service.env.map((variable) => [variable.name.value, variable.value]));
    const wanted = Object.entries(program.variables).filter(
      ([, variable]) =>
        variable.from &&
        has(version, variable) &&
        concerns(variable, duty) &&
        areThere(variable.from, program, version, duty),
    );
    expect(wanted.map(([variable]) => variable).filter((variable) => !env.has(variable))).toEqual([]);
    const gone = [...env.keys()].filter((key) => {
      const variable = program.variables[key];
      return !variable || !has(version, variable) || !concerns(variable, duty);
    });
    expect(gone).toEqual([]);
    // Each of them names what is known of the program, and what the manifest says under `uses`.
    const file = `schema/programs/${name}.json`;
    for (const [variable] of wanted) {
      const from = env.get(variable)?.from ?? [];
      const texts = from.map(({ at }) => `${at.source.name} ${at.source.text.slice(at.start, at.end)}`);
      expect(texts).toContain(`${file} "${variable}"`);
      expect(
        texts.some((text) => Object.values(NAMES).includes(text.replace('sites/example.yaml ', ''))),
      ).toBe(true);
    }
    expect(lineOf(service, artifacts?.find(({ path }) => path === '/opt/main/compose.yaml')?.content)).toBe(
      true,
    );
  },
);

/** Whether all that a template takes is used by the duty, in this version. */
function areThere(template: unknown, program: Program, version: string, duty: string | null): boolean {
  const uses = [...JSON.stringify(template).matchAll(/"use":"([^"]+)"/g)].map(
    ([, use = '']) => program.uses?.[use],
  );
  return uses.every((use) => use !== undefined && has(version, use) && concerns(use, duty));
}

/** Whether the image of the service stands in the compose file. */
const lineOf = (
  { image }: Service,
  content: { readonly kind: string; readonly text?: string } | undefined,
): boolean =>
  content?.text?.includes(`image: ${image?.name.value ?? ''}:${image?.tag?.value ?? ''}\n`) ?? false;
