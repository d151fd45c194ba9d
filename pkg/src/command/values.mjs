// Values as the command line gives them: files, standard input, flags.

import { check } from "../node.mjs";
import { lists } from "./arguments.mjs";
import { Ended, complain, content, osError, text } from "./io.mjs";
import { isColoured, shownValues } from "./findings.mjs";

const FLAGS = ["set-json", "set", "set-string", "set-file", "set-literal"];

/** The values files and flags, in Helm's order. */
export function input(given) {
  const paths = lists(given.values, "-f, --values", (message) => Ended.because(`error: ${message}\n`));
  const files = paths.map((path) => ({ name: path === "-" ? "standard input" : path, text: text(path) }));
  const flags = FLAGS.flatMap((flag) => given[flag].map((text) => ({ name: `--${flag}`, text })));
  return { files, flags, options: { ...setOptions(given), readFile } };
}

/** The flags as the package takes them. */
export function setOptions(given) {
  return { setJson: given["set-json"], set: given.set, setString: given["set-string"], setFile: given["set-file"], setLiteral: given["set-literal"] };
}

function readFile(path) {
  try {
    return content(path);
  } catch (error) {
    throw new Error(`could not read ${path}: ${osError(error)}`);
  }
}

/** Reports what is wrong with the values; errors end the command. */
export function checked(given) {
  const values = input(given);
  const findings = guarded(() => check(values.files, values.options));
  for (const text of shownValues(findings, values, isColoured(2))) complain(text);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (errors > 0) {
    complain(`${errors} ${errors === 1 ? "problem" : "problems"} in the values; nothing was written\n`);
    Ended.withFindings();
  }
  return values;
}

/** Ends the command with the reason when an argument cannot be used. */
export function guarded(run) {
  try {
    return run();
  } catch (error) {
    if (error.code !== "argument") throw error;
    return Ended.because(`error: ${error.message}\n`);
  }
}
