#!/bin/sh
# Object storage of the job cache: Google Cloud Storage bucket {{$.as.line .bucket}}.
# Used by: {{$.as.line .runners}}.
#
# Creates the bucket, closed to the public and with an expiry (Cloud Storage knows no quota), and a service account
# that can use the objects of this bucket and nothing else. Safe to run again: what is there is kept.
#
# Needed: gcloud with the rights to manage Storage and IAM{{if .private_key}}, and jq{{end}}.
#
# shellcheck disable=SC2016 # names may hold a dollar sign, which is meant as it is
set -eu
umask 077

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
bucket={{$.as.sh .bucket}}
{{if .email}}
email={{$.as.sh .email}}
project=${PROJECT:-}
[ -n "$project" ] || project={{$.as.sh .project}}
{{else}}
project=${PROJECT:?set it to the Google Cloud project}
email={{$.as.sh .name}}@$project.iam.gserviceaccount.com
{{end}}
{{if .key}}
secrets=${SECRETS:-$here/../../secrets}
{{end}}

if ! gcloud storage buckets describe "gs://$bucket" >/dev/null 2>&1; then
    gcloud storage buckets create "gs://$bucket" --project="$project" --location="${LOCATION:-EU}" \
        --uniform-bucket-level-access --public-access-prevention
fi
gcloud storage buckets update "gs://$bucket" --lifecycle-file="$here/lifecycle.json"
if ! gcloud iam service-accounts describe "$email" --project="$project" >/dev/null 2>&1; then
    gcloud iam service-accounts create "${email%%@*}" --project="$project" --display-name="GitLab Runner cache"
fi
gcloud storage buckets add-iam-policy-binding "gs://$bucket" \
    --member="serviceAccount:$email" --role=roles/storage.objectUser >/dev/null
{{if .key}}

key=$secrets/{{$.as.sh .key_file}}
if [ -s "$key" ] && [ "${ROTATE:-no}" != yes ]; then
    echo "kept the key in $secrets"
else
    keys=$(gcloud iam service-accounts keys list --iam-account="$email" --managed-by=user --format='value(name)')
    if [ -n "$keys" ] && [ "${ROTATE:-no}" != yes ]; then
        echo "kept the account $email and its key, which is not in $secrets; ROTATE=yes makes a second one"
        exit 0
    fi
    mkdir -p "$(dirname "$key")"
    rm -f "$key"
    gcloud iam service-accounts keys create "$key" --iam-account="$email"
fi
{{range .key_copies}}
mkdir -p "$(dirname "$secrets"/{{$.as.sh .}})"
cp "$key" "$secrets"/{{$.as.sh .}}
{{end}}
{{range .private_keys}}
mkdir -p "$(dirname "$secrets"/{{$.as.sh .}})"
jq -r .private_key "$key" >"$secrets"/{{$.as.sh .}}
{{end}}
{{range .access_ids}}
mkdir -p "$(dirname "$secrets"/{{$.as.sh .}})"
jq -r .client_email "$key" | tr -d '\n' >"$secrets"/{{$.as.sh .}}
{{end}}
echo "The key is in $secrets; create-secrets.sh puts it into the cluster."
{{else}}

subject={{$.as.sh .subject}}
# Workload identity: the ServiceAccount of the runner manager acts as this account and signs addresses with it.
gcloud iam service-accounts add-iam-policy-binding "$email" --project="$project" \
    --role=roles/iam.workloadIdentityUser \
    --member="serviceAccount:$project.svc.id.goog[$subject]" >/dev/null
gcloud iam service-accounts add-iam-policy-binding "$email" --project="$project" \
    --role=roles/iam.serviceAccountTokenCreator --member="serviceAccount:$email" >/dev/null
echo "The account $email may use the bucket $bucket."
{{end}}
