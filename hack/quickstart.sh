#!/usr/bin/env bash
# Sets up everything on this machine and shows what works: builds, starts the server, makes an
# EdgeDevice, joins an agent to it, and runs kubectl against both.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: hack/quickstart.sh [flags]

Builds aranya, starts it with one device (this machine), and shows what kubectl can do with it.
It stays in the foreground until Ctrl-C; started again, it picks up where it was.

Flags:
  --once                       stop after the demonstration
  --port PORT                  port of the Kubernetes API (default: 6443)
  --agent-port PORT            port that agents connect to (default: 6444)
  --state-dir DIR              everything that is kept (default: .aranya)
  --advertise-agent HOST:PORT  how devices elsewhere reach this machine (default: 127.0.0.1 and the port)
  --help                       this text
TEXT
}

once=false port=6443 agent_port=6444 state_dir=.aranya advertise=
here=$PWD
while [ $# -gt 0 ]; do
  flag=$1
  case $flag in --*=*) set -- "${flag%%=*}" "${flag#*=}" "${@:2}" ;; esac
  case $1 in
    --once) once=true ;;
    --help | -h) usage && exit 0 ;;
    --port | --agent-port | --state-dir | --advertise-agent)
      [ $# -ge 2 ] && [ -n "$2" ] || { echo "quickstart.sh: $1 needs a value; see --help" >&2 && exit 2; }
      case $1 in --port) port=$2 ;; --agent-port) agent_port=$2 ;; --state-dir) state_dir=$2 ;; *) advertise=$2 ;; esac
      shift
      ;;
    *) echo "quickstart.sh: unknown flag $1; see --help" >&2 && exit 2 ;;
  esac
  shift
done

cd "$(dirname "$0")/.."
. hack/lib.sh
# A relative directory is meant from where the user is; the default lives in the checkout.
case $state_dir in /*) ;; .aranya) state_dir=$PWD/.aranya ;; *) state_dir=$here/$state_dir ;; esac

need_node
install_packages
build
kubectl=$(find_kubectl)

mkdir -p "$state_dir" && chmod 700 "$state_dir"
export KUBECONFIG=$state_dir/admin.kubeconfig
agent_dir=$state_dir/agent
server_log=$state_dir/aranya.log
agent_log=$state_dir/arhat.log
server_pid='' agent_pid=''

# Ends what this script started, the agent first, and waits until it is gone.
stop() {
  trap - EXIT INT TERM HUP
  local pid
  for pid in $agent_pid $server_pid; do
    kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
}
trap 'stop' EXIT
trap 'stop; exit 130' INT
trap 'stop; exit 143' TERM HUP

# wait_for SECONDS PID LOG WHAT COMMAND...: until COMMAND succeeds; dies when the process or the time is gone.
wait_for() {
  local seconds=$1 pid=$2 log=$3 what=$4
  shift 4
  local deadline=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    if ! kill -0 "$pid" 2>/dev/null; then
      tail -n 3 "$log" >&2
      die "$what ended at once: see above, and $log"
    fi
    if [ $SECONDS -ge $deadline ]; then
      tail -n 5 "$log" >&2
      die "$what was not ready after ${seconds}s: see $log"
    fi
    sleep 0.2
  done
}

# show COMMAND...: prints it as the user would type it, then runs it.
show() {
  printf '\n$ %s\n' "$*"
  "$kubectl" "${@:2}"
}

say "starting aranya: API on 127.0.0.1:$port, agents on port $agent_port, state in $state_dir"
node dist/apiserver/main.js serve --mode standalone --state-dir "$state_dir" --port "$port" --agent-port "$agent_port" \
  ${advertise:+--advertise-agent "$advertise"} 2>"$server_log" >&2 &
server_pid=$!
# The server's process must be ours: one of an earlier quickstart on the same directory would answer too.
answers() { grep -q '"msg":"serving"' "$server_log" && [ "$("$kubectl" get --raw "$1" 2>/dev/null)" = ok ]; }
wait_for 30 "$server_pid" "$server_log" "aranya" answers /readyz

if ! "$kubectl" get edgedevice demo >/dev/null 2>&1; then
  say "creating the EdgeDevice demo"
  "$kubectl" apply -f - >&2 <<'YAML'
apiVersion: aranya.arhat.dev/v1alpha1
kind: EdgeDevice
metadata:
  name: demo
  namespace: default
spec:
  connectivity:
    method: grpc
YAML
  rm -rf "$agent_dir"
fi

if [ ! -e "$agent_dir/client.crt" ]; then
  say "joining this machine as the device demo"
  token_path=/apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices/demo/token
  command_line=$(echo '{}' | "$kubectl" create --raw "$token_path" -f - |
    node -e 'console.log(JSON.parse(require("fs").readFileSync(0, "utf8")).status.command)')
  # The command line is the one that the API hands out, with our directory in it: arhat join --server … --token …
  read -ra join <<<"${command_line#arhat }"
  node dist/agent/main.js "${join[@]}" --state-dir "$agent_dir" 2>"$agent_log" >&2 ||
    { tail -n 3 "$agent_log" >&2; die "arhat join failed: see above"; }
fi

say "starting arhat"
node dist/agent/main.js run --state-dir "$agent_dir" 2>>"$agent_log" >&2 &
agent_pid=$!
online() {
  [ "$("$kubectl" get edgedevice demo -o 'jsonpath={.status.phase}')" = Online ] &&
    [ "$("$kubectl" get virtualpod demo -o 'jsonpath={.status.phase}')" = Running ]
}
wait_for 30 "$agent_pid" "$agent_log" "arhat" online

export PATH="$PATH:$(dirname "$kubectl")"
printf '\n%s\n' "The device is connected. This is what kubectl sees, and a command on it:"
printf '\n$ export KUBECONFIG=%q\n' "$KUBECONFIG"
show kubectl get edgedevices,virtualpods -A
show kubectl exec demo -- uname -a

$once && exit 0

cat <<TEXT

Try next, in another terminal:

  export KUBECONFIG=$(printf %q "$KUBECONFIG")
  kubectl exec -it demo -- sh                # a shell on the device
  kubectl get ed demo -o yaml                # what is known about it
  kubectl get ed -w                          # watch it come and go
  kubectl explain edgedevice.spec            # every field, explained
  kubectl create --raw /apis/aranya.arhat.dev/v1alpha1/namespaces/default/edgedevices/demo/token -f /dev/null
                                             # a join command for the device demo

Logs: $server_log, $agent_log. Press Ctrl-C to stop.
TEXT

wait -n "$server_pid" "$agent_pid" || true
say "a process ended by itself; its log says why"
tail -n 3 "$server_log" "$agent_log" >&2
exit 1
