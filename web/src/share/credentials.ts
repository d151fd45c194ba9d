// Which names and texts stand for a credential. The schema says it for the keys of the stack; for everything else, such
// as variables, Secrets among extra objects, TOML in a text and the values of other charts, names and forms have to do.

/** What stands in place of a credential that was removed. */
export const PLACEHOLDER = "REMOVED";

const ENDINGS = [
  "token",
  "password",
  "passwd",
  "passphrase",
  "secretkey",
  "secretaccesskey",
  "accesskey",
  "accesskeyid",
  "apikey",
  "privatekey",
  "accountkey",
  "encryptionkey",
  "signingkey",
  "tlskey",
  "htpasswd",
  "dsn",
  "authconfig",
  "dockerconfigjson",
  "credentialsjson",
];

/** `clientSecret` is a credential, `existingSecret` the name of a Secret. */
const SECRET_OF = /(?:client|app|application|jwt|shared|hmac|webhook|oauth|signing|cookie|consumer|api|session)secret$/;

/** Whether a key or variable with this name holds a credential. */
export function isCredentialName(name: string): boolean {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  return ENDINGS.some((ending) => plain.endsWith(ending)) || SECRET_OF.test(plain);
}

/** Whether a value stands for itself: variables, templates and placeholders hold nothing. */
export function isLiteral(value: string): boolean {
  const text = value.trim();
  return (
    text !== "" &&
    text !== PLACEHOLDER &&
    !/^(?:\$|%[A-Za-z]|@@secret|<[^>]*>$|…|\.\.\.)/.test(text) &&
    !(text.includes("{{") && text.includes("}}")) &&
    !/^(?:true|false|null|~|yes|no)$/i.test(text)
  );
}

/** A part of a text. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

const FORMS: readonly RegExp[] = [
  // Tokens of GitLab: runners, people, jobs, deployments, agents, triggers, feeds, registration.
  /\b(?:glrtr?|glpat|glcbt|gldt|glptt|glft|glimt|glagent|gloas|glsoat|glffct)-[A-Za-z0-9_.-]{6,}|\bGR1348941[A-Za-z0-9_-]{6,}/g,
  // Key IDs of Amazon.
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g,
  // Signed tokens.
  /\beyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]*/g,
];

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const USER_INFO = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/@:"'`]+:([^\s/@"'`]+)@/gi;
const ASSIGNMENT =
  /(?<![A-Za-z0-9_.-])(["']?)([A-Za-z_][A-Za-z0-9_.-]*)\1([ \t]*[:=][ \t]*)(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([^\s"'#,;[\]{}&|`()=]+=*))/g;

/** Where credentials stand in a text that nobody can parse: comments, scripts, TOML, broken YAML. */
export function credentialsIn(text: string): Part[] {
  const found: Part[] = [];
  for (const form of FORMS) {
    for (const match of text.matchAll(form)) found.push({ start: match.index, end: match.index + match[0].length });
  }
  for (const match of text.matchAll(PRIVATE_KEY)) found.push(inside(text, match.index, match.index + match[0].length));
  for (const match of text.matchAll(USER_INFO)) {
    const end = match.index + match[0].length - 1;
    found.push({ start: end - (match[1] ?? "").length, end });
  }
  for (const match of text.matchAll(ASSIGNMENT)) {
    const quoted = match[4] ?? match[5];
    const value = quoted ?? match[6] ?? "";
    if (!isCredentialName(match[2] ?? "") || !isLiteral(value)) continue;
    // Prose has colons too: `token: see below`.
    if (quoted === undefined && (match[3] ?? "").includes(":") && !looksRandom(value)) continue;
    const end = match.index + match[0].length - (quoted === undefined ? 0 : 1);
    found.push({ start: end - value.length, end });
  }
  return found;
}

function looksRandom(value: string): boolean {
  return value.length >= 8 && (/[0-9]/.test(value) || /[a-z][A-Z]/.test(value));
}

/** The lines between the first and the last one, so that what is left still looks like a key. */
function inside(text: string, start: number, end: number): Part {
  const first = text.indexOf("\n", start);
  const last = text.lastIndexOf("\n", end - 1);
  return first < 0 || first >= last ? { start, end } : { start: indented(text, first + 1), end: last };
}

function indented(text: string, at: number): number {
  let start = at;
  while (text[start] === " " || text[start] === "#") start += 1;
  return start;
}
