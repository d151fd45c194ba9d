#!/bin/sh
# Object storage of the job cache: Azure Blob Storage, account {{$.as.line .account}}, container {{$.as.line .bucket}}.
# Used by: {{$.as.line .runners}}.
#
# Creates the account (closed to the public) and the container with an expiry; Blob Storage knows no quota. Safe to run
# again: what is there is kept. The expiry replaces the account's lifecycle rules.
{{if .key}}
# An account key reaches all containers of its account, so let this account hold nothing but the cache.
{{end}}
#
# Needed: az, logged in, with the rights to manage storage{{if not .key}} and role assignments{{end}}, and in RESOURCE_GROUP the name of
# the account's resource group.
#
# shellcheck disable=SC2016 # names may hold a dollar sign, which is meant as it is
set -eu
umask 077

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
account={{if .account}}{{$.as.sh .account}}{{else}}${ACCOUNT:?set it to the name of the storage account}{{end}}
container={{$.as.sh .bucket}}
group=${RESOURCE_GROUP:?set it to the resource group of the storage account}

if ! az storage account show --name "$account" --resource-group "$group" --output none 2>/dev/null; then
    az storage account create --name "$account" --resource-group "$group" --sku Standard_LRS \
        --allow-blob-public-access false --https-only true --min-tls-version TLS1_2 --output none
fi
az storage container-rm create --storage-account "$account" --resource-group "$group" --name "$container" \
    --public-access off --output none
az storage account management-policy create --account-name "$account" --resource-group "$group" \
    --policy "@$here/lifecycle.json" --output none
{{if .key}}

secrets=${SECRETS:-$here/../../secrets}
{{range .key_files}}
mkdir -p "$(dirname "$secrets"/{{$.as.sh .}})"
az storage account keys list --account-name "$account" --resource-group "$group" \
    --query '[0].value' --output tsv | tr -d '\n' >"$secrets"/{{$.as.sh .}}
{{end}}
{{range .account_files}}
mkdir -p "$(dirname "$secrets"/{{$.as.sh .}})"
printf '%s' "$account" >"$secrets"/{{$.as.sh .}}
{{end}}
echo "The key is in $secrets; create-secrets.sh puts it into the cluster."
{{else}}

# The identity of the runner manager signs addresses (Delegator, on the account) for this container alone.
identity={{if .identity}}{{$.as.sh .identity}}{{else}}${IDENTITY:?set it to the client id of the identity of the runner manager}{{end}}
scope=$(az storage account show --name "$account" --resource-group "$group" --query id --output tsv)
az role assignment create --assignee "$identity" --role "Storage Blob Delegator" --scope "$scope" --output none
az role assignment create --assignee "$identity" --role "Storage Blob Data Contributor" \
    --scope "$scope/blobServices/default/containers/$container" --output none
echo "The identity $identity may use the container $container."
{{end}}
