import { describe, expect, it } from 'vitest';

import { accelerationFinding, partsFinding } from './health';

describe('health', () => {
  it('names what is not well', () => {
    const finding = partsFinding('Hosts', 'hosts', [{ name: 'a', state: 'Up' }, { name: 'b', state: 'Alert' }], 'Up', 'none');
    expect(finding).toMatchObject({ tone: 'bad', state: '1 of 2 not up', why: 'b: Alert' });
  });

  it('says why guests are slow', () => {
    const finding = accelerationFinding([{ name: 'a', details: { acceleration: 'tcg', accelerationreason: 'no /dev/kvm' } }]);
    expect(finding).toMatchObject({ tone: 'warn', state: 'Emulated', why: 'no /dev/kvm' });
    expect(accelerationFinding([{ name: 'a', details: { acceleration: 'kvm' } }])?.tone).toBe('ok');
    expect(accelerationFinding([{ name: 'a' }])).toBeUndefined();
  });
});
