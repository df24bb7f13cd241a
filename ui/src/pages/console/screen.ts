/** What the two kinds of screen have in common for the bar above them. */

export type Phase = 'connecting' | 'connected' | 'ended';

export interface Keys {
  /** types a text as if by hand */
  readonly type: (text: string) => void;
  readonly focus: () => void;
  /** only where there is a keyboard to press it on */
  readonly ctrlAltDel?: () => void;
}

export interface ScreenProps {
  readonly url: string;
  readonly onPhase: (phase: Phase, why?: string) => void;
  readonly onKeys: (keys: Keys) => void;
}
