/**
 * Typing a text into a guest key by key, as on a US keyboard.
 *
 * A guest sees keys, not characters: what needs Shift is typed with Shift held. A character that a US
 * keyboard does not have is sent by its meaning alone, which guests with another layout may miss.
 */

export interface Stroke {
  readonly keysym: number;
  /** where the key is on the keyboard; null when a US keyboard has no such key */
  readonly code: string | null;
  readonly shift: boolean;
}

export const SHIFT = { keysym: 0xffe1, code: 'ShiftLeft' } as const;

const PLAIN: Readonly<Record<string, string>> = {
  '-': 'Minus', '=': 'Equal', '[': 'BracketLeft', ']': 'BracketRight', '\\': 'Backslash', ';': 'Semicolon', "'": 'Quote', '`': 'Backquote',
  ',': 'Comma', '.': 'Period', '/': 'Slash', ' ': 'Space',
};

const SHIFTED: Readonly<Record<string, string>> = {
  '!': 'Digit1', '@': 'Digit2', '#': 'Digit3', $: 'Digit4', '%': 'Digit5', '^': 'Digit6', '&': 'Digit7', '*': 'Digit8', '(': 'Digit9', ')': 'Digit0',
  _: 'Minus', '+': 'Equal', '{': 'BracketLeft', '}': 'BracketRight', '|': 'Backslash', ':': 'Semicolon', '"': 'Quote', '~': 'Backquote',
  '<': 'Comma', '>': 'Period', '?': 'Slash',
};

const RETURN: Stroke = { keysym: 0xff0d, code: 'Enter', shift: false };
const TAB: Stroke = { keysym: 0xff09, code: 'Tab', shift: false };
const LATIN_1_END = 0xff;
const UNICODE = 0x01000000;

function strokeOf(char: string): Stroke {
  if (char === '\n') return RETURN;
  if (char === '\t') return TAB;
  const point = char.codePointAt(0) ?? 0;
  const keysym = point <= LATIN_1_END ? point : UNICODE + point;
  if (/[a-z]/.test(char)) return { keysym, code: `Key${char.toUpperCase()}`, shift: false };
  if (/[A-Z]/.test(char)) return { keysym, code: `Key${char}`, shift: true };
  if (/\d/.test(char)) return { keysym, code: `Digit${char}`, shift: false };
  const plain = PLAIN[char];
  if (plain !== undefined) return { keysym, code: plain, shift: false };
  const shifted = SHIFTED[char];
  return { keysym, code: shifted ?? null, shift: shifted !== undefined };
}

export function strokes(text: string): readonly Stroke[] {
  return Array.from(text.replace(/\r\n?/g, '\n'), strokeOf);
}
