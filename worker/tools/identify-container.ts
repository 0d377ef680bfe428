/** What a file is by its first bytes, in the names of ffmpeg's demuxers. */
export type ContainerGuess =
  | { kind: "media"; demuxer: string }
  /** A list of other files, under whatever name. */
  | { kind: "playlist" }
  | { kind: "archive" }
  | { kind: "unknown" };

/** As many bytes as are looked at: some recorders put a stretch of rubbish before the first frame. */
export const HEAD_BYTES = 64 * 1024;

const magic: [offset: number, bytes: string, demuxer: string][] = [
  [0, "OggS", "ogg"],
  [0, "fLaC", "flac"],
  [0, "\x1a\x45\xdf\xa3", "matroska"],
  [0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"],
  [0, "FLV\x01", "flv"],
  [0, "#!AMR", "amr"],
  [0, ".snd", "au"],
  [0, "caff", "caf"],
  [0, "MAC ", "ape"],
  [0, "wvpk", "wv"],
  [0, "TTA1", "tta"],
  [0, "riff\x2e\x91\xcf\x11", "w64"],
  [0, "\x00\x00\x01\xba", "mpeg"],
];
const archives = [
  "PK\x03\x04",
  "PK\x05\x06",
  "\x1f\x8b",
  "BZh",
  "\xfd7zXZ",
  "7z\xbc\xaf",
  "Rar!",
  "\x28\xb5\x2f\xfd",
];
/** Boxes that a file of the QuickTime family begins with. */
const quickTimeBoxes = [
  "ftyp",
  "moov",
  "mdat",
  "wide",
  "free",
  "skip",
  "pnot",
  "styp",
  "moof",
  "sidx",
  "uuid",
];
const playlist =
  /^(?:#EXTM3U|#EXTINF|ffconcat version|\[playlist\]|<\?xml|<MPD|<smil|<asx|<wpl|\[Reference\])/i;

/** Names the one demuxer that a file gets. What no demuxer of ours begins like is not tried with all of them, as
 * ffmpeg by itself would.
 * @param head the first bytes of the file, behind an ID3 tag where there is one
 * @param hasTag an ID3v2 tag stood before them */
export function identifyContainer(head: Buffer, { hasTag = false } = {}): ContainerGuess {
  const text = head.toString("latin1");
  const media = (demuxer: string): ContainerGuess => ({ kind: "media", demuxer });
  const line = text.replace(/^\u00ef\u00bb\u00bf/, "").trimStart();
  if (playlist.test(line)) return { kind: "playlist" };
  for (const [offset, bytes, demuxer] of magic) {
    if (text.startsWith(bytes, offset)) return media(demuxer);
  }
  const form = text.slice(8, 12);
  if (/^(?:RIFF|RF64|BW64)/.test(text) && form === "WAVE") return media("wav");
  if (text.startsWith("RIFF") && form === "AVI ") return media("avi");
  if (text.startsWith("FORM") && /^AIF[FC]/.test(form)) return media("aiff");
  if (quickTimeBoxes.includes(text.slice(4, 8)) && isBoxSize(head)) return media("mov");
  if (archives.some((bytes) => text.startsWith(bytes))) return { kind: "archive" };
  if (findTransportPackets(head)) return media("mpegts");
  const frames = findFrames(head);
  if (frames) return media(frames);
  return hasTag ? media("mp3") : { kind: "unknown" };
}

/** Size of the ID3v2 tag at the start, 0 where there is none. */
export function findTagBytes(head: Buffer): number {
  if (head.length < 10 || head.toString("latin1", 0, 3) !== "ID3") return 0;
  const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6, 10);
  if ([a, b, c, d].some((byte) => byte > 127)) return 0;
  const footer = ((head[5] ?? 0) & 0x10) !== 0 ? 10 : 0;
  return 10 + footer + ((a << 21) | (b << 14) | (c << 7) | d);
}

/** A box of eight bytes or more, or one whose size stands behind its name or is "to the end". */
function isBoxSize(head: Buffer): boolean {
  const size = head.readUInt32BE(0);
  return size === 0 || size === 1 || size >= 8;
}

/** Transport stream packets of 188 bytes, also with a time code before (192) or a checksum behind (204) each. */
function findTransportPackets(head: Buffer): boolean {
  return [188, 192, 204].some((size) => {
    for (let start = 0; start < size; start += 1) {
      if (start + 4 * size >= head.length) return false;
      if ([0, 1, 2, 3, 4].every((packet) => head[start + packet * size] === 0x47)) return true;
    }
    return false;
  });
}

/** Frame headers in a row that make a raw stream: two are found by chance in a picture. */
const FRAMES_IN_A_ROW = 3;

function findFrames(head: Buffer): string | null {
  for (let at = 0; at + 8 < head.length; at += 1) {
    const demuxer = readFrame(head, at)?.demuxer;
    if (demuxer && isRow(head, at, demuxer)) return demuxer;
  }
  return null;
}

function isRow(head: Buffer, start: number, demuxer: string): boolean {
  let at = start;
  for (let frames = 0; frames < FRAMES_IN_A_ROW; frames += 1) {
    // A short file may end before the row does.
    if (frames > 0 && start === 0 && head.length < HEAD_BYTES && at >= head.length - 8) return true;
    const frame = readFrame(head, at);
    if (frame?.demuxer !== demuxer) return false;
    at += frame.bytes;
  }
  return true;
}

interface Frame {
  demuxer: string;
  bytes: number;
}

function readFrame(head: Buffer, at: number): Frame | null {
  if (at + 8 > head.length) return null;
  const first = head[at] as number;
  const second = head[at + 1] as number;
  if (first === 0x0b && second === 0x77) return readDolbyFrame(head, at);
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
  return (second & 0xf6) === 0xf0 ? readAdtsFrame(head, at) : readMpegFrame(head, at);
}

/** ADTS: ISO/IEC 13818-7, 6.2. */
function readAdtsFrame(head: Buffer, at: number): Frame | null {
  const rate = ((head[at + 2] as number) >> 2) & 15;
  const bytes =
    (((head[at + 3] as number) & 3) << 11) |
    ((head[at + 4] as number) << 3) |
    ((head[at + 5] as number) >> 5);
  return rate > 12 || bytes < 7 ? null : { demuxer: "aac", bytes };
}

const bitRates = {
  v1: {
    1: [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    2: [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    3: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  },
  v2: {
    1: [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    2: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    3: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  },
};

/** MPEG audio layers 1 to 3: ISO/IEC 11172-3, 2.4.2.3, and the lower rates of 13818-3. */
function readMpegFrame(head: Buffer, at: number): Frame | null {
  const second = head[at + 1] as number;
  const third = head[at + 2] as number;
  const version = (second >> 3) & 3;
  const layer = (4 - ((second >> 1) & 3)) as 1 | 2 | 3 | 4;
  const rateIndex = (third >> 2) & 3;
  if (version === 1 || layer === 4 || rateIndex === 3) return null;
  const kilobits = bitRates[version === 3 ? "v1" : "v2"][layer][(third >> 4) - 1];
  if (kilobits === undefined) return null;
  const sampleRate =
    ([44_100, 48_000, 32_000][rateIndex] as number) / (version === 3 ? 1 : version === 2 ? 2 : 4);
  const padding = (third >> 1) & 1;
  if (layer === 1)
    return { demuxer: "mp3", bytes: 4 * (Math.floor((12_000 * kilobits) / sampleRate) + padding) };
  const samples = layer === 3 && version !== 3 ? 72_000 : 144_000;
  return { demuxer: "mp3", bytes: Math.floor((samples * kilobits) / sampleRate) + padding };
}

/** Words of 16 bits in a frame of AC-3 at 48 kHz, by half the size code: ETSI TS 102 366, table 4.13. */
const dolbyWords = [
  64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1152, 1280,
];

function readDolbyFrame(head: Buffer, at: number): Frame | null {
  const streamId = (head[at + 5] as number) >> 3;
  if (streamId > 16) return null;
  if (streamId > 10) {
    const bytes = 2 * ((((head[at + 2] as number) & 7) << 8) + (head[at + 3] as number) + 1);
    return { demuxer: "eac3", bytes };
  }
  const code = head[at + 4] as number;
  const words = dolbyWords[(code & 63) >> 1];
  const rate = code >> 6;
  if (words === undefined || rate === 3) return null;
  if (rate === 0) return { demuxer: "ac3", bytes: words * 2 };
  if (rate === 2) return { demuxer: "ac3", bytes: words * 3 };
  return { demuxer: "ac3", bytes: 2 * (Math.floor((words * 48_000) / 44_100) + (code & 1)) };
}
