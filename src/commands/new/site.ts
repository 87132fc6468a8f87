import type { Call } from '../../console/io.ts';
import type { Made } from '../new.ts';

/** Writes a small manifest to start from. */
export function newSite(name: string, { io }: Call): Made {
  if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(name))
    return {
      refused: `${JSON.stringify(name)} cannot be the name of a site. Use letters, digits, "-", "_" and ".".`,
    };
  const path = `sites/${name}.yaml`;
  if (io.disk.read(path) !== null) return { refused: `${path} is there already; it was not changed.` };
  const schema = io.disk.read('schema/manifest.schema.json') === null ? `../${INSTALLED}` : '../schema';
  const written = io.disk.create(path, manifest(name, `${schema}/manifest.schema.json`));
  if (written !== null) return { refused: written.failed };
  return { said: `${path} is written. Change it, then run \`sitewright generate ${name}\`.` };
}

const INSTALLED = 'node_modules/sitewright/schema';

const manifest = (name: string, schema: string): string => `# yaml-language-server: $schema=${schema}

# A site: what it is, not how its files look. An editor that knows YAML schemas completes every key here.
sitewright: 1
site: ${name}
title: ${name}, in the words of its people

hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.10}

# Secrets are named, never written. What reads one says \`{secret: app_key}\`.
secrets:
  app_key: {for: key by which the application signs its cookies}

# A compose project is a stack; a service runs in the only one unless it says which.
stacks:
  main: {directory: /opt/${name}}

services:
  app:
    container: {image: example/app, tag: 1.0.0}
    ports:
      http: {number: 8000, expose: loopback}
    env:
      PUBLIC_URL: https://app.example.org
      SECRET_KEY: {secret: app_key}
`;
