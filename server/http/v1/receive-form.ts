import type { IncomingMessage } from "node:http";
import { TraxError } from "@/server/platform/errors";
import { removeIncoming } from "@/server/platform/storage/incoming";
import { type FormLimits, type ReceivedFile, type ReceivedFiles, receiveFiles } from "../receive-files";

export interface ReceivedForm {
  file: ReceivedFile;
  fields: ReceivedFiles["fields"];
}

/** Reads a form with one recording. Whoever gets the form removes its file.
 * @throws what `receiveFiles` does, and UPLOAD_EMPTY */
export async function receiveForm(
  req: IncomingMessage,
  limits: Pick<FormLimits, "maxFileBytes" | "stallMs" | "stallBytes">,
): Promise<ReceivedForm> {
  const { files, fields } = await receiveFiles(req, { ...limits, maxFiles: 1, fileFields: ["file"] });
  const [file] = files;
  if (!file) throw new TraxError("API_FILE_MISSING");
  if (file.sizeBytes > 0) return { file, fields };
  await removeIncoming(file.path);
  throw new TraxError("UPLOAD_EMPTY", { name: file.fileName });
}
