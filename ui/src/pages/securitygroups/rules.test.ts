import { describe, expect, it } from 'vitest';

import { paramsOf, peerOf, portsOf, wrongWith } from './rules';

describe('rules', () => {
  it('are read aloud', () => {
    expect(portsOf({ protocol: 'tcp', startport: 22, endport: 22 })).toBe('22');
    expect(portsOf({ protocol: 'udp', startport: 8000, endport: 8010 })).toBe('8000–8010');
    expect(portsOf({ protocol: 'icmp', icmptype: -1, icmpcode: -1 })).toBe('every type');
    expect(portsOf({ protocol: 'icmp', icmptype: 8, icmpcode: -1 })).toBe('type 8');
    expect(peerOf({ securitygroupname: 'web', account: 'bob' })).toBe('group web of bob');
  });

  it('are sent as ports and a list of addresses', () => {
    expect(paramsOf({ protocol: 'tcp', ports: '80', cidr: '192.0.2.0/24, 198.51.100.7/32' })).toEqual({
      protocol: 'tcp', startport: '80', endport: '80', cidrlist: ['192.0.2.0/24', '198.51.100.7/32'],
    });
    expect(paramsOf({ protocol: 'tcp', ports: '8000-8010', cidr: '0.0.0.0/0' })).toMatchObject({ startport: '8000', endport: '8010' });
    expect(paramsOf({ protocol: 'icmp', ports: '', cidr: '0.0.0.0/0' })).toMatchObject({ icmptype: -1, icmpcode: -1 });
  });

  it('are refused in words before they are sent', () => {
    expect(wrongWith({ protocol: 'tcp', ports: 'ssh', cidr: '0.0.0.0/0' })).toMatch(/port/);
    expect(wrongWith({ protocol: 'icmp', ports: '', cidr: ' ' })).toMatch(/whom/);
    expect(wrongWith({ protocol: 'icmp', ports: '', cidr: '0.0.0.0/0' })).toBeUndefined();
  });
});
