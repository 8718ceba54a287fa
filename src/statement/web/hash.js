// SHA-256 and SHA-512 (FIPS 180-4), hex, base64 and UTF-8, all on Uint8Array. Written here because WebCrypto is
// missing where such a page is often opened: from a file on an old phone, or inside another app.

"use strict";

/** The first bits of the fractional parts of the roots of the first primes, by which both functions are defined. */
const PRIMES = (() => {
  const found = [];
  for (let n = 2; found.length < 80; n++) if (found.every((p) => n % p !== 0)) found.push(n);
  return found;
})();

/** floor(n-th root of `prime` × 2^64) modulo 2^64: 64 bits behind the point. */
function rootBits(prime, degree) {
  const wanted = BigInt(prime) << BigInt(64 * degree);
  let low = 0n;
  let high = 1n << 72n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= wanted) low = middle;
    else high = middle;
  }
  return low & 0xffffffffffffffffn;
}

const ROUND_512 = PRIMES.map((prime) => rootBits(prime, 3));
const START_512 = PRIMES.slice(0, 8).map((prime) => rootBits(prime, 2));
const ROUND_256 = Int32Array.from(ROUND_512.slice(0, 64), (bits) => Number(bits >> 32n));
const START_256 = Int32Array.from(START_512, (bits) => Number(bits >> 32n));

/** Parts, one behind the other. */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The message with a bit 1, zeros and its length in bits: whole blocks of `block` bytes. */
function padded(parts, block) {
  const message = joined(parts);
  const room = block / 8 + 1;
  const whole = new Uint8Array(Math.ceil((message.length + room) / block) * block);
  whole.set(message);
  whole[message.length] = 0x80;
  // the length is written in 64 bits; the other half of SHA-512's 128 stays 0
  new DataView(whole.buffer).setBigUint64(whole.length - 8, BigInt(message.length) * 8n);
  return whole;
}

/** SHA-256 of parts, one behind the other: 32 bytes. */
function sha256(...parts) {
  const whole = padded(parts, 64);
  const view = new DataView(whole.buffer);
  const state = Int32Array.from(START_256);
  const w = new Int32Array(64);
  for (let block = 0; block < whole.length; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(block + 4 * i);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15];
      const b = w[i - 2];
      const small = ((a >>> 7) | (a << 25)) ^ ((a >>> 18) | (a << 14)) ^ (a >>> 3);
      const large = ((b >>> 17) | (b << 15)) ^ ((b >>> 19) | (b << 13)) ^ (b >>> 10);
      w[i] = (w[i - 16] + small + w[i - 7] + large) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const more = (h + one + ((e & f) ^ (~e & g)) + ROUND_256[i] + w[i]) | 0;
      const two = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const less = (two + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + more) | 0, c, b, a, (more + less) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = (state[i] + word) | 0));
  }
  const result = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => result.setInt32(4 * i, word));
  return new Uint8Array(result.buffer);
}

/** SHA-512 of parts, one behind the other: 64 bytes. Signatures alone need it, so plain and slow is good enough. */
function sha512(...parts) {
  const cut = (n) => BigInt.asUintN(64, n);
  const turned = (n, by) => cut((n >> BigInt(by)) | (n << BigInt(64 - by)));
  const whole = padded(parts, 128);
  const view = new DataView(whole.buffer);
  const state = START_512.slice();
  const w = [];
  for (let block = 0; block < whole.length; block += 128) {
    for (let i = 0; i < 16; i++) w[i] = view.getBigUint64(block + 8 * i);
    for (let i = 16; i < 80; i++) {
      const small = turned(w[i - 15], 1) ^ turned(w[i - 15], 8) ^ (w[i - 15] >> 7n);
      const large = turned(w[i - 2], 19) ^ turned(w[i - 2], 61) ^ (w[i - 2] >> 6n);
      w[i] = cut(w[i - 16] + small + w[i - 7] + large);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const one = turned(e, 14) ^ turned(e, 18) ^ turned(e, 41);
      const more = cut(h + one + ((e & f) ^ (cut(~e) & g)) + ROUND_512[i] + w[i]);
      const two = turned(a, 28) ^ turned(a, 34) ^ turned(a, 39);
      const less = cut(two + ((a & b) ^ (a & c) ^ (b & c)));
      [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + more), c, b, a, cut(more + less)];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = cut(state[i] + word)));
  }
  const result = new DataView(new ArrayBuffer(64));
  state.forEach((word, i) => result.setBigUint64(8 * i, word));
  return new Uint8Array(result.buffer);
}

/** Lower-case hex. */
function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Bytes out of hex that was checked before. */
function fromHex(text) {
  return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
}

/** A number as eight bytes, most significant first. */
function u64(number) {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(number));
  return new Uint8Array(view.buffer);
}

/** UTF-8 of a text. */
function utf8(text) {
  return new TextEncoder().encode(text);
}

/** Text out of UTF-8, `null` where it is none. A byte order mark stays, so that it can be refused. */
function fromUtf8(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    return null;
  }
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 with padding (RFC 4648, section 4). */
function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const three = (bytes[at] << 16) | ((bytes[at + 1] || 0) << 8) | (bytes[at + 2] || 0);
    const there = Math.min(3, bytes.length - at);
    for (let i = 0; i < 4; i++) text += i <= there ? BASE64[(three >> (18 - 6 * i)) & 63] : "=";
  }
  return text;
}

/** Bytes out of base64, `null` for any spelling that encoding them would not give back. */
function fromBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return null;
  const signs = text.replace(/=+$/, "");
  const bytes = new Uint8Array((signs.length * 6) >> 3);
  let bits = 0;
  let held = 0;
  let at = 0;
  for (const sign of signs) {
    held = (held << 6) | BASE64.indexOf(sign);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
      held &= (1 << bits) - 1;
    }
  }
  return toBase64(bytes) === text ? bytes : null;
}

/** True where two byte strings are the same. */
function sameBytes(one, other) {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
