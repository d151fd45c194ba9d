import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { decodeLink, encodeLink, LINK_LIMIT } from "./link.ts";

const link = (json: unknown) => `#1.${deflateSync(JSON.stringify(json)).toString("base64url")}`;

test("what goes in comes out", async () => {
  const shared = { values: "a: 1 # ü 汉字 𝒳\n".repeat(50), name: "x", namespace: "ci", view: "config" };
  const fragment = await encodeLink(shared);
  expect(fragment).toMatch(/^1\.[A-Za-z0-9_-]+$/);
  expect(fragment?.length).toBeLessThan(200);
  expect(await decodeLink(`#${fragment ?? ""}`)).toEqual({ kind: "shared", shared });
});

test("an address without a link is none", async () => {
  for (const fragment of ["", "#", "#top", "#1", "#x.abc"])
    expect(await decodeLink(fragment)).toEqual({ kind: "none" });
});

test("other versions are refused", async () => {
  expect(await decodeLink("#0.abc")).toEqual({ kind: "refused", problem: "version" });
  expect(await decodeLink("#2.abc")).toEqual({ kind: "refused", problem: "version" });
});

test("a link with any character changed or cut is refused, or says the same", async () => {
  const whole = `#${(await encodeLink({ values: "config: { concurrent: 4 }\n" })) ?? ""}`;
  const opened = await decodeLink(whole);
  for (let at = 3; at < whole.length; at += 1) {
    for (const damaged of [
      whole.slice(0, at),
      `${whole.slice(0, at)}~${whole.slice(at + 1)}`,
      `${whole.slice(0, at)}Q${whole.slice(at + 1)}`,
    ]) {
      if (damaged === whole) continue;
      const result = await decodeLink(damaged);
      expect(result.kind === "refused" || JSON.stringify(result) === JSON.stringify(opened), damaged).toBe(true);
    }
  }
});

test("a bomb is stopped before it is unpacked, and a long link before it is read", async () => {
  const bomb = link({ values: "a".repeat(20_000_000) });
  expect(bomb.length).toBeLessThan(LINK_LIMIT);
  expect(await decodeLink(bomb)).toEqual({ kind: "refused", problem: "too-large" });
  expect(await decodeLink(`#1.${"A".repeat(LINK_LIMIT)}`)).toEqual({ kind: "refused", problem: "too-large" });
});

test("JSON that is not a state is refused", async () => {
  for (const json of [
    null,
    1,
    "x",
    [],
    {},
    { values: 1 },
    { values: "", name: {} },
    { values: "", name: "x".repeat(300) },
  ]) {
    expect(await decodeLink(link(json)), JSON.stringify(json)).toEqual({ kind: "refused", problem: "damaged" });
  }
  expect(await decodeLink(link({ values: "", surplus: 1, __proto__: { x: 1 } }))).toEqual({
    kind: "shared",
    shared: { values: "" },
  });
});

test("a state that is too large has no link", async () => {
  let noise = "";
  for (let at = 0; noise.length < LINK_LIMIT * 2; at += 1) noise += Math.sin(at).toString(36);
  expect(await encodeLink({ values: noise })).toBeUndefined();
});
