import { verification as compose } from '../templates/compose/verify.ts';
import { verification as cron } from '../templates/cron/verify.ts';
import { verification as env } from '../templates/env/verify.ts';
import { verification as hosts } from '../templates/hosts/verify.ts';
import { verification as install } from '../templates/install/verify.ts';
import { verification as keepalived } from '../templates/keepalived/verify.ts';
import { verification as logrotate } from '../templates/logrotate/verify.ts';
import { verification as nftables } from '../templates/nftables/verify.ts';
import { verification as monit } from '../templates/monit/verify.ts';
import { verification as nginx } from '../templates/nginx/verify.ts';
import { verification as pacemaker } from '../templates/pacemaker/verify.ts';
import { verification as postgresql } from '../templates/postgresql/verify.ts';
import { verification as redis } from '../templates/redis/verify.ts';
import { verification as sitectl } from '../templates/sitectl/verify.ts';
import { verification as sysctl } from '../templates/sysctl/verify.ts';
import { verification as systemd } from '../templates/systemd/verify.ts';
import type { ProgramNeed } from '../src/target/verification.ts';
import { programRoot } from '../src/verify/cache.ts';
import { cronDaemon } from './cron/live.ts';
import { keepalivedLab } from './keepalived/lab.ts';
import { withMount } from './postgresql/nodes.ts';
import { pairLab } from './sitectl/lab.ts';

/** Linked against old libraries on purpose: it runs on the host itself, to watch what the compiler touches. */
const strace: ProgramNeed = {
  id: 'strace',
  suite: 'bookworm',
  packages: ['strace', 'libunwind8'],
  closure: false,
};

/** What makes a network of several hosts, and what Docker writes its rules with. */
export const network: ProgramNeed = {
  id: 'network',
  suite: 'bookworm',
  packages: ['nftables', 'iptables', 'iproute2', 'iputils-ping', 'util-linux'],
  closure: true,
};

/** Every program that a test asks: those of the targets, and those of the tests alone. */
export const needs: readonly ProgramNeed[] = [
  ...[
    monit,
    nginx,
    nftables,
    compose,
    cron,
    env,
    hosts,
    install,
    keepalived,
    logrotate,
    pacemaker,
    postgresql,
    redis,
    sitectl,
    sysctl,
    systemd,
  ].flatMap((one) => one.programs),
  strace,
  network,
  keepalivedLab,
  cronDaemon,
  ...['13', '15', '17'].map(withMount),
  ...['13', '15', '17'].map(pairLab),
];

export { programRoot };
