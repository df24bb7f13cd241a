import { describe, expect, it } from 'vitest';

import { strokes } from './keyboard';

describe('typing a text', () => {
  it('holds Shift for what a US keyboard has on it', () => {
    expect(strokes('aA1!')).toEqual([
      { keysym: 0x61, code: 'KeyA', shift: false },
      { keysym: 0x41, code: 'KeyA', shift: true },
      { keysym: 0x31, code: 'Digit1', shift: false },
      { keysym: 0x21, code: 'Digit1', shift: true },
    ]);
  });

  it('ends a line once, whatever ends it', () => {
    expect(strokes('\r\n')).toEqual(strokes('\n'));
    expect(strokes('\n')[0]?.keysym).toBe(0xff0d);
  });

  it('sends other characters by their meaning', () => {
    expect(strokes('é€')).toEqual([
      { keysym: 0xe9, code: null, shift: false },
      { keysym: 0x010020ac, code: null, shift: false },
    ]);
  });
});
