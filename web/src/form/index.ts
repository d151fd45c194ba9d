import type { Context, Panel } from "../app/context.ts";
import { button } from "../app/button.ts";
import { el, fill } from "../app/dom.ts";
import { t } from "../i18n/index.ts";
import { type Field, find, parse, type Parsed, type Path, remove, set } from "./edit.ts";
import { createField, type FormField } from "./field.ts";
import { type JsonSchema, rootSchema, schemaAt } from "./schema.ts";

/** The settings that most people need; what they mean and take is in the schema. */
const GENERAL: readonly Path[] = [
  ["gitlabUrl"],
  ["runnerToken"],
  ["config", "concurrent"],
  ["config", "check_interval"],
  ["config", "log_level"],
  ["replicas"],
  ["imageRegistry"],
  ["metrics", "enabled"],
  ["networkPolicy", "enabled"],
];

const RUNNER: readonly Path[] = [
  ["name"],
  ["limit"],
  ["kubernetes", "image"],
  ["kubernetes", "namespace"],
  ["kubernetes", "cpu_request"],
  ["kubernetes", "cpu_limit"],
  ["kubernetes", "memory_request"],
  ["kubernetes", "memory_limit"],
  ["kubernetes", "service_account"],
  ["kubernetes", "privileged"],
  ["cache", "Type"],
];

/** What the cache needs, by its type. */
const CACHE: Readonly<Record<string, readonly Path[]>> = {
  s3: [
    ["cache", "Shared"],
    ["cache", "s3", "ServerAddress"],
    ["cache", "s3", "BucketName"],
    ["cache", "s3", "BucketLocation"],
    ["cache", "s3", "Insecure"],
  ],
  gcs: [
    ["cache", "Shared"],
    ["cache", "gcs", "BucketName"],
  ],
  azure: [
    ["cache", "Shared"],
    ["cache", "azure", "AccountName"],
    ["cache", "azure", "ContainerName"],
    ["cache", "azure", "StorageDomain"],
  ],
};

/** The common settings as fields; they change the same text, and its comments stay. */
export function createForm(context: Context): Panel {
  const { engine, editor, store, results, announce } = context;
  const element = el("div", {
    class: "form",
    attributes: { role: "region", "aria-label": t("editor.mode.form"), tabindex: 0 },
  });
  let schema: JsonSchema | undefined;
  let fields: FormField[] = [];
  let layout = "";
  let shown: string | undefined;

  let isAsked = false;
  /** Asks for it when the form is first seen: it is large, and most never open the form. */
  const askForSchema = () => {
    if (isAsked) return;
    isAsked = true;
    void engine.call("schema").then((found) => {
      schema = rootSchema(found);
      layout = "";
      shown = undefined;
      if (!element.hidden) update();
    });
  };

  const write = (path: Path, value: Field | null): void => {
    const parsed = parsedOrNothing(editor.text());
    const text = parsed === undefined ? undefined : value === null ? remove(parsed, path) : set(parsed, path, value);
    if (text === undefined) announce(t("form.byText", { path: pathText(path) }), "error");
    else editor.replace(text);
  };

  function build(parsed: Parsed): void {
    const root = schema;
    if (root === undefined) return;
    fields = [];
    const field = (path: Path) => {
      const made = createField(path, pathText(path), schemaAt(root, path) ?? {}, write);
      fields.push(made);
      return made.element;
    };
    const count = runnerCount(parsed);
    const runners = Array.from({ length: count }, (_, index) => {
      const base: Path = ["config", "runners", index];
      const type = find(parsed, [...base, "cache", "Type"]);
      const cache = type.kind === "scalar" ? (CACHE[String(type.value)] ?? []) : [];
      return el(
        "fieldset",
        {},
        el("legend", {}, t("form.runner", { number: index + 1 })),
        el("div", { class: "form-grid" }, ...[...RUNNER, ...cache].map((path) => field([...base, ...path]))),
      );
    });
    fill(
      element,
      el("p", { class: "muted" }, t("form.intro")),
      el("fieldset", {}, el("legend", {}, t("form.general")), el("div", { class: "form-grid" }, ...GENERAL.map(field))),
      ...runners,
      button({
        icon: "add",
        label: t("form.addRunner"),
        press: () => {
          write(["config", "runners", count, "executor"], "kubernetes");
        },
      }),
    );
  }

  function update(): void {
    const { values } = store.get();
    if (values === shown || schema === undefined) return;
    shown = values;
    const parsed = parsedOrNothing(values);
    if (parsed === undefined) {
      layout = "";
      fields = [];
      fill(element, el("p", { class: "refusal" }, t("form.broken")));
      return;
    }
    const wanted = layoutOf(parsed);
    if (wanted !== layout) {
      const focused = document.activeElement?.id;
      build(parsed);
      layout = wanted;
      if (focused !== undefined && focused !== "") document.getElementById(focused)?.focus();
    }
    for (const field of fields) field.show(find(parsed, field.path));
  }

  return {
    element,
    update() {
      askForSchema();
      update();
      const { diagnostics } = results.get();
      for (const field of fields) {
        const text = pathText(field.path);
        field.report(diagnostics.find(({ path, severity }) => path === text && severity !== "note"));
      }
    },
    destroy: () => undefined,
  };
}

/** Nothing also for a text that nests deeper than JavaScript can follow. */
function parsedOrNothing(text: string): Parsed | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function runnerCount(parsed: Parsed): number {
  const found = find(parsed, ["config", "runners"]);
  return found.kind === "list" ? found.length : 0;
}

/** What decides which fields there are. */
function layoutOf(parsed: Parsed): string {
  const types = Array.from({ length: runnerCount(parsed) }, (_, index) =>
    find(parsed, ["config", "runners", index, "cache", "Type"]),
  );
  return JSON.stringify(types);
}

/** A path as the engine writes it. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
}
