import { t } from "../i18n/index.ts";
import type { Context } from "./context.ts";
import { openDialog } from "./dialog.ts";
import { el } from "./dom.ts";

/** Asks for the name, the namespace and the Kubernetes version of the release. */
export async function openRelease({ store }: Context): Promise<void> {
  const { release } = store.get();
  const name = input("release-name", release.name, "gitlab-runner");
  const namespace = input("release-namespace", release.namespace, "default");
  const kubeVersion = input("release-kube", release.kubeVersion, "1.32.0");
  const chosen = await openDialog({
    title: t("release.title"),
    body: [
      el("p", {}, t("release.hint")),
      field("release-name", t("release.name"), name),
      field("release-namespace", t("release.namespace"), namespace),
      field("release-kube", t("release.kubeVersion"), kubeVersion),
    ],
    actions: [{ id: "apply", label: t("release.apply"), primary: true }],
    opened: (close) => {
      name.select();
      for (const each of [name, namespace, kubeVersion]) {
        each.addEventListener("keydown", (event) => {
          if (event.key === "Enter") close("apply");
        });
      }
    },
  });
  if (chosen !== "apply") return;
  const given = (control: HTMLInputElement, otherwise: string) =>
    control.value.trim() === "" ? otherwise : control.value.trim();
  store.update({
    release: {
      name: given(name, "gitlab-runner"),
      namespace: given(namespace, "default"),
      kubeVersion: kubeVersion.value.trim(),
    },
  });
}

function input(id: string, value: string, placeholder: string): HTMLInputElement {
  const control = el("input", {
    attributes: { id, type: "text", placeholder, spellcheck: "false", autocomplete: "off" },
  });
  control.value = value;
  return control;
}

function field(id: string, label: string, control: HTMLElement): HTMLElement {
  return el("div", { class: "field" }, el("label", { attributes: { for: id } }, label), control);
}
