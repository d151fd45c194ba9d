// Files, standard input and output, as the native command treats them.

import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";

/** Exit codes: done, findings in the input, could not run. */
export const CODES = { done: 0, findings: 1, couldNotRun: 2 };

/** Ends the command; the message, which may be empty, goes to standard error. */
export class Ended extends Error {
  constructor(message, code) {
    super(message);
    this.code = code;
  }

  static because(message, code = CODES.couldNotRun) {
    throw new Ended(message, code);
  }

  /** The input has mistakes, which have been reported. */
  static withFindings() {
    throw new Ended("", CODES.findings);
  }
}

/** Writes to standard output. */
export function print(text) {
  write(1, text);
}

/** Writes to standard error. */
export function complain(text) {
  write(2, text);
}

function write(descriptor, text) {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // Whoever closes a pipe has seen enough.
      if (error.code === "EPIPE") throw new Ended("", CODES.done);
      if (error.code !== "EAGAIN") throw new Ended(`error: ${osError(error)}\n`, CODES.couldNotRun);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

/** The most that is read of one file; a device has no end. */
const MAX_SIZE = 512 << 20;

/** The content of a file, or of standard input for 0. */
export function content(path) {
  const descriptor = typeof path === "number" ? path : openSync(path);
  try {
    if (fstatSync(descriptor).isDirectory()) throw Object.assign(new Error(), { errno: -21, code: "EISDIR" });
    const chunks = [];
    for (let size = 0; ; ) {
      const chunk = Buffer.allocUnsafe(1 << 16);
      const length = chunkOf(descriptor, chunk);
      if (length === 0) return Buffer.concat(chunks);
      size += length;
      if (size > MAX_SIZE) throw Object.assign(new Error(`it is larger than ${MAX_SIZE >> 20} MiB`), { code: "TOOLARGE" });
      chunks.push(chunk.subarray(0, length));
    }
  } finally {
    if (descriptor !== 0) closeSync(descriptor);
  }
}

function chunkOf(descriptor, chunk) {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      if (error.code === "EOF") return 0;
      if (error.code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

const REASONS = {
  EPERM: "Operation not permitted",
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  ELOOP: "Too many levels of symbolic links",
  ENAMETOOLONG: "File name too long",
  EEXIST: "File exists",
  EROFS: "Read-only file system",
  ENOSPC: "No space left on device",
  ENXIO: "No such device or address",
};

/** An error of the system in the words of the native command. */
export function osError(error) {
  const reason = REASONS[error.code];
  return reason === undefined ? error.message : `${reason} (os error ${-error.errno})`;
}

/** The same in the words of Helm. */
export function goError(operation, path, error) {
  return `${operation} ${path}: ${(REASONS[error.code] ?? error.message).toLowerCase()}`;
}

/** The text of a file, or of standard input for `-`; ends the command when there is none. */
export function text(path) {
  if (path === "-") {
    return utf8("standard input", attempt(() => content(0), "could not read standard input"));
  }
  return utf8(path, attempt(() => content(path), `could not read ${path}`));
}

/** Ends the command when something fails. */
export function attempt(run, what) {
  try {
    return run();
  } catch (error) {
    if (error instanceof Ended) throw error;
    return Ended.because(`error: ${what}: ${osError(error)}\n`);
  }
}

function utf8(name, bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // The first half that decodes and the next one that does not enclose the place.
    let [good, bad] = [0, bytes.length];
    while (bad - good > 1) {
      const middle = (good + bad) >> 1;
      if (isText(bytes.subarray(0, middle))) good = middle;
      else bad = middle;
    }
    const line = bytes.subarray(0, good).filter((byte) => byte === 10).length + 1;
    const message = `error: ${name}: line ${line} is not UTF-8; save the file as UTF-8\n`;
    return Ended.because(message, CODES.findings);
  }
}

/** Whether it is the start of a text; a character may be cut in two. */
function isText(bytes) {
  try {
    new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Writes a file in one step: it is old or new, never a part. */
export function writeFile(path, text) {
  const folder = dirname(path);
  attempt(() => mkdirSync(folder, { recursive: true }), `could not create the folder ${folder}`);
  const temporary = join(folder, `.runner-stack-${randomBytes(6).toString("hex")}`);
  try {
    const descriptor = openSync(temporary, "wx", 0o666);
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    Ended.because(`error: could not write ${path}: ${osError(error)}\n`);
  }
}

export function isFile(path) {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

export function isFolder(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

