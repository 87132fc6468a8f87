/** Writes down what it is asked, and fails where the line holds a text of /beside/failing. */
const RECORD = `#!/bin/bash
line="\${0##*/} $*"
record() {
  printf '%s\\n' "$line" >>/beside/actions
  while IFS= read -r failing; do
    if [[ $line == *"$failing"* ]]; then
      printf 'it does not work\\n' >&2
      exit 1
    fi
  done </beside/failing
}
`;

const RECORDER = `${RECORD}record\n`;

/**
 * Units are files in /beside/units while they run. Of a unit that is the site's own, the rendered ExecCondition,
 * ExecStart and ExecStop are run; of all, those of drop-ins.
 */
const SYSTEMCTL = `${RECORD}
exec_of() {
  local file
  for file in "/etc/systemd/system/$2" "/etc/systemd/system/$2.d"/*.conf; do
    [[ ! -e $file ]] || sed -n "s/^$1=[-+!@:]*//p" "$file"
  done
}
each() {
  local command
  while IFS= read -r command; do
    bash -c "$command" || return 1
  done < <(exec_of "$1" "$2")
}
unit=\${*: -1}
case $1 in
  is-active)
    if [[ -e /beside/units/$unit ]]; then word=active; else word=inactive; fi
    [[ $2 == --quiet ]] || printf '%s\\n' "$word"
    [[ $word == active ]]
    ;;
  is-enabled) if [[ -e /beside/enabled/$unit ]]; then echo enabled; else echo disabled; exit 1; fi ;;
  start)
    record
    [[ ! -e /beside/units/$unit ]] || exit 0
    # A unit whose condition says no is left out, and systemctl is content.
    each ExecCondition "$unit" || exit 0
    each ExecStart "$unit" || exit 1
    touch "/beside/units/$unit"
    # A server that has started needs the label of its copy no more.
    [[ $unit != postgresql* ]] || rm -f /var/lib/postgresql/*/main/backup_label
    ;;
  stop)
    record
    [[ -e /beside/units/$unit ]] || exit 0
    each ExecStop "$unit" || exit 1
    rm -f "/beside/units/$unit"
    ;;
  enable)
    record
    touch "/beside/enabled/$unit"
    ;;
  disable)
    record
    rm -f "/beside/enabled/$unit"
    ;;
  *) record ;;
esac
`;

/** Pacemaker: the address is where its node is not in standby; /beside/address and /beside/peer-address say which. */
const CRM = `${RECORDER}
[[ "$1 $2" == 'node standby' ]] && touch "/beside/standby.$3"
[[ "$1 $2" == 'node online' ]] && rm -f "/beside/standby.$3"
if [[ -e /beside/standby.sms1 && -e /beside/address ]]; then
  rm /beside/address
  [[ -e /beside/standby.sms2 ]] || touch /beside/peer-address
elif [[ -e /beside/standby.sms2 && ! -e /beside/address && ! -e /beside/standby.sms1 ]]; then
  rm -f /beside/peer-address
  touch /beside/address
fi
exit 0
`;

const CRM_MON = `#!/bin/bash
for node in sms1 sms2; do
  standby=false
  [[ ! -e /beside/standby.$node ]] || standby=true
  printf '    <node name="%s" id="1" online="true" standby="%s" standby_onfail="false" maintenance="false" pending="false"/>\\n' "$node" "$standby"
done
`;

/** The other node answers with what /beside/peer says, or is not there. */
const SSH = `${RECORD}
[[ -e /beside/peer ]] || { printf 'ssh: connect: No route to host\\n' >&2; exit 255; }
case $line in
  *' state') cat /beside/peer ;;
  *' has-address') [[ -e /beside/peer-address ]] ;;
  *) record ;;
esac
`;

const IP = `#!/bin/bash
[[ ! -e /beside/address ]] || printf '2: eth0    inet %s/24 scope global secondary eth0\\n' "\${*: -1}"
`;

/** What a server of PostgreSQL answers, and what its programs leave behind. */
const RUNUSER = `${RECORD}
data=$(echo /var/lib/postgresql/*/main)
case $line in
  *pg_is_in_recovery*) if [[ -e $data/standby.signal || -e $data/recovery.conf ]]; then echo t; else echo f; fi ;;
  *pg_promote*)
    record
    rm -f "$data/standby.signal"
    ;;
  *'SELECT 1'*) ;;
  *'count(*)'*) if [[ -e /beside/slot ]]; then echo 1; else echo 0; fi ;;
  *pg_create_physical*)
    record
    touch /beside/slot
    ;;
  *pg_basebackup*)
    record
    mkdir -p "$data.new"
    echo "the data of the other node" >"$data.new/PG_VERSION"
    touch "$data.new/backup_label"
    cp /beside/hidden "$data.new/postgresql.auto.conf"
    ;;
  *psql*) record ;;
  *' touch '*.promote)
    record
    mv "$data/recovery.conf" "$data/recovery.done"
    ;;
  *)
    shift 3
    exec "$@"
    ;;
esac
`;

/** Programs of the system that change what is looked at here: written down, and done. */
const MV = `${RECORD}
case \${*: -1} in
  /var/lib/sitewright/sitectl/status) line="status $(<"\${*: -2:1}")" ;;
  /etc/sitewright/role) line="role $(readlink "\${*: -2:1}")" ;;
  *) line='' ;;
esac
[[ -z $line ]] || record
exec /usr/bin/mv "$@"
`;
const linking = (name: string): string => `${RECORD}
[[ \${*: -1} != /etc/sitewright/watched ]] || record
exec /usr/bin/${name} "$@"
`;

const NOTHING = '#!/bin/bash\n';

/** No test waits. The address comes to the other node after as many waits as /beside/arrives says. */
const SLEEP = `#!/bin/bash
left=$(cat /beside/arrives 2>/dev/null) || exit 0
if ((left > 1)); then
  echo $((left - 1)) >/beside/arrives
else
  rm /beside/arrives
  touch /beside/peer-address
fi
`;

/** The programs in /usr/local/bin of a node, by name. */
export const standIns: Readonly<Record<string, string>> = {
  systemctl: SYSTEMCTL,
  crm: CRM,
  crm_mon: CRM_MON,
  ssh: SSH,
  ip: IP,
  runuser: RUNUSER,
  mv: MV,
  ...Object.fromEntries(['web', 'worker', 'agent'].map((name) => [name, RECORDER])),
  ln: linking('ln'),
  rm: linking('rm'),
  monit: RECORDER,
  curl: RECORDER,
  mail: `${RECORD}line+=": $(cat)"\nrecord\n`,
  logger: NOTHING,
  sleep: SLEEP,
  // No test cuts the power.
  sync: NOTHING,
};
