// What the page and the worker do with the cases; the answer is a list of what is wrong.

import { difference, parse } from "../helm-case.js";

export function run(api, { stack, helm }) {
  const wrong = [];
  const check = (name, test) => {
    let reason;
    try {
      reason = test();
    } catch (error) {
      reason = `threw ${error}`;
    }
    if (reason !== "") wrong.push({ name, reason });
  };
  for (const { name, values, options, text, config } of stack) {
    check(name, () => {
      const rendered = api.render(values, options);
      if (rendered.text !== text) return `--- native\n${text}\n+++ here\n${rendered.text}`;
      return rendered.config.text === config ? "" : `--- native\n${config}\n+++ here\n${rendered.config.text}`;
    });
  }
  for (const { name, text } of helm) check(name, () => difference(api, parse(text)));
  return { count: stack.length + helm.length, wrong };
}
