import { readFileSync } from "node:fs";
import { explain, type Explanation } from "runner-stack";
import { expect, test } from "vitest";
import { rootSchema, type JsonSchema } from "../form/schema.ts";
import { redact } from "./redact.ts";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const schema = rootSchema(JSON.parse(read("chart/values.schema.json")) as JsonSchema);
const paths = (text: string) => redact(text, schema).removed.map(({ path, line }) => `${line} ${path}`);

/** Paths of the credentials among the typed values, which say themselves that they are some. */
function credentials(entry: Explanation): string[] {
  return [...(entry.secret ? [entry.path] : []), ...entry.children.flatMap(credentials)];
}

test("every credential that the values know is taken out", () => {
  const known = credentials(explain("", { recursive: true }));
  expect(known).toContain("runnerToken");
  for (const path of known) {
    const inner = path.split(".").reduceRight<string>((value, part) => {
      const key = part.replace("[]", "");
      return part.endsWith("[]") ? `{ ${key}: [${value}] }` : `{ ${key}: ${value} }`;
    }, "not-a-word-to-share");
    expect(redact(`${inner}\n`, schema).text, path).not.toContain("not-a-word-to-share");
  }
});

test("keys of the stack lose their credentials and nothing else", () => {
  const text = `# who
gitlabUrl: https://gitlab.example.com # stays
runnerToken: "glrt-EXAMPLE-not-a-real-token" # mine
config:
  sentry_dsn: https://key@sentry.example.com/1
  runners:
    - name: one   # odd  blanks
      token: >-
        glrt-EXAMPLE-folded
      tokenFrom: { secretName: runner-token, key: runner-token }
      environment: ["DB_PASSWORD=hunter2", "LANG=C"]
      cache: { Type: s3, s3: { AccessKey: minio, SecretKey: 'minio123', BucketName: b } }
      kubernetes: { bearer_token: !!str 12345, bearer_token_overwrite_allowed: true, service_account: deployer }
kubeconfig:
  content: |
    apiVersion: v1
    users: []
  runners: [one]
automountServiceAccountToken: true
`;
  const { text: after, removed } = redact(text, schema);
  expect(after).toBe(`# who
gitlabUrl: https://gitlab.example.com # stays
runnerToken: REMOVED # mine
config:
  sentry_dsn: REMOVED
  runners:
    - name: one   # odd  blanks
      token: REMOVED
      tokenFrom: { secretName: runner-token, key: runner-token }
      environment: ["DB_PASSWORD=REMOVED", "LANG=C"]
      cache: { Type: s3, s3: { AccessKey: REMOVED, SecretKey: REMOVED, BucketName: b } }
      kubernetes: { bearer_token: !!str REMOVED, bearer_token_overwrite_allowed: true, service_account: deployer }
kubeconfig:
  content: REMOVED
  runners: [one]
automountServiceAccountToken: true
`);
  expect(removed.map(({ path, line }) => `${line} ${path}`)).toEqual([
    "3 runnerToken",
    "5 config.sentry_dsn",
    "8 config.runners[0].token",
    "11 config.runners[0].environment[0]",
    "12 config.runners[0].cache.s3.AccessKey",
    "12 config.runners[0].cache.s3.SecretKey",
    "13 config.runners[0].kubernetes.bearer_token",
    "15 kubeconfig.content",
  ]);
});

test("an alias takes its anchor along", () => {
  const { text } = redact("x: &t nothing-special\nrunnerToken: *t\n", schema);
  expect(text).toBe("x: &t REMOVED\nrunnerToken: *t\n");
});

test("a merged mapping is no way around", () => {
  const { text } = redact("x: &t { token: abc }\nconfig: { runners: [ { <<: *t } ] }\n", schema);
  expect(text).not.toContain("abc");
});

