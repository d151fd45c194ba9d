import type { Diagnostic } from "runner-stack";

import { el, fill, setAttribute } from "../app/dom.ts";
import { inWords, keyWords } from "../i18n/findings/index.ts";
import { t } from "../i18n/index.ts";
import type { Field, Found, Path } from "./edit.ts";
import type { JsonSchema } from "./schema.ts";

/** A field of the form. */
export interface FormField {
  readonly path: Path;
  readonly element: HTMLElement;
  /** Shows what stands in the text. */
  show(found: Found): void;
  /** Shows what is wrong with it. */
  report(diagnostic: Diagnostic | undefined): void;
}

/** Makes the control that fits what the schema says; an emptied one takes the key out of the text. */
export function createField(
  path: Path,
  name: string,
  schema: JsonSchema,
  write: (path: Path, value: Field | null) => void,
): FormField {
  const id = `form-${name.replace(/[^\w-]/g, "-")}`;
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  const control = createControl(id, schema, types, (value) => {
    write(path, value);
  });
  const problem = el("div", { class: "field-problem", attributes: { id: `${id}-problem` } });
  const { text, lang } = keyWords(name, schema.description ?? "");
  const hint = el("div", { class: "field-hint", attributes: { id: `${id}-hint`, lang } }, text);
  setAttribute(control.element, "aria-describedby", `${id}-problem ${id}-hint`);
  const label = el("label", { attributes: { for: id } }, el("code", {}, lastName(path)));
  return {
    path,
    element: el(
      "div",
      { class: control.isCheck ? "field check" : "field" },
      ...(control.isCheck ? [el("div", { class: "check-line" }, control.element, label)] : [label, control.element]),
      problem,
      hint,
    ),
    show(found) {
      const isEditable = found.kind === "absent" || found.kind === "scalar";
      setAttribute(control.element, "disabled", !isEditable);
      control.element.title = isEditable ? "" : t("form.byText", { path: name });
      control.show(found.kind === "scalar" ? found.value : null);
    },
    report(diagnostic) {
      setAttribute(control.element, "aria-invalid", diagnostic?.severity === "error" ? "true" : undefined);
      const words = diagnostic === undefined ? "" : inWords(diagnostic).message;
      if (problem.textContent !== words) fill(problem, words);
      problem.className = `field-problem ${diagnostic?.severity ?? ""}`;
    },
  };
}

/** `cpu_limit` for `kubernetes.cpu_limit`; the group says the rest. */
function lastName(path: Path): string {
  const names = path.filter((step) => typeof step === "string");
  return names[0] === "config" ? names.slice(names[1] === "runners" ? 2 : 1).join(".") || "config" : names.join(".");
}

interface Control {
  readonly element: HTMLInputElement | HTMLSelectElement;
  readonly isCheck: boolean;
  show(value: Field | null): void;
}

function createControl(
  id: string,
  schema: JsonSchema,
  types: readonly string[],
  write: (value: Field | null) => void,
): Control {
  const choices = schema.enum?.filter((choice) => typeof choice === "string") ?? [];
  if (choices.length > 0) return createSelect(id, choices, write);
  if (types.includes("boolean")) return createCheck(id, write);
  return createInput(id, schema, types.includes("integer") || types.includes("number"), write);
}

function createSelect(id: string, choices: readonly string[], write: (value: Field | null) => void): Control {
  const element = el(
    "select",
    {
      attributes: { id },
      on: {
        change: () => {
          write(element.value === "" ? null : element.value);
        },
      },
    },
    el("option", { attributes: { value: "" } }, t("form.unset")),
    ...choices.map((choice) => el("option", { attributes: { value: choice } }, choice)),
  );
  return {
    element,
    isCheck: false,
    show(value) {
      const text = value === null ? "" : String(value);
      // A value of another case or kind is shown as it stands.
      if (![...element.options].some((option) => option.value === text)) {
        element.append(el("option", { attributes: { value: text } }, text));
      }
      element.value = text;
    },
  };
}

function createCheck(id: string, write: (value: Field | null) => void): Control {
  const element = el("input", {
    attributes: { id, type: "checkbox" },
    on: {
      change: () => {
        write(element.checked);
      },
    },
  });
  return {
    element,
    isCheck: true,
    show(value) {
      element.checked = value === true;
      element.indeterminate = value === null;
    },
  };
}

function createInput(id: string, schema: JsonSchema, isNumber: boolean, write: (value: Field | null) => void): Control {
  const usual = schema.default;
  const element = el("input", {
    attributes: {
      id,
      type: "text",
      inputmode: isNumber ? "numeric" : "text",
      spellcheck: "false",
      autocomplete: "off",
      placeholder: typeof usual === "string" || typeof usual === "number" ? String(usual) : "",
    },
    on: {
      input: () => {
        const text = element.value.trim();
        write(text === "" ? null : isNumber && /^-?\d+$/.test(text) ? Number(text) : text);
      },
    },
  });
  return {
    element,
    isCheck: false,
    show(value) {
      const text = value === null ? "" : String(value);
      // What is being typed stays, blanks at its end included.
      if (element.value.trim() !== text) element.value = text;
    },
  };
}
