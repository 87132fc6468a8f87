/**
 * Stand-ins for what a sandbox cannot have: systemd, pacemaker, sshd and monit. Servers are real. The sandbox maps one
 * account only; another one is that in a namespace of its own.
 */
export function liveStandIns(major: string): Readonly<Record<string, string>> {
  const programs = `/usr/lib/postgresql/${major}/bin`;
  return {
    runuser: '#!/bin/bash\nshift 3\nexec unshare -U --map-user=1000 --map-group=1000 -- "$@"\n',
    systemctl: systemctl(major, programs),
    'give-address': GIVE,
    crm: CRM,
    crm_mon: CRM_MON,
    ssh: SSH,
    mail: '#!/bin/bash\n{ printf "%s: " "$*"; cat; } >>/shared/mails\n',
    curl: '#!/bin/bash\nprintf "%s\\n" "$*" >>/shared/mails\n',
    monit: '#!/bin/bash\n',
    logger: '#!/bin/bash\n',
  };
}

/** A unit asks its rendered start condition, and runs the server as the unit of its package does. */
const systemctl = (major: string, programs: string): string =>
  `#!/bin/bash
data=/var/lib/postgresql/${major}/main
postgres() { runuser -u postgres -- ${programs}/pg_ctl -D "$data" "$@"; }
redis_runs() { [[ -s /run/redis/redis-server.pid ]] && kill -0 "$(</run/redis/redis-server.pid)" 2>/dev/null; }
is_active() {
  case $1 in
    postgresql@*) postgres status >/dev/null 2>&1 ;;
    redis-server.service) redis_runs ;;
    *) false ;;
  esac
}
start() {
  local command
  while IFS= read -r command; do
    $command || return 0
  done < <(sed -n 's/^ExecCondition=+//p' "/etc/systemd/system/$1.d/"*.conf)
  case $1 in
    postgresql@*)
      postgres -w -t 120 -l /var/log/postgresql.log -o "-c config_file=/etc/postgresql/${major}/main/postgresql.conf -c fsync=off" start >/dev/null ||
        { tail -n 20 /var/log/postgresql.log >&2; return 1; }
      ;;
    redis-server.service)
      runuser -u redis -- redis-server /etc/redis/redis.conf || return 1
      for ((i = 0; i < 100; i++)); do
        ! redis_runs || return 0
        sleep 0.1
      done
      return 1
      ;;
  esac
}
stop() {
  is_active "$1" || return 0
  case $1 in
    postgresql@*) postgres -w -t 120 -m fast stop >/dev/null ;;
    redis-server.service)
      pid=$(</run/redis/redis-server.pid)
      kill "$pid"
      while kill -0 "$pid" 2>/dev/null; do sleep 0.05; done
      ;;
  esac
}
unit=\${*: -1}
case $1 in
  is-active)
    if is_active "$unit"; then word=active; else word=inactive; fi
    [[ $2 == --quiet ]] || printf '%s\\n' "$word"
    [[ $word == active ]]
    ;;
  start) is_active "$unit" || start "$unit" ;;
  stop) stop "$unit" ;;
  crash)
    for pid in $(head -n 1 "$data/postmaster.pid") $(</run/redis/redis-server.pid); do kill -9 "$pid"; done
    # Its children end when they see it.
    while pgrep_of "$data"; do sleep 0.1; done
    ;;
esac
`.replace(
    'unit=',
    `pgrep_of() {
  local process
  for process in /proc/[0-9]*; do
    [[ ! $process/cwd -ef $1 ]] || return 0
  done
  return 1
}
unit=`,
  );

/** The address is where it is told to be, as the resource agent does it. */
const GIVE = `#!/bin/bash
for name in sms1 sms2; do
  verb=del
  [[ $name != "$1" ]] || verb=add
  nsenter -t "$(</nodes/$name/pid)" -n -- ip address $verb 10.0.10.200/24 dev eth0 2>/dev/null
done
printf '%s\\n' "$1" >/shared/holder
`;

const CRM = `#!/bin/bash
case "$1 $2" in
  'node standby')
    touch "/shared/standby.$3"
    [[ $(</shared/holder) != "$3" ]] || for name in sms1 sms2; do
      [[ -e /shared/standby.$name ]] || give-address "$name"
    done
    ;;
  'node online') rm -f "/shared/standby.$3" ;;
esac
`;

const CRM_MON = `#!/bin/bash
for node in sms1 sms2; do
  standby=false
  [[ ! -e /shared/standby.$node ]] || standby=true
  printf '    <node name="%s" id="1" online="true" standby="%s" maintenance="false"/>\\n' "$node" "$standby"
done
`;

/** Runs the last words on the other node, if there is a way. */
const SSH = `#!/bin/bash
[[ ! -e /shared/cut ]] || exit 255
case "$*" in
  *root@10.0.10.4*) name=sms1 ;;
  *) name=sms2 ;;
esac
exec nsenter -t "$(</nodes/$name/pid)" -n -m -- "\${@: -2}"
`;