test("variables are judged by their name", () => {
  expect(paths("envVars:\n  - { name: API_TOKEN, value: abc }\n  - { name: LANG, value: C }\n")).toEqual([
    "2 envVars[0].value",
  ]);
  expect(paths("extraEnv: { MY_PASSWORD: abc, OTHER: def }\n")).toEqual(["1 extraEnv.MY_PASSWORD"]);
});

test("Secrets among extra objects are emptied", () => {
  const { text } = redact(
    "extraObjects:\n  - kind: Secret\n    data:\n      a: c2VjcmV0\n    stringData: { b: plain }\n  - kind: ConfigMap\n    data: { c: open }\n",
    schema,
  );
  expect(text).toBe(
    "extraObjects:\n  - kind: Secret\n    data:\n      a: UkVNT1ZFRA==\n    stringData: { b: REMOVED }\n  - kind: ConfigMap\n    data: { c: open }\n",
  );
});

test("TOML in a text, scripts and comments are searched", () => {
  const { text } = redact(
    `# old: glrt-EXAMPLE-comment
# kubectl create secret generic x --from-literal=secretkey=minio123
# Authentication token: GitLab → Settings
runners:
  config: |
    [[runners]]
      token = "abc"
      url = "https://user:pw@gitlab.example.com"
      [runners.kubernetes]
        image = "alpine"
hook: |
  -----BEGIN EXAMPLE PRIVATE KEY-----
  not-a-real-key
  -----END EXAMPLE PRIVATE KEY-----
`,
    schema,
  );
  expect(text).toBe(`# old: REMOVED
# kubectl create secret generic x --from-literal=secretkey=REMOVED
# Authentication token: GitLab → Settings
runners:
  config: |
    [[runners]]
      token = "REMOVED"
      url = "https://user:REMOVED@gitlab.example.com"
      [runners.kubernetes]
        image = "alpine"
hook: |
  -----BEGIN EXAMPLE PRIVATE KEY-----
  REMOVED
  -----END EXAMPLE PRIVATE KEY-----
`);
});

test("the same words elsewhere go too", () => {
  const { text } = redact(
    "# was s3cr3t-word once\nruns: s3cr3t-word\nconfig: { runners: [ { token: s3cr3t-word } ] }\n",
    schema,
  );
  expect(text).not.toContain("s3cr3t");
});

test("broken YAML does not let a token through", () => {
  for (const text of [
    "runnerToken: [glrt-EXAMPLE-not-a-real-token\nfoo",
    'runnerToken: "glrt-EXAMPLE-not-a-real-token\n',
    "a: b: c\nrunnerToken: glrt-EXAMPLE-not-a-real-token\n",
    "\tx\ntoken: s3cr3tWord99\n",
    "config: {runners: [{token: s3cr3tWord99}\n",
  ]) {
    expect(redact(text, schema).text).not.toMatch(/glrt-|s3cr3t/);
  }
});

test("variables, templates and names of Secrets stay", () => {
  const text =
    'runnerToken: $TOKEN\npassword: "{{ .Values.x }}"\nexistingSecret: my-secret\nrunners: { secret: my-token }\n';
  expect(redact(text, undefined)).toEqual({ text, removed: [] });
});

test("presets have nothing to take away, and a second time finds nothing", () => {
  for (const name of ["azure", "gcs", "guide", "minio", "multi", "register", "rootless", "s3", "dind", "airgap"]) {
    const text = read(`examples/${name}.yaml`);
    expect(redact(text, schema, [text]), name).toEqual({ text, removed: [] });
    const once = redact(text, schema).text;
    expect(redact(once, schema).removed, name).toEqual([]);
  }
});

test("long texts without an end take no time", () => {
  for (const text of [
    "a".repeat(200_000),
    "a.".repeat(100_000),
    "eyJaaaaaaaaaa-".repeat(10_000),
    "-----BEGIN PRIVATE KEY-----\n".repeat(5000),
  ]) {
    expect(redact(`# ${text}`, schema).text).toBeTypeOf("string");
  }
});
