import type { Target } from '../src/target/target.ts';
import type { Verification } from '../src/target/verification.ts';
import { compose } from './compose/target.ts';
import { cron } from './cron/target.ts';
import { env } from './env/target.ts';
import { files } from './files/target.ts';
import { hosts } from './hosts/target.ts';
import { install } from './install/target.ts';
import { keepalived } from './keepalived/target.ts';
import { logrotate } from './logrotate/target.ts';
import { monit } from './monit/target.ts';
import { nftables } from './nftables/target.ts';
import { nginx } from './nginx/target.ts';
import { pacemaker } from './pacemaker/target.ts';
import { pair } from './pair/target.ts';
import { postgresql } from './postgresql/target.ts';
import { rapidproctl } from './rapidproctl/target.ts';
import { redis } from './redis/target.ts';
import { sitectl } from './sitectl/target.ts';
import { sysctl } from './sysctl/target.ts';
import { systemd } from './systemd/target.ts';
import { uwsgi } from './uwsgi/target.ts';

/** Every target, one line each. */
export const targets: readonly Target[] = [
  compose,
  cron,
  env,
  files,
  hosts,
  install,
  keepalived,
  logrotate,
  monit,
  nftables,
  nginx,
  pacemaker,
  pair,
  postgresql,
  rapidproctl,
  redis,
  sitectl,
  sysctl,
  systemd,
  uwsgi,
];

/** How the programs of targets are asked, by target. Loaded by `verify` alone. */
export const verifications: Readonly<Record<string, () => Promise<Verification>>> = {
  compose: async () => (await import('./compose/verify.ts')).verification,
  cron: async () => (await import('./cron/verify.ts')).verification,
  env: async () => (await import('./env/verify.ts')).verification,
  files: async () => (await import('./files/verify.ts')).verification,
  hosts: async () => (await import('./hosts/verify.ts')).verification,
  install: async () => (await import('./install/verify.ts')).verification,
  keepalived: async () => (await import('./keepalived/verify.ts')).verification,
  logrotate: async () => (await import('./logrotate/verify.ts')).verification,
  monit: async () => (await import('./monit/verify.ts')).verification,
  nftables: async () => (await import('./nftables/verify.ts')).verification,
  nginx: async () => (await import('./nginx/verify.ts')).verification,
  pacemaker: async () => (await import('./pacemaker/verify.ts')).verification,
  postgresql: async () => (await import('./postgresql/verify.ts')).verification,
  rapidproctl: async () => (await import('./rapidproctl/verify.ts')).verification,
  redis: async () => (await import('./redis/verify.ts')).verification,
  sitectl: async () => (await import('./sitectl/verify.ts')).verification,
  sysctl: async () => (await import('./sysctl/verify.ts')).verification,
  systemd: async () => (await import('./systemd/verify.ts')).verification,
  uwsgi: async () => (await import('./uwsgi/verify.ts')).verification,
};
