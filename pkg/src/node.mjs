// One instance and one set of classes, whether a program imports or requires.
import api from "./node.cjs";

export const {
  RunnerStackError,
  Chart,
  render,
  config,
  check,
  checkFiles,
  chart,
  images,
  job,
  kit,
  sourceMap,
  diff,
  importFiles,
  explain,
  complete,
  hover,
  schema,
  presets,
  starred,
  version,
  init,
} = api;
