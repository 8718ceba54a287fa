// Ed25519 (RFC 8032), verified strictly as FORMAT.md, section 6.4, says: canonical encodings, no point of small
// order, S below the order of the group, and the equation without cofactor. Browsers' own verification is laxer: one
// was seen to accept a key of small order.

"use strict";

const FIELD = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

function modulo(n, of) {
  const rest = n % of;
  return rest < 0n ? rest + of : rest;
}

const inField = (n) => modulo(n, FIELD);

/** base^exponent in the field. */
function power(base, exponent) {
  let result = 1n;
  let square = inField(base);
  for (let left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = inField(result * square);
    square = inField(square * square);
  }
  return result;
}

const CURVE = inField(-121665n * power(121666n, FIELD - 2n));
const ROOT_OF_MINUS_1 = power(2n, (FIELD - 1n) / 4n);

/** A number out of bytes, least significant first. */
function littleEndian(bytes) {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

// Points are [X, Y, Z, T] with x = X/Z, y = Y/Z, xy = T/Z.
const NEUTRAL = [0n, 1n, 1n, 0n];

function added([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = inField((y1 - x1) * (y2 - x2));
  const b = inField((y1 + x1) * (y2 + x2));
  const c = inField(2n * CURVE * t1 * t2);
  const d = inField(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [inField(e * f), inField(g * h), inField(f * g), inField(e * h)];
}

function times(scalar, point) {
  let result = NEUTRAL;
  let double = point;
  for (let left = scalar; left > 0n; left >>= 1n) {
    if (left & 1n) result = added(result, double);
    double = added(double, double);
  }
  return result;
}

/** True where both are the same point of the curve. */
function samePoint([x1, y1, z1], [x2, y2, z2]) {
  return inField(x1 * z2 - x2 * z1) === 0n && inField(y1 * z2 - y2 * z1) === 0n;
}

/** The point that 32 bytes encode; `null` where they are no canonical encoding of one, or it is of small order. */
function strongPoint(bytes) {
  if (bytes.length !== 32) return null;
  const sign = bytes[31] >> 7;
  const y = littleEndian(bytes) & (2n ** 255n - 1n);
  if (y >= FIELD) return null;
  // x² = (y² − 1) / (d y² + 1)
  const [above, below] = [inField(y * y - 1n), inField(CURVE * y * y + 1n)];
  let x = inField(above * below ** 3n * power(above * below ** 7n, (FIELD - 5n) / 8n));
  if (inField(below * x * x) === inField(-above)) x = inField(x * ROOT_OF_MINUS_1);
  if (inField(below * x * x) !== above) return null;
  if (x === 0n) return null; // y is 1 or −1, which is of order 1 or 2 under either sign
  if (Number(x & 1n) !== sign) x = FIELD - x;
  const point = [x, y, 1n, inField(x * y)];
  return samePoint(times(8n, point), NEUTRAL) ? null : point;
}

const BASE = strongPoint(Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66)));

/** True where 32 bytes are a public key that may be used at all. */
function isStrongKey(bytes) {
  return strongPoint(bytes) !== null;
}

/** True where 64 bytes are the key's signature of the message. */
function isSignature(key, signature, message) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const [first, second] = [signature.subarray(0, 32), littleEndian(signature.subarray(32))];
  const [a, r] = [strongPoint(key), strongPoint(first)];
  if (a === null || r === null || second >= ORDER) return false;
  const hash = modulo(littleEndian(sha512(first, key, message)), ORDER);
  return samePoint(times(second, BASE), added(r, times(hash, a)));
}
