import { type Compartment, EditorState, type Extension } from "@codemirror/state";

import { syntaxOf } from "./languages.ts";

/** Deeper than any file that means something, and well below what the editor's parser can follow. */
const DEEPEST = 200;

/** Whether brackets nest so deeply that the parser of the editor would run out of stack. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x5b || code === 0x7b) depth += 1;
    else if ((code === 0x5d || code === 0x7d) && depth > 0) depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}

/** Colours and folds of YAML, for as long as the text can be parsed. */
export function boundedYaml(slot: Compartment, text: string): Extension {
  let isOff = isTooDeep(text);
  return [
    slot.of(isOff ? [] : syntaxOf("yaml")),
    EditorState.transactionExtender.of((transaction) => {
      if (!transaction.docChanged) return null;
      const wasOff = isOff;
      isOff = isTooDeep(transaction.newDoc.toString());
      return isOff === wasOff ? null : { effects: slot.reconfigure(isOff ? [] : syntaxOf("yaml")) };
    }),
  ];
}
