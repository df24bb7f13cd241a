import { describe, expect, it } from 'vitest';

import { refusal, statesOf } from './states';

describe('what a state allows', () => {
  it('gives no reason when a command is possible', () => {
    expect(refusal('VirtualMachine', 'Stopped', 'startVirtualMachine')).toBeUndefined();
  });

  it('says in which state it would be', () => {
    expect(refusal('VirtualMachine', 'Running', 'startVirtualMachine')).toBe('Possible when Stopped; it is Running now.');
  });

  it('leaves to the server what it has no table for', () => {
    expect(refusal('Host', 'Up', 'deleteHost')).toBeUndefined();
    expect(statesOf('Host')).toEqual([]);
  });
});
