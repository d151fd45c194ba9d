import type { Diagnostic } from "runner-stack";

/** What may stand in place of what a finding is about: the names that its help offers. */
export function replacements({ help }: Pick<Diagnostic, "help">): string[] {
  const offered = /did you mean ([^?]*)\?/.exec(help ?? "")?.[1] ?? "";
  return [...offered.matchAll(/`([^`]+)`|"([^"]+)"/g)].map((match) => match[1] ?? match[2] ?? "");
}
