#!/usr/bin/env node
// The main commands on the WebAssembly module, for people without the native binary: same flags, output, exit codes.

import { RunnerStackError, version } from "../node.mjs";
import { read } from "./arguments.mjs";
import { check } from "./check.mjs";
import { Ended, complain, print } from "./io.mjs";
import { readFlags } from "./pflag.mjs";
import { config, render } from "./render.mjs";
import { template } from "./template.mjs";
import { COMMANDS, helpOf, overview } from "./usage.mjs";

const RUNS = { render, config, check, template };

/** The native command has more; what it has is said so. */
const NATIVE = ["diff", "import", "chart", "images", "explain", "job", "kit", "new", "schema", "completions", "version"];

function run([name, ...rest]) {
  if (name === undefined) Ended.because(overview());
  if (name === "help" || name === "--help" || name === "-h") return print(overview());
  if (name === "--version" || name === "-V") return print(`runner-stack ${version()}\n`);
  if (NATIVE.includes(name)) {
    const advice = "install the native command for it; this one, which needs only Node, has render, config, check and template";
    Ended.because(`error: \`${name}\` is a command of the native runner-stack alone: ${advice}\n`);
  }
  const command = COMMANDS[name];
  if (command === undefined) {
    const known = Object.keys(COMMANDS).map((name) => `\`${name}\``).join(", ");
    Ended.because(`error: there is no command \`${name}\`; expected one of ${known} (\`--help\` says what they do)\n`);
  }
  if (command.isHelms) {
    const given = readFlags(command, name, rest);
    return given.help ? print(helpOf(name)) : RUNS[name](given);
  }
  if (rest.includes("--help") || rest.includes("-h")) return print(helpOf(name));
  RUNS[name](read(command, rest));
}

try {
  try {
    run(process.argv.slice(2));
  } catch (error) {
    // What no command expects, such as a text that the module's memory does not hold.
    if (error instanceof RunnerStackError) Ended.because(`error: ${error.message}\n`);
    throw error;
  }
} catch (error) {
  if (!(error instanceof Ended)) throw error;
  try {
    complain(error.message);
  } catch (closed) {
    // Nobody listens on standard error either.
    if (!(closed instanceof Ended)) throw closed;
  }
  process.exitCode = error.code;
}
