// Reads the command line of a command of Helm's as its flag library (pflag) does, mistakes included.

import { boolean, nativeOnly } from "./arguments.mjs";
import { CODES, Ended } from "./io.mjs";
import { nearest } from "./nearest.mjs";
import { badDuration, badFloat, badInteger } from "./numbers.mjs";

/** The values of the options of a command, `operands`, and `help` if that is asked for; the first mistake ends the reading. */
export function readFlags(command, name, args) {
  const given = { operands: [] };
  for (const [flag, { takes, many, isOpen }] of Object.entries(command.options)) {
    if (many) given[flag] = [];
    else if (takes === undefined && !isOpen) given[flag] = false;
  }
  const list = `\`runner-stack ${name} --help\` lists the flags`;
  const left = [...args];
  while (left.length > 0) {
    const arg = left.shift();
    if (arg === "--") {
      given.operands.push(...left.splice(0));
    } else if (arg.startsWith("--")) {
      const [, flag, value] = /^--([^=]*)(?:=(.*))?$/s.exec(arg);
      if (flag === "" || flag.startsWith("-")) mistake(`bad flag syntax: ${arg}`, list);
      if (command.native?.includes(flag)) nativeOnly(`--${flag}`);
      const about = flagsOf(command)[flag] ?? unknown(command, flag, list);
      take(given, flag, about, value ?? (isSwitch(about) ? undefined : following(left, flag, about, arg)));
    } else if (arg.length > 1 && arg.startsWith("-")) {
      shorthands(given, command, arg.slice(1), left, list);
    } else {
      given.operands.push(arg);
    }
  }
  return given;
}

/** One argument of shorthands: `-gnfoo` is `-g -n foo`. */
function shorthands(given, command, text, left, list) {
  for (let rest = text; rest !== ""; ) {
    const [letter, behind] = [rest[0], rest.slice(1)];
    const [flag, about] = Object.entries(flagsOf(command)).find(([, { short }]) => short === letter) ?? [];
    if (flag === undefined) mistake(`unknown shorthand flag: '${letter}' in -${rest}`, list);
    if (behind.length > 1 && behind.startsWith("=")) return take(given, flag, about, behind.slice(1));
    if (isSwitch(about)) {
      take(given, flag, about, undefined);
      rest = behind;
    } else {
      return take(given, flag, about, behind || following(left, flag, about, `'${letter}' in -${rest}`));
    }
  }
}

const flagsOf = ({ options }) => ({ ...options, help: { short: "h", isOpen: true } });

/** Whether it may stand without a value. */
const isSwitch = ({ takes }) => takes === undefined || takes.endsWith("?");

/** The argument behind a flag. */
function following(left, flag, { takes }, written) {
  if (left.length === 0) mistake(`flag needs an argument: ${written}`, `it is written --${flag} ${takes}`);
  return left.shift();
}

function unknown(command, flag, list) {
  const known = nearest(flag, [...Object.keys(flagsOf(command)), ...(command.native ?? [])]);
  mistake(`unknown flag: --${flag}`, known === undefined ? list : `did you mean --${known}?`);
}

function take(given, flag, about, value) {
  const cause = value === undefined ? undefined : bad(flag, about, value);
  if (cause !== undefined) {
    const shown = about.short === undefined ? `--${flag}` : `-${about.short}, --${flag}`;
    mistake(`invalid argument ${JSON.stringify(value)} for "${shown}" flag: ${cause[0]}`, `--${flag} takes ${cause[1]}`);
  }
  if (about.takes === undefined) given[flag] = value === undefined || boolean(value);
  else if (about.many) given[flag].push(value);
  else given[flag] = value ?? about.usual;
}

/** Why a flag does not take a value, and what it takes. */
function bad(flag, { takes, is }, value) {
  const because = (cause, wanted) => (cause === undefined ? undefined : [cause, wanted]);
  if (is === "integer") return because(badInteger(value), "a whole number, such as 100");
  if (is === "float") return because(badFloat(value), "a number, such as 5.5");
  if (is === "duration") return because(badDuration(value), "a duration, such as 300s or 1h5m");
  if (takes !== undefined || boolean(value) !== undefined) return undefined;
  return [`strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`, `true or false, or nothing: --${flag}`];
}

/** Ends the command: the arguments cannot be read. */
function mistake(text, help) {
  Ended.because(`Error: ${text}\n  = help: ${help}\n`, CODES.couldNotRun);
}
