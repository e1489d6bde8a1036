#!/bin/sh
# Writes .env with fresh secrets for docker compose; refuses to touch one that is there.
set -eu
cd "$(dirname "$0")/../.."
[ ! -e .env ] || { echo ".env exists already" >&2; exit 1; }
umask 077
random() { od -An -tx1 -N "$1" /dev/urandom | tr -d ' \n'; }
for name in POSTGRES_PASSWORD CIEN_OWNER_PASSWORD CIEN_APP_PASSWORD TEMPORAL_DB_PASSWORD; do echo "$name=$(random 16)"; done > .env
for name in CIEN_SECRET CIEN_MASTER_KEY; do echo "$name=$(random 32)"; done >> .env
echo "wrote .env: keep a copy of it, without CIEN_MASTER_KEY encrypted data is lost"
