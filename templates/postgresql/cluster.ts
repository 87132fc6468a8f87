import { throughRole, type HostArtifacts } from '../../src/target/verification.ts';
import { readPassfile } from './reader.ts';

/** The files of one server, found among all that is rendered for a host. Paths are those on the host. */
export interface RenderedCluster {
  /** of the datastore */
  readonly name: string;
  readonly configuration: string;
  /** where the configuration is */
  readonly folder: string;
  /** as it is said: `10`, `9.6.24` */
  readonly stated: string;
  readonly bootstrap: string | null;
  readonly passfiles: readonly string[];
  /** what postgresql.conf includes, and before version 12 recovery.conf, in the role that the host has */
  readonly role: readonly string[];
  /** what postgresql.conf says of a setting; null where it does not */
  readonly valueOf: (name: string) => string | null;
}

/** The line by which postgresql.conf tells its version; its path does not on every platform. */
const HEAD = /^# PostgreSQL (\S+): the datastore (\S+)\.$/m;

export const clustersOf = (host: HostArtifacts): readonly RenderedCluster[] =>
  [...host.files].flatMap(([configuration, { target, format, text }]) => {
    const [, stated, name] = HEAD.exec(text) ?? [];
    if (target !== 'postgresql' || format !== 'postgresql.conf') return [];
    if (stated === undefined || name === undefined) return [];
    const folder = configuration.slice(0, configuration.lastIndexOf('/'));
    const valueOf = (setting: string): string | null => settingIn(text, setting);
    const bootstrap = `/etc/sitewright/postgresql/${name}/bootstrap.sql`;
    const port = valueOf('port');
    return [
      {
        ...{ name, configuration, folder, stated, valueOf },
        bootstrap: host.files.has(bootstrap) ? bootstrap : null,
        passfiles: [...host.files].flatMap(([path, file]) =>
          file.format === 'passfile' && portOf(file.text) === port ? [path] : [],
        ),
        role: roleFilesIn(host, valueOf('include')),
      },
    ];
  });

/** How the name of what stands for recovery.conf before version 12 ends. */
export const RECOVERY = '-recovery.conf';

function roleFilesIn(host: HostArtifacts, included: string | null): readonly string[] {
  if (included === null) return [];
  const path = throughRole(host, included);
  return [path, path.replace(/\.conf$/, RECOVERY)].filter((one) => host.files.has(one));
}

/** A line is looked for alone, since another one may be what the server is asked about. */
function settingIn(text: string, name: string): string | null {
  const [, said = null] = new RegExp(`^${name} = '?(.*?)'?$`, 'm').exec(text) ?? [];
  return said;
}

/** Each passfile is that of one server. */
const portOf = (text: string): string | null => readPassfile(text)[0]?.[1] ?? null;
