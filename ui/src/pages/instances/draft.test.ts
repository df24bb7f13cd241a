import { describe, expect, it } from 'vitest';

import { base64, BLANK, lacking, paramsOf, settle, wrongName, type Choices } from './draft';

const choices: Choices = {
  zones: [{ id: 'z' }],
  templates: [{ id: 'plain' }, { id: 'featured', isfeatured: true }],
  offerings: [{ id: 'custom', iscustomized: true, memory: 0 }, { id: 'large', memory: 4096 }, { id: 'small', memory: 512 }],
  networks: [{ id: 'lan', name: 'lan' }, { id: 'net', name: 'default' }],
  groups: [{ id: 'web', name: 'web' }, { id: 'sg', name: 'default' }],
};

describe('a new instance', () => {
  it('needs no choice but a name', () => {
    const params = paramsOf(settle({ ...BLANK, name: 'web-1' }, choices));
    expect(params).toMatchObject({
      name: 'web-1', zoneid: 'z', templateid: 'featured', serviceofferingid: 'small', networkids: ['net'], securitygroupids: ['sg'],
    });
    expect(params.userdata).toBeUndefined();
    expect(params.startvm).toBeUndefined();
  });

  it('keeps what was chosen, an empty choice of groups too', () => {
    const settled = settle({ ...BLANK, offering: 'large', groups: [] }, choices);
    expect(paramsOf(settled)).toMatchObject({ serviceofferingid: 'large', securitygroupids: undefined });
  });

  it('asks for CPUs and memory where the size leaves them open', () => {
    const open = settle({ ...BLANK, offering: 'custom' }, choices);
    expect(lacking(open, choices)).toMatch(/CPUs and memory/);
    const filled = { ...open, cpunumber: 2, memory: 768 };
    expect(lacking(filled, choices)).toBeUndefined();
    expect(paramsOf(filled).details).toEqual({ cpuNumber: '2', memory: '768' });
  });

  it('says what is missing before anything is sent', () => {
    const bare = { ...choices, templates: [] };
    expect(lacking(settle(BLANK, bare), bare)).toMatch(/template/);
  });

  it('takes host names only', () => {
    expect(wrongName('web-1')).toBeUndefined();
    expect(wrongName('')).toBeUndefined();
    for (const name of ['1web', 'web_1', 'web-', 'a b', 'x'.repeat(64)]) expect(wrongName(name)).toBeDefined();
  });

  it('sends user data as UTF-8', () => {
    expect(base64('grün')).toBe('Z3LDvG4=');
  });
});
