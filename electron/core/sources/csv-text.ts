/**
 * The text of a CSV file, piece by piece.
 *
 * Encodings: UTF-16 by its byte order mark; otherwise each line is UTF-8 if its bytes are valid
 * UTF-8, and Windows-1252 (what Excel writes in Western Europe and the Americas) if not. Judging
 * line by line means that a line reads the same whatever other lines are in the file: a row known
 * by its content stays known when someone appends a line in another encoding.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { RulepostError } from '../../../shared/errors/problem.ts';

const PIECE_BYTES = 256 * 1024;
/** A line longer than this is not a row of a table. */
const MOST_LINE_BYTES = 4 * 1024 * 1024;
const LF = 10;

/**
 * Yields text that, except for the last piece and for UTF-16, ends with a line.
 * @param size bytes to read: a file that grows all the while must not keep the reader for ever
 * @throws RulepostError `csv-not-text`
 */
export async function* readText(
  handle: FileHandle,
  file: string,
  size: number,
  signal?: AbortSignal,
): AsyncGenerator<string> {
  let left = size;
  // One buffer for all pieces: a new one for each would pile up faster than it is collected.
  let buffer = Buffer.allocUnsafe(2 * PIECE_BYTES);
  let filled = 0;
  let decode: ((bytes: Buffer, last: boolean) => Decoded) | null = null;
  for (;;) {
    signal?.throwIfAborted();
    if (buffer.length - filled < PIECE_BYTES) buffer = enlarged(buffer);
    const wanted = Math.min(left, PIECE_BYTES);
    const { bytesRead } = await handle.read(buffer, filled, wanted, null);
    left -= bytesRead;
    filled += bytesRead;
    const bytes = buffer.subarray(0, filled);
    const last = bytesRead === 0;
    // A short read may split a byte order mark.
    if (decode === null && (filled >= 4 || last)) decode = chooseDecoder(bytes, file);
    const decoded: Decoded = decode?.(bytes, last) ?? { text: '', used: 0 };
    if (decoded.text !== '') yield decoded.text;
    if (last) return;
    buffer.copyWithin(0, decoded.used, filled);
    filled -= decoded.used;
    if (filled > MOST_LINE_BYTES) throw notText(file, 'has a line of more than 4 MB');
  }
}

function enlarged(buffer: Buffer): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(2 * buffer.length);
  buffer.copy(larger);
  return larger;
}

interface Decoded {
  text: string;
  /** Bytes taken; the rest comes again with the next piece. */
  used: number;
}

function chooseDecoder(bytes: Buffer, file: string): (bytes: Buffer, last: boolean) => Decoded {
  refuseKnownFormats(bytes, file);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16('utf-16le', file);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16('utf-16be', file);
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return (piece, last) => {
    const end = last ? piece.length : piece.lastIndexOf(LF) + 1;
    const whole = piece.subarray(start, end);
    if (whole.includes(0)) throw notText(file, 'holds characters no text has');
    if (end > 0) start = 0;
    return { text: decodeLines(whole), used: end };
  };
}

function decodeLines(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const windows1252 = new TextDecoder('windows-1252');
  let text = '';
  for (let start = 0; start < bytes.length; ) {
    const lineFeed = bytes.indexOf(LF, start);
    const end = lineFeed < 0 ? bytes.length : lineFeed + 1;
    const line = bytes.subarray(start, end);
    text += isUtf8(line) ? line.toString('utf8') : windows1252.decode(line);
    start = end;
  }
  return text;
}

function utf16(encoding: 'utf-16le' | 'utf-16be', file: string) {
  const decoder = new TextDecoder(encoding, { fatal: true });
  return (bytes: Buffer, last: boolean): Decoded => {
    let text: string;
    try {
      text = decoder.decode(bytes, { stream: !last });
    } catch (error) {
      throw notText(file, 'is damaged or only half written', error);
    }
    if (text.includes('\0')) throw notText(file, 'holds characters no text has');
    return { text, used: bytes.length };
  };
}

/** Files people mistake for CSV: https://en.wikipedia.org/wiki/List_of_file_signatures */
const signatures = [
  [[0x50, 0x4b, 0x03, 0x04], 'looks like an Excel workbook'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'looks like an Excel workbook'],
  [[0x25, 0x50, 0x44, 0x46], 'looks like a PDF document'],
] as const;

function refuseKnownFormats(bytes: Buffer, file: string): void {
  for (const [signature, looks] of signatures) {
    if (signature.every((byte, index) => bytes[index] === byte)) throw notText(file, looks);
  }
}

function notText(file: string, looks: string, cause?: unknown): RulepostError {
  return new RulepostError('csv-not-text', { file, looks }, { cause });
}
