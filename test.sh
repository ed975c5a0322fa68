#!/usr/bin/env bash
# Restores, builds and runs all tests; the last line says how many passed and failed.
set -euo pipefail

cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Programs that tests run, each with the Debian package that has it: "program:package".
needed_programs=(flock:util-linux script:bsdutils dot:graphviz mpirun:openmpi-bin mpirun:libopenmpi3 mpiexec.hydra:mpich)

install_missing() {
    local entry missing=()
    for entry in "${needed_programs[@]}"; do
        command -v "${entry%%:*}" >/dev/null 2>&1 || missing+=("${entry##*:}")
    done
    ((${#missing[@]})) || return 0
    if ((EUID != 0)); then
        printf 'test.sh: the tests need these packages, please install them: %s\n' "${missing[*]}" >&2
        exit 1
    fi
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "${missing[@]}"
}

# Adds up one attribute of the counters in all result files.
total() {
    local sum=0 number
    while read -r number; do sum=$((sum + number)); done < <(
        find "$results" -name '*.trx' -exec grep -ho '<Counters [^>]*' {} + | sed -n "s/.* $1=\"\([0-9]*\)\".*/\1/p")
    printf '%s' "$sum"
}

install_missing
dotnet build CxlFabricSim.sln -c Release -nologo -v quiet
# The Akka engine needs packages that not every feed has: what is checked here is that it still fits our own code.
dotnet build src/Cli -c Release -nologo -v quiet -p:WithAkka=true -p:AkkaSignatures=true

results=$(mktemp -d)
trap 'rm -rf -- "$results"' EXIT
status=0
dotnet test CxlFabricSim.sln -c Release --no-build -nologo --results-directory "$results" --logger trx || status=$?

passed=$(total passed)
failed=$(total failed)
if ((status == 0 && passed == 0)); then
    printf 'test.sh: no test ran\n' >&2
    status=1
fi
printf '%s passed, %s failed\n' "$passed" "$failed"
exit "$status"
