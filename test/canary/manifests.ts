/** A site in which every kind of file holds a secret, and the name of each secret. */
export const SECRETS = [
  ...['app_db_password', 'redis_password', 'reports_password', 'session_key', 'mail_password', 'api_token'],
  ...['tls_crt', 'tls_key'],
] as const;

export const SHOP = `sitewright: 1
site: shop
title: Shop
hosts:
  web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}
secrets:
  app_db_password: {for: password of app in PostgreSQL main}
  redis_password: {for: everybody at Redis}
  reports_password: {for: reports at Redis}
  session_key: {for: sessions}
  mail_password: {for: mail}
  api_token: {for: the API, deliver: file}
  tls_crt: {for: certificate, deliver: file}
  tls_key: {for: its key, deliver: file}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    listen: [lan]
    databases: {app: {owner: app, extensions: [hstore]}}
    users: {app: {password: {secret: app_db_password}, passfile: {path: /root/.pgpass}}}
  cache:
    engine: redis
    version: '7.0'
    on: web1
    listen: [lan]
    password: {secret: redis_password}
    accounts: {reports: {password: {secret: reports_password}, commands: [+get], keys: ['*']}}
    caches: {app: {number: 0}}
stacks: {main: {directory: /opt/shop, subnet: 172.28.0.0/24}}
services:
  nginx:
    container: {image: nginx, tag: 1.26.3}
    ports: {http: {number: 80, expose: public}, https: {number: 443, expose: public}}
  app:
    container: {image: example/app, tag: 2.4.1}
    ports: {http: {number: 8000}}
    env:
      DATABASE_URL: {database: main/app, as: url}
      REDIS_URL: {cache: cache/app, as: url}
      SESSION_KEY: {secret: session_key}
      TOKEN_PATH: {secret: api_token, as: path}
    secrets: [api_token]
certificates: {shop: {certificate: tls_crt, key: tls_key, names: [shop.example.org]}}
webservers: {front: {service: nginx}}
vhosts:
  shop:
    at: front
    names: [shop.example.org]
    tls: {certificate: shop}
    routes: {app: {match: {prefix: /}, to: {service: app}}}
files:
  mail: {path: /etc/shop/mail.json, format: json, content: {user: shop, password: {secret: mail_password}}}
  job: {path: /etc/shop/job.env, format: env, consumer: shell, content: {SESSION_KEY: {secret: session_key}}}
`;

/** The same with faults of every stage, and literals that somebody wrote in the place of secrets. */
export const faulty = (literal: string): string => `sitewright: 1
site: faulty
title: Faulty
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
secrets: {app_db_password: {for: password of app}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    databases: {app: {owner: nobody}}
    users: {app: {password: {secret: app_db_pasword}}}
    settings: {max_conections: 10}
  cache: {engine: redis, version: '7.0', on: web1, settings: {requirepass: ${literal}1}}
stacks: {main: {directory: /opt/faulty}}
services:
  relay: {external: {kind: smtp, address: mail.example.org, port: 587, user: site, password: ${literal}2}}
  app:
    container: {image: example/app, tag: 6.4.0, command: [serve, --auth-token, ${literal}3]}
    env:
      BROKER: 'amqp://app:${literal}4@queue:5672/'
      ADMIN_PASSWORD: ${literal}5
      NEAR: {secret: no_such_secret}
`;
