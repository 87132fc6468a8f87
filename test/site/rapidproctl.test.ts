import { expect, test } from 'vitest';
import { compiled } from '../compiled.ts';

/** What the package reads, with its defaults as its source has them; null where the site says another value. */
const READ: Readonly<Record<string, unknown>> = {
  ...{ LOG_FILE: '/var/log/rapidproctl/rapidproctl.log', LOG_LEVEL: 20, SSH_USER: 'root' },
  ...{ SERVERA: 'sms1', SERVERB: 'sms2', ROLE_PATH: '/etc/rapidpro.role' },
  ...{ STATUS_PATH: '/etc/rapidpro.status', CLUSTERIP_PATH: '/etc/rapidpro.clusterip' },
  // The package looks for systemctl in PATH, which cron sets otherwise than a shell.
  SERVICE_COMMAND: '/usr/bin/systemctl',
  REDIS_CONFIG_PATH: '/etc/redis/redis.conf',
  POSTGRES_CONFIG_PATH: '/var/lib/pgsql/data/postgresql.conf',
  POSTGRES_HBACONF_PATH: '/var/lib/pgsql/data/pg_hba.conf',
  POSTGRES_DATA_DIR: '/var/lib/pgsql/data',
  POSTGRES_DATABACKUP_DIR: '/var/lib/pgsql/data_backup',
  POSTGRES_TRIGGER_PATH: '/tmp/postgresql.trigger.5432',
  ...{ POSTGRES_USER: 'postgres', POSTGRES_GROUP: 'postgres' },
  WORKING_SLAVE_BACKUP_ON: 'every-5-minutes',
  SUPPORTED_MASTER_BACKUP_ON: ['0600', '2300'],
  SINGLE_MASTER_BACKUP_ON: 'every-30-minutes',
  BACKUP_DIR: '/data/rapidpro-backups',
  ...{ SUB_HOURLY_BACKUPS_TO_KEEP: 10, HOURLY_BACKUPS_TO_KEEP: 10 },
  ...{ DAILY_BACKUPS_TO_KEEP: 10, MONTHLY_BACKUPS_TO_KEEP: 3, ENABLE_BACKUP: true },
  ...{ SEND_EMAIL_ALERTS: true, SEND_SMS_ALERTS: true, EMAIL_ALERTS_TO: [], SMS_ALERTS_TO: [] },
  ALERT_COMMAND: '/usr/bin/rapidpro-alert',
  SEND_SMS_URL: 'http://smsgateway:90/sendsmstt.php',
  SEND_SMS_FROM: '85355',
  ...{ HTTP_PROXY: null, HTTPS_PROXY: null, CRM_IP_RESOURCE: 'admin_addr' },
  MONIT_AVAILABLE_CONF_DIR: '/etc/monit/conf-available',
  MONIT_ENABLED_CONF_DIR: '/etc/monit/conf-enabled',
  // Its own default names `postgressql`, and forgets celerybeat.
  MONIT_FILES: ['nginx', 'postgresql', 'redis-server', 'rapidpro', 'celerybeat', 'celery'],
  ...{ MONIT_COMMAND: '/usr/bin/monit', BIN_PREFIX: '/usr/bin' },
};

const manifest = (rapidproctl: string): string => `
sitewright: 1
site: example
title: Example
hosts:
  sms1: {platform: sles-12, addresses: {lan: 10.172.20.201}}
  sms2: {platform: sles-12, addresses: {lan: 10.172.20.202}}
pairs:
  cims: {nodes: [sms1, sms2], primary: sms1, rapidproctl: ${rapidproctl}}
`;

const fileOf = async (rapidproctl: string, host: string): Promise<unknown> => {
  const { artifacts, diagnostics } = await compiled(manifest(rapidproctl));
  expect(diagnostics).toEqual([]);
  const found = artifacts?.find((one) => one.host === host && one.path === '/etc/rapidproctl.conf');
  if (found?.content.kind !== 'file') throw new Error('not rendered');
  return JSON.parse(found.content.text);
};

test('every key is written, with the default that the package has', async () => {
  expect(await fileOf('{}', 'sms1')).toEqual(READ);
  expect(Object.keys(READ)).toHaveLength(41);
});

test('both nodes have the same file', async () => {
  const said = '{LOG_LEVEL: 10, SEND_SMS_FROM: "85855", HTTP_PROXY: "http://192.0.2.1:3128"}';
  const own = await fileOf(said, 'sms1');
  expect(own).toEqual({
    ...READ,
    LOG_LEVEL: 10,
    SEND_SMS_FROM: '85855',
    HTTP_PROXY: 'http://192.0.2.1:3128',
  });
  expect(await fileOf(said, 'sms2')).toEqual(own);
});
