import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findTagBytes, HEAD_BYTES, identifyContainer } from "./identify-container";

const bytes = (text: string, length = 64) =>
  Buffer.concat([Buffer.from(text, "latin1"), Buffer.alloc(length)]);
const repeat = (frame: Buffer, times = 8) => Buffer.concat(Array.from({ length: times }, () => frame));
/** A frame of `size` bytes that begins with these. */
const frame = (header: number[], size: number) => {
  const whole = Buffer.alloc(size);
  Buffer.from(header).copy(whole);
  return whole;
};
/** MPEG 1 layer 3, 128 kbit/s, 44.1 kHz: 417 bytes. */
const mp3Frame = frame([0xff, 0xfb, 0x90, 0x00], 417);
const adtsFrame = frame([0xff, 0xf1, 0x50, 0x80, 0x02, 0x1f, 0xfc, 0x21], 16);
const ac3Frame = frame([0x0b, 0x77, 0x12, 0x34, 0x00, 0x40, 0x2f], 128);
const eac3Frame = frame([0x0b, 0x77, 0x00, 0x3f, 0x3f, 0x80], 128);
const packet = frame([0x47, 0x40, 0x00, 0x10], 188);

describe("the first bytes name the demuxer", () => {
  test.each([
    ["ogg", bytes("OggS\0")],
    ["flac", bytes("fLaC")],
    ["matroska", bytes("\x1a\x45\xdf\xa3")],
    ["mov", bytes("\0\0\0\x20ftypisom")],
    ["mov", bytes("\0\0\0\x08wide\0\0\0\0mdat")],
    ["mov", bytes("\0\0\0\x01mdat")],
    ["wav", bytes("RIFF\xff\xff\xff\xffWAVEfmt ")],
    ["wav", bytes("RF64\xff\xff\xff\xffWAVEds64")],
    ["avi", bytes("RIFF\0\0\0\0AVI LIST")],
    ["aiff", bytes("FORM\0\0\0\0AIFCFVER")],
    ["asf", bytes("\x30\x26\xb2\x75\x8e\x66\xcf\x11")],
    ["amr", bytes("#!AMR-WB\n")],
    ["mpeg", bytes("\0\0\x01\xba")],
    ["mp3", repeat(mp3Frame)],
    ["mp3", mp3Frame],
    ["mp3", Buffer.concat([Buffer.alloc(1_000, 7), repeat(mp3Frame, 200)])],
    ["aac", repeat(adtsFrame)],
    ["ac3", repeat(ac3Frame)],
    ["eac3", repeat(eac3Frame)],
    ["mpegts", repeat(packet)],
    ["mpegts", repeat(Buffer.concat([Buffer.alloc(4), packet]))],
    ["mpegts", Buffer.concat([Buffer.alloc(100), repeat(packet)])],
  ])("%s", (demuxer, head) => expect(identifyContainer(head)).toEqual({ kind: "media", demuxer }));

  test.each([
    ["#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd"],
    ["\xef\xbb\xbf  #EXTM3U"],
    ["ffconcat version 1.0\nfile '/etc/passwd'"],
    ["[playlist]\nFile1=http://127.0.0.1/"],
    ["<?xml version='1.0'?><MPD>"],
  ])("a playlist is one under any name", (text) =>
    expect(identifyContainer(bytes(text))).toEqual({ kind: "playlist" }),
  );

  test.each(["PK\x03\x04", "\x1f\x8b\x08", "7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07"])(
    "%j is an archive",
    (text) => expect(identifyContainer(bytes(text))).toEqual({ kind: "archive" }),
  );

  test.each([
    ["text", bytes("Dear Sir or Madam,\n".repeat(50))],
    ["a web page", bytes("<!doctype html><html>")],
    ["a PDF", bytes("%PDF-1.7\n")],
    ["a picture", Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(500)])],
    ["zeros", Buffer.alloc(HEAD_BYTES)],
    ["two frames by chance", Buffer.concat([repeat(mp3Frame, 2), Buffer.alloc(HEAD_BYTES)])],
    ["a box of no size", bytes("\0\0\0\x03moov")],
  ])("%s is nothing that is known", (_, head) =>
    expect(identifyContainer(head)).toEqual({ kind: "unknown" }),
  );

  test("any bytes at all give an answer", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3_000 }), (head) => {
        const guess = identifyContainer(Buffer.from(head));
        expect(["media", "playlist", "archive", "unknown"]).toContain(guess.kind);
        expect(findTagBytes(Buffer.from(head))).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 2_000, endOnFailure: true },
    );
  });
});

test("the size of an ID3 tag is read as it is written, seven bits a byte", () => {
  expect(findTagBytes(Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 2, 1]))).toBe(10 + 257);
  expect(findTagBytes(Buffer.from([0x49, 0x44, 0x33, 4, 0, 0x10, 0, 0, 2, 1]))).toBe(20 + 257);
  expect(findTagBytes(Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0x80, 1]))).toBe(0);
});
