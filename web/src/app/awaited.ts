import { firstState } from "../state/state.ts";
import { browserStorage, readState } from "../state/storage.ts";

/** Gives the first frame, which stands in the page's own text, the colours and the layout of the last visit. */
export function showAwaited(): void {
  const first = firstState({ name: "", text: "" }, /^zh/i.test(navigator.language) ? "zh" : "en");
  const { theme, pane, split, isIntroduced, language } = readState(browserStorage(), first);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset.theme = theme;
  const page = document.querySelector<HTMLElement>(".awaited");
  const introduction = page?.querySelector<HTMLElement>(".introduction");
  if (!page || !introduction) return;
  page.dataset.pane = pane;
  page.style.setProperty("--split", `${split}%`);
  introduction.hidden = isIntroduced;
}
