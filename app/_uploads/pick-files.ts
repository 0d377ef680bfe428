import { rememberHandle } from "./kept-files";

type Picker = (options: { multiple: boolean }) => Promise<FileSystemFileHandle[]>;

/** Asks for files in a way that lets the browser find them again after it was closed. Null where it knows of none;
 * empty when nothing was chosen. */
export async function pickFiles(): Promise<File[] | null> {
  const pick = (window as { showOpenFilePicker?: Picker }).showOpenFilePicker;
  if (!pick) return null;
  try {
    const handles = await pick.call(window, { multiple: true });
    return await Promise.all(handles.map(readHandle));
  } catch (error) {
    return error instanceof DOMException && error.name === "AbortError" ? [] : null;
  }
}

async function readHandle(handle: FileSystemFileHandle): Promise<File> {
  const file = await handle.getFile();
  rememberHandle(file, handle);
  return file;
}
