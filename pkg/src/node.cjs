"use strict";
// Node, Deno and Bun: everything is there at once, without a call of `init`.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { create } = require("../dist/glue.cjs");
const { createApi } = require("../dist/api.cjs");

let compiled;

function start(host) {
  compiled ??= new WebAssembly.Module(readFileSync(join(__dirname, "../dist/runner_stack.wasm")));
  const glue = create(host);
  glue.initSync({ module: compiled });
  return glue;
}

const api = createApi(start);

exports.RunnerStackError = api.RunnerStackError;
exports.Chart = api.Chart;
exports.render = api.render;
exports.config = api.config;
exports.check = api.check;
exports.checkFiles = api.checkFiles;
exports.chart = api.chart;
exports.images = api.images;
exports.job = api.job;
exports.kit = api.kit;
exports.sourceMap = api.sourceMap;
exports.diff = api.diff;
exports.importFiles = api.importFiles;
exports.explain = api.explain;
exports.complete = api.complete;
exports.hover = api.hover;
exports.schema = api.schema;
exports.presets = api.presets;
exports.starred = api.starred;
exports.version = api.version;
/** There for code that runs in browsers too; here nothing is left to do. */
exports.init = async function init() {};
