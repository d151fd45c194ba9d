"""Sets up object storage with a kit's own files on a server with Amazon's API (moto, with its IAM checks on), then
tries what the key may do.

Usage: access.py KIT FOLDER TABLE
FOLDER is the kit's folder below object-storage/. TABLE has lines `own|other|account ACTION allowed|denied`.
With aws.sh in the folder the script itself runs, with the AWS CLI, more than once; else policy.json and lifecycle.json are
put on the server as they are.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import boto3
import botocore.exceptions
import requests
from moto.server import ThreadedMotoServer

kit, folder, table = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
files = kit / "object-storage" / folder
script = files / "aws.sh"
REGION = "us-east-1"
FORBIDDEN = {"AccessDenied", "AccessDeniedException", "403", "Forbidden"}


def client(service, keys):
    return boto3.client(
        service,
        endpoint_url=address,
        region_name=REGION,
        aws_access_key_id=keys[0],
        aws_secret_access_key=keys[1],
        aws_session_token=keys[2] if len(keys) > 2 else None,
    )


def attempt(call):
    """Whether the server allows it; other faults are faults of the test."""
    try:
        call()
    except botocore.exceptions.ClientError as error:
        if error.response["Error"]["Code"] in FORBIDDEN:
            return "denied"
        raise
    return "allowed"


def enforce():
    requests.post(f"{address}/moto-api/reset-auth", data="0", timeout=10).raise_for_status()


def policy_of(name):
    return (files / name).read_text()


def run_script(keys, **more):
    environment = {
        "PATH": f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": home,
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": keys[0],
        "AWS_SECRET_ACCESS_KEY": keys[1],
        "AWS_EC2_METADATA_DISABLED": "true",
        **more,
    }
    done = subprocess.run(["sh", str(script)], env=environment, capture_output=True, text=True, cwd=home)
    if done.returncode != 0:
        sys.exit(f"aws.sh ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


def written_keys():
    """The two files of secrets/ that the script wrote."""
    found = {path.name.lower(): path.read_text() for path in (kit / "secrets").rglob("*") if path.is_file()}
    access = next(text for name, text in found.items() if "access" in name)
    secret = next(text for name, text in found.items() if "secret" in name)
    return access, secret


def assumed(administrator, role):
    trusts = client("sts", administrator).assume_role(
        RoleArn=f"arn:aws:iam::123456789012:role/{role}", RoleSessionName="test"
    )
    keys = trusts["Credentials"]
    return keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"]


def set_up(administrator, bucket):
    """Makes bucket and key, and gives the key."""
    iam = client("iam", administrator)
    if not script.exists():
        s3 = client("s3", administrator)
        s3.create_bucket(Bucket=bucket)
        s3.put_bucket_lifecycle_configuration(
            Bucket=bucket, LifecycleConfiguration=json.loads(policy_of("lifecycle.json"))
        )
        iam.create_user(UserName="cache")
        iam.put_user_policy(UserName="cache", PolicyName="cache", PolicyDocument=policy_of("policy.json"))
        key = iam.create_access_key(UserName="cache")["AccessKey"]
        return key["AccessKeyId"], key["SecretAccessKey"]
    roles = [line.split("=", 1)[1] for line in script.read_text().splitlines() if "|| role=" in line]
    if roles:
        statement = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
        trust = {"Version": "2012-10-17", "Statement": [statement]}
        for role in ["gitlab-runner-cache", "gitlab-runner-cache-upload"]:
            iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
        said = [run_script(administrator) for _ in range(2)]
        assert said[0] == said[1], said
        return assumed(administrator, "gitlab-runner-cache")
    run_script(administrator)
    keys = written_keys()
    run_script(administrator)
    assert written_keys() == keys, "a second run made another key"
    # On another machine the files are not there; no key may be made unasked.
    said = run_script(administrator, SECRETS=f"{home}/elsewhere")
    assert "ROTATE=yes" in said, said
    users = iam.list_users()["Users"]
    made = [user["UserName"] for user in users if user["UserName"] != "administrator"]
    assert len(made) == 1, made
    assert len(iam.list_access_keys(UserName=made[0])["AccessKeyMetadata"]) == 1
    run_script(administrator, ROTATE="yes")
    assert written_keys() != keys, "ROTATE=yes kept the key"
    return written_keys()


def main():
    policy = json.loads(policy_of("policy.json"))
    bucket = policy["Statement"][0]["Resource"].removeprefix("arn:aws:s3:::")
    anyone = ("EXAMPLE", "EXAMPLE")
    iam = client("iam", anyone)
    iam.create_user(UserName="administrator")
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    iam.put_user_policy(UserName="administrator", PolicyName="all", PolicyDocument=json.dumps(everything))
    made = iam.create_access_key(UserName="administrator")["AccessKey"]
    administrator = made["AccessKeyId"], made["SecretAccessKey"]
    enforce()
    s3 = client("s3", administrator)
    s3.create_bucket(Bucket="other-bucket")
    s3.put_object(Bucket="other-bucket", Key="theirs", Body=b"theirs")
    keys = set_up(administrator, bucket)
    s3.put_object(Bucket=bucket, Key="ours", Body=b"ours")
    rules = s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert rules[0]["Expiration"]["Days"] == json.loads(policy_of("lifecycle.json"))["Rules"][0]["Expiration"]["Days"]
    mine, mine_iam = client("s3", keys), client("iam", keys)

    def actions(name, key):
        return {
            "list": lambda: mine.list_objects_v2(Bucket=name),
            "location": lambda: mine.get_bucket_location(Bucket=name),
            "get": lambda: mine.get_object(Bucket=name, Key=key),
            "put": lambda: mine.put_object(Bucket=name, Key="new", Body=b"new"),
            "multipart": lambda: mine.create_multipart_upload(Bucket=name, Key="parts"),
            "delete": lambda: mine.delete_object(Bucket=name, Key="new"),
            "set-policy": lambda: mine.put_bucket_policy(Bucket=name, Policy=policy_of("policy.json")),
            "set-lifecycle": lambda: mine.delete_bucket_lifecycle(Bucket=name),
            "set-acl": lambda: mine.put_bucket_acl(Bucket=name, ACL="public-read"),
            "delete-bucket": lambda: mine.delete_bucket(Bucket=name),
        }

    targets = {
        "own": actions(bucket, "ours"),
        "other": actions("other-bucket", "theirs"),
        "account": {
            "list-buckets": mine.list_buckets,
            "create-bucket": lambda: mine.create_bucket(Bucket="third-bucket"),
            "create-user": lambda: mine_iam.create_user(UserName="third"),
            "widen-policy": lambda: mine_iam.put_user_policy(
                UserName="cache", PolicyName="all", PolicyDocument=json.dumps(everything)
            ),
            "create-key": lambda: mine_iam.create_access_key(UserName="administrator"),
        },
    }
    wrong = []
    for line in table.splitlines():
        target, action, want = line.split()
        have = attempt(targets[target][action])
        if have != want:
            wrong.append(f"{target} {action}: {have} instead of {want}")
    if wrong:
        sys.exit("\n".join(wrong))


server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
address = f"http://{host}:{port}"
with tempfile.TemporaryDirectory() as home:
    try:
        main()
    finally:
        server.stop()
