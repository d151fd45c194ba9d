/** Adds what one way of loading the package rendered. */
export function show(name, text) {
  const output = document.createElement("output");
  output.title = name;
  output.textContent = text;
  document.body.append(output);
}
