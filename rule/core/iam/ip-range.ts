interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

interface IpRange {
  readonly network: Address;
  readonly prefixLength: number;
}

/** An IPv4 or IPv6 address or CIDR block; `undefined` when the text is neither. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  const network = parseAddress(address);
  if (network === undefined || rest.length > 0) return undefined;
  if (prefix === undefined) return { network, prefixLength: network.bits };
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > network.bits) return undefined;
  return { network, prefixLength: Number(prefix) };
}

/** Is the address inside the range? Addresses of different families never are; text that is no address is not. */
export function isInIpRange(text: string, range: IpRange): boolean {
  const address = parseAddress(text);
  if (address === undefined || address.bits !== range.network.bits) return false;
  const hostBits = BigInt(address.bits - range.prefixLength);
  return address.value >> hostBits === range.network.value >> hostBits;
}

function parseAddress(text: string): Address | undefined {
  const value = text.includes(':') ? parseIpv6(text) : parseIpv4(text);
  return value === undefined ? undefined : { bits: text.includes(':') ? 128 : 32, value };
}

function parseIpv4(text: string): bigint | undefined {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) <= 255))
    return undefined;
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}
