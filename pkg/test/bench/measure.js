// What is measured, in Node and in a page alike.

/** Renders after which the compiler has done what it will do. */
const WARM_UP = 1000;
const TIMED = 2001;
const ENDURED = 10_000;

/** Has to run before the package makes its instance; the result gives the bytes of memory that all instances hold. */
export function watchMemory() {
  const memories = [];
  WebAssembly.Instance = class extends WebAssembly.Instance {
    constructor(...args) {
      super(...args);
      memories.push(this.exports.memory);
    }
  };
  return () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}

/** Milliseconds of the first call, of warm calls, and what memory does over thousands of them. */
export function measure({ render, version }, values, memory) {
  // Whatever has to be loaded is, and nothing has been rendered.
  version();
  const first = timed(() => render(values));
  for (let count = 0; count < WARM_UP; count += 1) render(values);
  const times = Array.from({ length: TIMED }, () => timed(() => render(values))).sort((one, other) => one - other);
  const before = memory();
  for (let count = 0; count < ENDURED; count += 1) render(values);
  return { first, warm: times[TIMED >> 1], slow: times[Math.floor(TIMED * 0.95)], memory: before, growth: memory() - before };
}

/** Of the first call alone. */
export function measureFirst({ render, version }, values) {
  version();
  return timed(() => render(values));
}

function timed(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}
