/** Lets the browser save a file. */
export function save(name: string, content: string | Uint8Array, type: string): void {
  const data = typeof content === "string" ? content : new Uint8Array(content);
  const address = URL.createObjectURL(new Blob([data], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers read the address after the click has ended.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 60_000);
}
