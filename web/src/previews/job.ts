import type { Context } from "../app/context.ts";
import { el, fill } from "../app/dom.ts";
import { icon } from "../app/icons.ts";
import { sentence } from "../i18n/findings/index.ts";
import { type Key, t } from "../i18n/index.ts";
import { chosenRunner } from "../state/details.ts";
import type { JobRequest } from "../state/state.ts";
import { createCodeView } from "./codeView.ts";
import type { PreviewPanel } from "./panel.ts";

/** The pod that a CI job would get, for what the job asks for. */
export function createJobPanel({ store }: Context): PreviewPanel {
  const code = createCodeView(t("view.job"), () => undefined);
  const ask = (patch: Partial<JobRequest>) => {
    store.update({ job: { ...store.get().job, ...patch } });
  };
  const runner = el("select", {
    attributes: { id: "job-runner" },
    on: {
      change: () => {
        ask({ runner: runner.value });
      },
    },
  });
  const image = el("input", {
    attributes: {
      id: "job-image",
      type: "text",
      spellcheck: "false",
      autocomplete: "off",
      placeholder: t("job.image.hint"),
    },
    on: {
      input: () => {
        ask({ image: image.value });
      },
    },
  });
  const variables = area("job-variables", "CI_DEBUG_TRACE=true", (text) => {
    ask({ variables: text });
  });
  const services = area("job-services", "postgres:17", (text) => {
    ask({ services: text });
  });
  const runnerField = field("job-runner", "job.runner", runner);
  const notes = el("ul", { class: "job-notes", attributes: { tabindex: 0, "aria-label": t("job.notes") } });
  const refusal = el("p", { class: "refusal", attributes: { role: "status" } });
  const element = el(
    "div",
    { class: "job" },
    el(
      "div",
      { class: "job-request", attributes: { role: "group", "aria-label": t("job.request") } },
      runnerField,
      field("job-image", "job.image", image),
      field("job-variables", "job.variables", variables),
      field("job-services", "job.services", services),
    ),
    refusal,
    notes,
    code.element,
  );
  return {
    element,
    code,
    copyText: ({ results }) => results.details.job?.pod ?? "",
    update({ state, results }) {
      const { job } = state;
      const runners = results.output?.runners ?? [];
      const names = runners.join("\n");
      if (runner.dataset.names !== names) {
        runner.dataset.names = names;
        fill(runner, ...runners.map((name) => el("option", { attributes: { value: name } }, name)));
      }
      runner.value = chosenRunner(job.runner, runners);
      runnerField.hidden = runners.length < 2;
      for (const [control, text] of [
        [image, job.image],
        [variables, job.variables],
        [services, job.services],
      ] as const) {
        if (control.value !== text) control.value = text;
      }
      const refused = results.refusals.job;
      refusal.hidden = refused === undefined;
      refusal.textContent = refused === undefined ? "" : sentence(refused);
      const pod = refused === undefined ? results.details.job : undefined;
      notes.hidden = (pod?.notes.length ?? 0) === 0;
      fill(notes, ...(pod?.notes ?? []).map((note) => el("li", {}, icon("info"), el("span", {}, sentence(note)))));
      code.show({
        key: "job",
        text: pod?.pod ?? "",
        syntax: "yaml",
        wrap: state.wrap,
        before: results.previous.job?.pod ?? null,
        base: null,
        linked: [],
      });
    },
    destroy: code.destroy,
  };
}

function field(id: string, label: Key, control: HTMLElement): HTMLElement {
  return el("div", { class: "field" }, el("label", { attributes: { for: id } }, t(label)), control);
}

function area(id: string, example: string, input: (text: string) => void): HTMLTextAreaElement {
  const control = el("textarea", {
    attributes: { id, rows: 2, spellcheck: "false", autocomplete: "off", placeholder: example },
    on: {
      input: () => {
        input(control.value);
      },
    },
  });
  return control;
}
