// Reads what was chosen or dropped, folders included, and stops at the limits while it does.

import { FILE_LIMIT, SIZE_LIMIT, type GivenFile } from "./classify.ts";

/** More files or bytes than are read at once. */
export class TooMuch extends Error {}

/** What a file field holds. */
export async function readChosen(list: Iterable<File>): Promise<GivenFile[]> {
  const reading = new Reading();
  for (const file of list)
    await reading.add(file.webkitRelativePath === "" ? file.name : file.webkitRelativePath, file);
  return reading.files;
}

/** What was dropped. Entries have to be taken while the event lasts, so this starts at once. */
export function readDropped(transfer: DataTransfer): Promise<GivenFile[]> {
  const entries: FileSystemEntry[] = [];
  const plain: File[] = [];
  for (const item of transfer.items) {
    if (item.kind !== "file") continue;
    const entry = item.webkitGetAsEntry();
    if (entry !== null) entries.push(entry);
    else {
      const file = item.getAsFile();
      if (file !== null) plain.push(file);
    }
  }
  return (async () => {
    const reading = new Reading();
    for (const file of plain) await reading.add(file.name, file);
    for (const entry of entries) await walk(entry, reading);
    return reading.files;
  })();
}

class Reading {
  readonly files: GivenFile[] = [];
  #size = 0;

  async add(path: string, file: File): Promise<void> {
    this.#size += file.size;
    if (this.files.length >= FILE_LIMIT || this.#size > SIZE_LIMIT) throw new TooMuch();
    this.files.push({ path, data: new Uint8Array(await file.arrayBuffer()) });
  }
}

async function walk(entry: FileSystemEntry, reading: Reading): Promise<void> {
  // What no chart and no set of manifests needs can be large.
  if (entry.name === ".git" || entry.name === "node_modules") return;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    await reading.add(entry.fullPath.replace(/^\//, ""), file);
  } else if (isFolder(entry)) {
    const reader = entry.createReader();
    for (;;) {
      // A folder comes in parts.
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => {
        reader.readEntries(resolve, reject);
      });
      if (part.length === 0) break;
      for (const inner of part) await walk(inner, reading);
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
