import { button } from "../app/button.ts";
import type { Context, Model, Panel } from "../app/context.ts";
import { el, fill, setAttribute } from "../app/dom.ts";
import { icon } from "../app/icons.ts";
import { sentence } from "../i18n/findings/index.ts";
import { t } from "../i18n/index.ts";
import { isChecked } from "../state/results.ts";
import type { State } from "../state/state.ts";
import { findingList } from "./problems.ts";

/** The left half: the values as text or as a form, and what is wrong with them. */
export function createEditorPane(context: Context, form: Panel | null): Panel {
  const { store, editor } = context;
  const name = el("h2", { class: "pane-title" });
  const modes = el("div", { class: "segments", attributes: { role: "group", "aria-label": t("editor.mode") } });
  const modeButtons = (["text", "form"] as const).map((mode) => {
    const element = button({
      label: t(`editor.mode.${mode}`),
      icon: mode === "text" ? "file" : "form",
      pressed: false,
      press: () => {
        store.update({ mode });
      },
    });
    modes.append(element);
    return [mode, element] as const;
  });
  const undo = button({
    icon: "undo",
    look: "icon",
    label: t("action.undo"),
    shortcut: "Control+Z",
    press: editor.undo,
  });
  const redo = button({
    icon: "redo",
    look: "icon",
    label: t("action.redo"),
    shortcut: "Control+Y",
    press: editor.redo,
  });
  const find = button({
    icon: "search",
    look: "icon",
    label: t("action.search"),
    shortcut: "Control+F",
    press: editor.search,
  });
  const format = button({
    icon: "format",
    look: "icon",
    label: t("action.format"),
    shortcut: "Shift+Alt+F",
    press: () => {
      announceFormat(context);
    },
  });
  const textHost = el("div", { class: "editor-host" }, editor.element);
  const problems = createProblems(context);
  const element = el(
    "section",
    { class: "pane editor", attributes: { "aria-label": t("layout.editor") } },
    el("div", { class: "toolbar" }, name, el("span", { class: "space" }), modes, undo, redo, format, find),
    textHost,
    form?.element,
    problems.element,
  );
  return {
    element,
    update(model) {
      const { state } = model;
      const title = paneTitle(state);
      if (name.textContent !== title) name.textContent = title;
      name.title = title;
      const canForm = form !== null && state.source.kind === "stack";
      const isForm = canForm && state.mode === "form";
      modes.hidden = !canForm;
      textHost.hidden = isForm;
      if (form !== null) form.element.hidden = !isForm;
      find.hidden = isForm;
      format.hidden = isForm;
      editor.wrap(state.wrap);
      if (isForm) form.update(model);
      for (const [mode, each] of modeButtons) setAttribute(each, "aria-pressed", String((mode === "form") === isForm));
      setAttribute(undo, "disabled", !editor.canUndo());
      setAttribute(redo, "disabled", !editor.canRedo());
      problems.update(model);
    },
    destroy() {
      form?.destroy();
    },
  };
}

/** Lays the values out evenly, or says why not. */
export function announceFormat({ editor, announce }: Context): void {
  if (!editor.format()) announce(t("editor.notFormatted"), "error");
}

function paneTitle({ source, values, saved }: State): string {
  const file = source.kind === "stack" ? "values.yaml" : `${source.name} ${source.version} · values.yaml`;
  return saved !== null && saved !== values ? `${file} •` : file;
}

/** What is wrong, under the editor; it opens and closes. */
function createProblems({ editor }: Context): { element: HTMLElement; update(model: Model): void } {
  const summary = el("summary");
  const body = el("div", { class: "problems-body" });
  const element = el("details", { class: "problems" }, summary, body);
  let shown: unknown;
  let failed: unknown;
  return {
    element,
    update({ results: { diagnostics, failure } }) {
      if (diagnostics === shown && failure === failed) return;
      shown = diagnostics;
      failed = failure;
      const count = (wanted: string) => diagnostics.filter(({ severity }) => severity === wanted).length;
      const [errors, warnings, notes] = [count("error"), count("warning"), count("note")];
      const isUnplaced = failure !== null && errors === 0;
      const words = [
        errors > 0 && chip("error", t("problems.errors", { count: errors })),
        isUnplaced && chip("error", sentence(failure)),
        warnings > 0 && chip("warning", t("problems.warnings", { count: warnings })),
        notes > 0 && chip("note", t("problems.notes", { count: notes })),
      ].filter((word) => word !== false);
      fill(
        summary,
        icon("chevron"),
        ...(words.length > 0
          ? words
          : [chip("good", t(isChecked(diagnostics) ? "problems.none" : "problems.loading"))]),
      );
      fill(body, findingList(diagnostics, editor));
    },
  };
}

function chip(tone: "error" | "warning" | "note" | "good", words: string): HTMLElement {
  const icons = { error: "error", warning: "warning", note: "info", good: "check" } as const;
  return el("span", { class: `chip ${tone}` }, icon(icons[tone]), el("span", {}, words));
}
