// The public functions, on top of what wasm-bindgen generates. Knows neither Node nor browsers: an entry file passes
// `start`, which makes a fresh instance of the module.

/** What a failed call throws. */
export class RunnerStackError extends Error {
  constructor(failure) {
    super(failure.message);
    this.name = "RunnerStackError";
    this.code = failure.code;
    this.reason = failure.reason;
    this.diagnostics = failure.diagnostics ?? [];
    this.trace = failure.trace ?? [];
    if (failure.place !== undefined) this.place = failure.place;
    this.warnings = failure.warnings ?? [];
    if (failure.partialOutput !== undefined) this.partialOutput = failure.partialOutput;
  }

  toJSON() {
    const { name, message, code, reason, diagnostics, trace, place, warnings, partialOutput } = this;
    return { name, message, code, reason, diagnostics, trace, place, warnings, partialOutput };
  }
}

/** The functions of the package; `start(host)` gives the exports of a new instance, or throws when it cannot yet. */
export function createApi(start) {
  let instance;
  // Grows with each new instance: what belongs to an older one is loaded again.
  let generation = 0;
  let panic;

  const host = createHost((message) => {
    panic = message;
  });

  function exports() {
    if (instance === undefined) {
      instance = start(host);
      generation += 1;
    }
    return instance;
  }

  /** Runs one call. After a trap the instance is not used again, so that no input can harm the calls after it. */
  function call(run) {
    const current = exports();
    panic = undefined;
    try {
      return run(current);
    } catch (error) {
      if (isFailure(error)) throw new RunnerStackError(error);
      if (error instanceof RunnerStackError) throw error;
      instance = undefined;
      throw trapped(error, panic);
    }
  }

  class Chart {
    #load;
    #loaded;
    #generation;

    constructor(load) {
      this.#load = load;
      this.#of(exports());
    }

    #of(current) {
      if (this.#loaded === undefined || this.#generation !== generation) {
        this.#loaded = call(() => this.#load(current.LoadedChart));
        this.#generation = generation;
      }
      return this.#loaded;
    }

    static fromFiles(files) {
      const list = chartFiles(files);
      return new Chart((LoadedChart) => LoadedChart.fromFiles(list));
    }

    static fromArchive(archive, name) {
      const bytes = toBytes(archive, "the archive");
      const copy = bytes.slice();
      return new Chart((LoadedChart) => LoadedChart.fromArchive(copy, name));
    }

    get metadata() {
      return call((current) => this.#of(current).metadata());
    }

    get values() {
      return call((current) => this.#of(current).valuesText());
    }

    get schema() {
      return call((current) => this.#of(current).schemaText());
    }

    template(name) {
      const asked = text(name, "the name of a template");
      return call((current) => this.#of(current).templateText(asked));
    }

    render(values, options) {
      const files = valuesFiles(values);
      const given = defined(options);
      return call((current) => this.#of(current).render(files, given, given));
    }

    sourceMap(values, options) {
      const files = valuesFiles(values);
      const given = defined(options);
      return call((current) => this.#of(current).sourceMap(files, given, given));
    }
  }

  /** A function of values and options; the module reads several sets of options out of the same object. */
  function ofValues(name, sets) {
    return (values, options) => {
      const files = valuesFiles(values);
      const given = Array(sets).fill(defined(options));
      return call((current) => current[name](files, ...given));
    };
  }

  return {
    Chart,
    RunnerStackError,
    render: ofValues("render", 2),
    config: ofValues("config", 2),
    check: ofValues("check", 1),
    chart: ofValues("chart", 2),
    images: ofValues("images", 2),
    job: ofValues("job", 3),
    kit: ofValues("kit", 3),
    sourceMap: ofValues("sourceMap", 2),
    diff(before, after, options) {
      const [one, other] = [valuesFiles(before), valuesFiles(after)];
      const given = defined(options);
      return call((current) => current.diff(one, other, given, given));
    },
    importFiles(files) {
      const list = sourceFiles(files);
      return call((current) => current.importFiles(list));
    },
    checkFiles(files, options) {
      const list = sourceFiles(files);
      const given = defined(options);
      return call((current) => current.checkFiles(list, given));
    },
    explain(key, options) {
      const path = text(key ?? "", "a key");
      const given = defined(options);
      return call((current) => current.explain(path, given));
    },
    complete(values, position) {
      const [given, offset] = [text(values, "the text of a values file"), offsetOf(position)];
      return call((current) => current.complete(given, offset));
    },
    hover(values, position) {
      const [given, offset] = [text(values, "the text of a values file"), offsetOf(position)];
      return call((current) => current.hover(given, offset));
    },
    schema() {
      return JSON.parse(call((current) => current.schemaText()));
    },
    presets() {
      return call((current) => current.presets());
    },
    starred(text) {
      return call((current) => current.starred(text));
    },
    version() {
      return call((current) => current.version());
    },
  };
}

function isFailure(error) {
  return typeof error === "object" && error !== null && !(error instanceof Error) && typeof error.code === "string";
}

function argument(message) {
  return new RunnerStackError({ code: "argument", message, reason: message });
}

function trapped(error, panic) {
  if (panic !== undefined) {
    const message = `a defect of runner-stack: ${panic}; please report it with the input`;
    return new RunnerStackError({ code: "internal", message, reason: panic });
  }
  const isTrap = error instanceof WebAssembly.RuntimeError || error instanceof RangeError || error?.name === "InternalError";
  if (!isTrap) {
    const message = error instanceof Error ? error.message : String(error);
    return new RunnerStackError({ code: "internal", message, reason: message });
  }
  const reason = "the input needs more memory or a deeper stack than JavaScript gives a WebAssembly module";
  return new RunnerStackError({ code: "limit", message: reason, reason });
}

/** Values as callers write them, as a list of files. */
function valuesFiles(values) {
  if (values === undefined || values === null) return [];
  const list = Array.isArray(values) ? values : [values];
  return list.map((value, index) => {
    const name = list.length === 1 ? "values.yaml" : `values-${index + 1}.yaml`;
    if (typeof value === "string") return { name, text: value };
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) {
      throw argument(`values are a YAML text, an object, or a list of these and of { name, text }; got ${describe(value)}`);
    }
    const isFile = Array.isArray(values) && typeof value.name === "string" && typeof value.text === "string";
    if (isFile) return { name: value.name, text: value.text };
    return { name, text: json(value) };
  });
}

function json(value) {
  try {
    return JSON.stringify(value, kept);
  } catch (error) {
    throw argument(`the values cannot be written as JSON: ${error instanceof Error ? error.message : error}`);
  }
}

// What JSON writes as `{}`, or item by item with numbers for keys.
const LOST = /^(Map|Set|WeakMap|WeakSet|RegExp|Promise|Error|DataView|.+Array|.*ArrayBuffer)$/;

/** A part of values as it is; what JSON would lose without a word is refused: `NaN` would become null. */
function kept(key, part) {
  const kind = Object.prototype.toString.call(part).slice(8, -1);
  const isLost =
    typeof part === "number" ? !Number.isFinite(part) : LOST.test(kind) || /^(function|symbol)$/.test(typeof part);
  if (isLost) throw new Error(`${key ? `\`${key}\`` : "it"} is ${kind === "Number" ? part : `a ${kind}`}`);
  return part;
}

/** The options that are there: `undefined` is as good as absent. */
function defined(options) {
  if (options === undefined || options === null) return {};
  if (typeof options !== "object") throw argument(`options are an object; got ${describe(options)}`);
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));
}

function text(value, what) {
  if (typeof value !== "string") throw argument(`${what} is a string; got ${describe(value)}`);
  return value;
}

/** A position in a text: UTF-16 code units from its start. */
function offsetOf(position) {
  const offset = typeof position === "object" && position !== null ? position.offset : position;
  if (typeof offset !== "number" || Number.isNaN(offset)) {
    throw argument(`a position is an index into the text, or an object with it as \`offset\`; got ${describe(position)}`);
  }
  return offset;
}

/** Files as callers write them: a list of names and texts, or paths with contents. */
function sourceFiles(files) {
  const isList = Array.isArray(files) && files.every((file) => typeof file?.name === "string");
  const pairs = isList ? files.map(({ name, text }) => [name, text]) : files;
  return chartFiles(pairs, "the files").map(({ path, data }) => ({ name: path, text: data }));
}

function chartFiles(files, what = "the files of a chart") {
  if (typeof files !== "object" || files === null) {
    throw argument(`${what} are an object or a Map of path to content; got ${describe(files)}`);
  }
  const entries = typeof files[Symbol.iterator] === "function" ? [...files] : Object.entries(files);
  return entries.map((entry) => {
    const [path, content] = Array.isArray(entry) ? entry : [];
    if (typeof path !== "string") throw argument(`${what} are pairs of path and content`);
    const data = typeof content === "string" ? content : toBytes(content, path).slice();
    return { path, data };
  });
}

function toBytes(data, what) {
  if (data instanceof Uint8Array) return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw argument(`${what}: expected bytes (a Uint8Array or an ArrayBuffer), got ${describe(data)}`);
}

function describe(value) {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

// English locales know the short names of different zones.
const LOCALES = ["en-US", "en-GB", "en-AU", "en-CA", "en-IN", "en-NZ", "en-ZA"];

/** What the module asks of the outside. */
function createHost(panicked) {
  return {
    panicked,
    now: () => Date.now(),
    fillRandom(buffer) {
      // The Web Crypto API gives at most this much at once.
      for (let at = 0; at < buffer.length; at += 65536) crypto.getRandomValues(buffer.subarray(at, at + 65536));
    },
    zone(name, unix) {
      const date = new Date(unix * 1000);
      if (Number.isNaN(date.getTime()) || /^[^A-Za-z]/.test(name)) return "";
      try {
        const timeZone = name === "" ? undefined : name;
        const offset = zoneOffset(timeZone, date);
        return `${offset} ${abbreviation(timeZone, date, offset)}`;
      } catch {
        return "";
      }
    },
    readFile(read, path) {
      let content;
      try {
        if (typeof read !== "function") throw new Error("setFile needs the option readFile");
        content = read(path);
        if (typeof content !== "string") content = toBytes(content, "the result of readFile");
      } catch (error) {
        // A text crosses; the engine makes a failure of it.
        throw error instanceof Error ? error.message : String(error);
      }
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
  };
}

/** Seconds east of Greenwich. */
function zoneOffset(timeZone, date) {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
    era: "short",
  });
  const parts = Object.fromEntries(format.formatToParts(date).map(({ type, value }) => [type, value]));
  const year = parts.era === "BC" ? 1 - Number(parts.year) : Number(parts.year);
  const local = new Date(0);
  local.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
  local.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
  return Math.round((local.getTime() - Math.floor(date.getTime() / 1000) * 1000) / 1000);
}

/** `CET`; where the zone has no short name, its offset, as the time zone database has it. */
function abbreviation(timeZone, date, offset) {
  for (const locale of LOCALES) {
    const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" }).formatToParts(date);
    const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    if (/^[A-Z]+$/.test(name)) return name;
  }
  const minutes = Math.floor(Math.abs(offset) / 60);
  const digits = (number) => String(number).padStart(2, "0");
  const rest = minutes % 60 === 0 ? "" : digits(minutes % 60);
  return `${offset < 0 ? "-" : "+"}${digits(Math.floor(minutes / 60))}${rest}`;
}
