import { EditorState, type Extension } from "@codemirror/state";

import { language } from "../i18n/index.ts";

/** CodeMirror's own words; its English ones need no translation. */
const CHINESE: Readonly<Record<string, string>> = {
  Find: "查找",
  Replace: "替换",
  next: "下一个",
  previous: "上一个",
  all: "全部",
  "match case": "区分大小写",
  "by word": "全字匹配",
  regexp: "正则",
  replace: "替换",
  "replace all": "全部替换",
  close: "关闭",
  "current match": "当前匹配",
  "replaced $ matches": "已替换 $ 处",
  "replaced match on line $": "已替换第 $ 行的匹配",
  "on line": "在行",
  "Go to line": "跳转到行",
  go: "跳转",
  "Folded lines": "折叠的行",
  "Unfolded lines": "展开的行",
  to: "至",
  "folded code": "已折叠的内容",
  unfold: "展开",
  "Fold line": "折叠此行",
  "Unfold line": "展开此行",
  Completions: "补全",
  Diagnostics: "诊断",
  "No diagnostics": "没有问题",
  "Control character": "控制字符",
  "Selection deleted": "已删除所选内容",
};

export function phrases(): Extension {
  return language() === "zh" ? EditorState.phrases.of(CHINESE) : [];
}
