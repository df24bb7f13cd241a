import { describe, expect, it } from 'vitest';

import { bytes, commandTitle, fieldTitle, mebibytes, since, words } from './format';

describe('numbers', () => {
  it('says sizes in the unit that fits', () => {
    expect(bytes(512)).toBe('512 B');
    expect(bytes(1536)).toBe('1.5 KiB');
    expect(bytes(3 * 1024 ** 3)).toBe('3 GiB');
    expect(mebibytes(2048)).toBe('2 GiB');
  });
});

describe('times', () => {
  it('understands zones without a colon', () => {
    const now = Date.UTC(2026, 0, 1, 12, 0, 0);
    expect(since('2026-01-01T12:00:00+0000', now)).toBe('just now');
    expect(since('2026-01-01T09:00:00+0000', now)).toBe('3 hours ago');
    expect(since('2025-12-31T12:00:00+0000', now)).toBe('yesterday');
  });
});

describe('names', () => {
  it('turns commands and fields into words', () => {
    expect(words('createSSHKeyPair')).toBe('Create SSH key pair');
    expect(fieldTitle('cpuallocatedwithoverprovisioning')).toBe('CPU allocated with overprovisioning');
    expect(fieldTitle('memoryallocatedbytes')).toBe('Memory allocated bytes');
    expect(commandTitle('deployVirtualMachine')).toBe('Create instance');
    expect(fieldTitle('serviceofferingname')).toBe('Service offering name');
    expect(fieldTitle('ipaddress')).toBe('IP address');
  });

  it('leaves a field with unknown parts as it is', () => {
    expect(fieldTitle('xyzzy')).toBe('Xyzzy');
  });
});
