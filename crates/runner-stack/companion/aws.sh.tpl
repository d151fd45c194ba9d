#!/bin/sh
# Object storage of the job cache: Amazon S3 bucket {{$.as.line .bucket}}.
# Used by: {{$.as.line .runners}}.
#
# Creates the bucket, closed to the public and with an expiry (S3 knows no quota), and lets {{if .key}}a user{{else}}the role{{end}} use this bucket and
# nothing else. Safe to run again: what is there is kept, settings are brought up to date{{if .key}}, the key stays (ROTATE=yes
# makes a second one){{end}}.
#
# Needed: the AWS CLI with the rights to manage S3 and IAM.
#
# shellcheck disable=SC2016 # names may hold a dollar sign, which is meant as it is
set -eu
umask 077

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
bucket={{$.as.sh .bucket}}
name={{$.as.sh .name}}
region={{if .region}}{{$.as.sh .region}}{{else}}${AWS_REGION:-us-east-1}{{end}}
# IAM has no regions, but the client wants one.
export AWS_DEFAULT_REGION="$region"
{{if .key}}
secrets=${SECRETS:-$here/../../secrets}
access=$secrets/{{$.as.sh .access_file}}
secret=$secrets/{{$.as.sh .secret_file}}
{{template "keep"}}
{{else}}
{{if .role}}
role=${ROLE:-}
[ -n "$role" ] || role={{$.as.sh .role}}
{{else}}
role=${ROLE:?set it to the name of the IAM role that the runner manager has}
{{end}}
{{if .upload_role}}
upload_role=${UPLOAD_ROLE:-}
[ -n "$upload_role" ] || upload_role={{$.as.sh .upload_role}}
{{end}}

for needed in "$role"{{if .upload_role}} "$upload_role"{{end}}; do
    if ! aws iam get-role --role-name "$needed" >/dev/null; then
        # Whom to trust, only the owner of the cluster can say.
        echo "create the role $needed first, or name another with ROLE{{if .upload_role}} or UPLOAD_ROLE{{end}}" >&2
        exit 1
    fi
done
{{end}}

if ! aws s3api head-bucket --bucket "$bucket" >/dev/null 2>&1; then
    if [ "$region" = us-east-1 ]; then
        aws s3api create-bucket --bucket "$bucket" --region "$region" >/dev/null
    else
        aws s3api create-bucket --bucket "$bucket" --region "$region" \
            --create-bucket-configuration "LocationConstraint=$region" >/dev/null
    fi
fi
aws s3api put-public-access-block --bucket "$bucket" --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
aws s3api put-bucket-lifecycle-configuration --bucket "$bucket" \
    --lifecycle-configuration "file://$here/lifecycle.json" >/dev/null

{{if .key}}
if ! aws iam get-user --user-name "$name" >/dev/null 2>&1; then
    aws iam create-user --user-name "$name" >/dev/null
fi
aws iam put-user-policy --user-name "$name" --policy-name "$name" --policy-document "file://$here/policy.json"

if [ "${ROTATE:-no}" != yes ] && [ -s "$access" ] && [ -s "$secret" ]; then
    echo "kept the key in $secrets"
else
    keys=$(aws iam list-access-keys --user-name "$name" --query 'length(AccessKeyMetadata)' --output text)
    if [ "${ROTATE:-no}" != yes ] && [ "$keys" != 0 ]; then
        echo "kept the user $name and its key, which is not in $secrets; ROTATE=yes makes a second one"
        exit 0
    fi
    made=$(aws iam create-access-key --user-name "$name" \
        --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)
    keep "$access" "$(printf '%s' "$made" | cut -f 1)"
    keep "$secret" "$(printf '%s' "$made" | cut -f 2)"
    if [ "${ROTATE:-no}" = yes ]; then
        echo "The old key still works: aws iam delete-access-key --user-name $name, once nothing uses it."
    fi
fi
{{template "copies" .}}
{{else}}
aws iam put-role-policy --role-name "$role" --policy-name "$name" --policy-document "file://$here/policy.json"
{{if .upload_role}}
aws iam put-role-policy --role-name "$upload_role" --policy-name "$name" \
    --policy-document "file://$here/upload-policy.json"
{{end}}
echo "The role $role may use the bucket $bucket."
{{end}}
