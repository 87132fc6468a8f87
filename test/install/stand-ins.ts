import { real } from './machine.ts';

/** Programs that a test must not run: what they are asked is written down, and may be made to fail. */
export const NAMES = ['systemctl', 'runuser', 'sysctl', 'pg_createcluster', 'apt-get'] as const;

const RECORDER = `#!/bin/bash
line="\${0##*/} $*"
printf '%s\\n' "$line" >>/beside/actions
while IFS= read -r failing; do
  if [[ $line == *"$failing"* ]]; then
    printf 'it does not work\\n' >&2
    exit 1
  fi
done </beside/failing
`;

/** Debian's own: a cluster has its data and its configuration, which the site's replaces. */
const CLUSTER = `${RECORDER}
shift $(($# - 2))
install -d -o postgres -g postgres -m 0700 "/var/lib/postgresql/$1/$2"
install -d -o postgres -g postgres -m 0755 "/etc/postgresql/$1/$2"
printf '%s\\n' "$1" >"/var/lib/postgresql/$1/$2/PG_VERSION"
printf '# by Debian\\n' >"/etc/postgresql/$1/$2/postgresql.conf"
`;

/** The real docker compose looks at projects; a container of nginx is the real nginx, which sees what is mounted. */
const DOCKER = `#!/bin/bash
case "$1 $*" in
  'compose '*' config --quiet') shift; exec /programs/docker-compose/usr/libexec/docker/cli-plugins/docker-compose "$@" ;;
  'image '*) exit 0 ;;
  'compose compose version' | 'version version')
    ! grep -qx "docker $*" /beside/failing || { echo 'it does not work' >&2; exit 1; }
    exit 0
    ;;
  'run '*) ;;
  *)
    env >>/beside/environment
    ${RECORDER.replace('#!/bin/bash\n', '').split('\n').join('\n    ')}
    exit 0
    ;;
esac
nginx=/programs/nginx
mounts=(--tmpfs / --ro-bind /programs /programs --dev /dev --proc /proc --dir /run --dir /tmp)
mounts+=(--dir /var/log/nginx --dir /var/lib/nginx --dir /var/cache/nginx)
mounts+=(--ro-bind "$nginx/etc/nginx/mime.types" /etc/nginx/mime.types)
hosts='127.0.0.1 localhost'
shift
while (($# > 0)); do
  case $1 in
    --rm) ;;
    --network | --entrypoint) shift ;;
    --add-host) hosts+=$'\\n'"\${2#*:} \${2%%:*}"; shift ;;
    --mount)
      source=\${2#*source=} target=\${2#*target=}
      mounts+=(--ro-bind "\${source%%,*}" "\${target%%,*}")
      shift
      ;;
    *) break ;;
  esac
  shift
done
shift # the image
printf '%s\\n' "$hosts" >/beside/hosts
printf '%s\\n' root:x:0:0::/:/bin/sh nginx:x:101:101::/:/bin/sh nobody:x:65534:65534::/:/bin/sh >/beside/passwd
printf '%s\\n' root:x:0: nginx:x:101: nogroup:x:65534: >/beside/group
mounts+=(--ro-bind /beside/hosts /etc/hosts --ro-bind /beside/passwd /etc/passwd --ro-bind /beside/group /etc/group)
exec bwrap "\${mounts[@]}" -- "$nginx/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" --library-path \\
  "$nginx/usr/lib/x86_64-linux-gnu:$nginx/lib/x86_64-linux-gnu" "$nginx/usr/sbin/nginx" "$@"
`;

/**
 * What is asked of a running server is written down. A cluster that is made to be asked is a real one, where a test says so:
 * it takes seconds.
 */
const RUNUSER = `#!/bin/bash
if [[ "$*" == *" /var/tmp/sitewright."* ]]; then
  [[ -e /beside/has-postgresql ]] || exit 0
  shift 3
  # A version that cannot be had is answered for by one that can.
  old=/usr/lib/postgresql/10 new=/usr/lib/postgresql/15 words=()
  for word; do words+=("\${word/$old/$new}"); done
  exec bwrap --dev-bind / / --ro-bind /programs/postgresql-server-15/usr /usr \\
    --setenv PATH /usr/lib/postgresql/15/bin:/usr/sbin:/usr/bin -- \\
    setpriv --reuid postgres --regid postgres --clear-groups -- "\${words[@]}"
fi
${RECORDER.replace('#!/bin/bash\n', '')}
[[ $line != *pg_is_in_recovery* ]] || echo f
`;

/** The programs in /usr/local/bin of a machine. */
export const standIns = (): ReadonlyMap<string, string> =>
  new Map([
    ...NAMES.map((name) => [name, name === 'pg_createcluster' ? CLUSTER : RECORDER] as const),
    ['docker', DOCKER],
    ['runuser', RUNUSER],
    // What a crash of the whole machine would lose is not tested; without it a test takes a tenth of the time.
    ['sync', '#!/bin/bash\n'],
    ['nft', real('nftables-bookworm', 'usr/sbin/nft')],
    ['monit', real('monit', 'usr/bin/monit')],
    [
      'redis-server',
      real('redis-bookworm', 'usr/bin/redis-check-rdb').replace('redis-check-rdb', 'redis-server'),
    ],
  ]);
