import { expect, it } from "vitest";

import { formatYaml } from "./format.ts";

it("evens out indentation and keeps comments, quotes and order", () => {
  const text = `# what it is
config:   # the file
      concurrent:   10


      runners:
      - name:  "a"   # first
        kubernetes:
              image: alpine:3.22
`;
  expect(formatYaml(text)).toBe(`# what it is
config:
  # the file
  concurrent: 10

  runners:
    - name: "a" # first
      kubernetes:
        image: alpine:3.22
`);
});

it("leaves texts in blocks as they are", () => {
  const text = "script: |\n  first  \n\n\n  second\nother: 1\n";
  expect(formatYaml(text)).toBe(text);
});

it("does not touch what it cannot read", () => {
  expect(formatYaml("a: [1, 2\n")).toBeNull();
});

it("changes nothing in what is even already", () => {
  const text = 'a: 1\nb:\n  - { x: 1 }\n  - "2"\nc: yes\nd: 0755\n';
  expect(formatYaml(text)).toBe(text);
});

it("leaves a file of comments alone", () => {
  expect(formatYaml("# nothing yet\n")).toBe("# nothing yet\n");
});
